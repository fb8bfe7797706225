import type { Told } from '../../changes/story/model.ts';
import { changeStory, serverStory } from '../../changes/story/story.ts';
import { loadChange } from '../../changes/store.ts';
import { type Instant, isoOf } from '../../core/clock.ts';
import { type Result, ok } from '../../core/result.ts';
import { reportsOf } from '../../evidence/store.ts';
import { changeIdIn, isChangeId } from '../../questions/change-id.ts';
import { findByName } from '../../readiness/find-by-name.ts';
import { retiredServer } from '../../readiness/retirements/store.ts';
import { instantText } from '../../readiness/words.ts';
import type { Reader } from '../../storage/database.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';

const MOST = 1_000;

interface Past {
  readonly of:
    | { readonly change: string }
    | { readonly server: string; readonly name: string; readonly retired: boolean };
  readonly told: readonly Told[];
  readonly reports: Awaited<ReturnType<typeof reportsOf>>['rows'];
}

/** `history CHG-0001`, `history SERVER`: what happened up to `now`, the oldest first. */
export async function history(
  house: Pick<House, 'database'>,
  output: Output,
  asked: string,
  { json, now }: { readonly json: boolean; readonly now: Instant },
): Promise<ExitCode> {
  const found = await house.database.read((reader) => pastOf(reader, asked));
  if (!found.ok) return printRefusal(output, { ...found.refusal, message: plain(found.refusal.message) }, json);
  const told = found.value.told.filter(({ at }) => at <= now);
  const reports = found.value.reports.filter(({ receivedAt }) => receivedAt <= now);
  if (json) {
    printJson(output, {
      asOf: isoOf(now),
      ...found.value.of,
      told: told.map((one) => ({ ...one, at: isoOf(one.at) })),
      reports: reports.map(({ generatedAt, receivedAt, ...report }) => ({
        ...report,
        generatedAt: generatedAt === null ? null : isoOf(generatedAt),
        receivedAt: isoOf(receivedAt),
      })),
    });
    return 0;
  }
  const lines = [
    ...told.map(({ at, text, notes }) => ({ at, lines: [text, ...notes.map((note) => `  ${note}`)] })),
    ...reports.map(({ receivedAt, file, build, standing }) => ({
      at: receivedAt,
      lines: [
        `Report ${file} came in: build ${build ?? 'not known'}, ${standing === 'older' ? 'superseded' : standing}.`,
      ],
    })),
  ].sort((a, b) => a.at - b.at);
  if (lines.length === 0) output.out('Nothing is known of it.');
  for (const { at, lines: texts } of lines) {
    const [first = '', ...more] = texts;
    output.out([`${instantText(at)}: ${plain(first)}`, ...more.map((line) => `  ${plain(line)}`)].join('\n'));
  }
  return 0;
}

async function pastOf(reader: Reader, asked: string): Promise<Result<Past>> {
  const id = isChangeId(asked) ? changeIdIn(asked) : null;
  if (id !== null && (await loadChange(reader, id)) !== null) {
    const { told } = await changeStory(reader, id, MOST);
    return ok({ of: { change: id }, told, reports: [] });
  }
  if (id !== null) {
    const refusal = {
      code: 'not-found',
      message: `There is no change ${id}.`,
      hint: 'patchwarden changes --filter all lists them.',
    } as const;
    return { ok: false, refusal };
  }
  const server = await findByName(reader, asked);
  if (!server.ok) return server;
  const { told } = await serverStory(reader, server.value.id, MOST);
  const { rows } = await reportsOf(reader, server.value.id, { limit: MOST, offset: 0 });
  const retired = (await retiredServer(reader, server.value.id)) !== null;
  return ok({
    of: { server: server.value.id, name: server.value.name, retired },
    told: [...told].reverse(),
    reports: rows,
  });
}
