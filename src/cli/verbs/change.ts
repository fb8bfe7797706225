import { writeFile } from 'node:fs/promises';
import { standingText } from '../../changes/conflicts/words.ts';
import type { ChangeView } from '../../changes/model.ts';
import { type ChangeExport, exportChange, exportJson } from '../../changes/story/export.ts';
import { exportHtml } from '../../changes/story/html.ts';
import { windowText } from '../../changes/window-words.ts';
import { actorName } from '../../core/actor-name.ts';
import type { Instant } from '../../core/clock.ts';
import { OperationalError } from '../../core/errors.ts';
import { refuse } from '../../core/result.ts';
import { changeIdIn } from '../../questions/change-id.ts';
import { instantText } from '../../readiness/words.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';
import { stateWords } from './change-rows.ts';

/**
 * `change ID`: one change with its votes, conflicts, proofs and story, as it reads at `now`; with `file` written to it as JSON or HTML.
 * Found wanting when it was missed or failed, or is overrun or done and not proven.
 */
export async function change(
  house: Pick<House, 'database' | 'changes'>,
  output: Output,
  asked: string,
  { file, json, now }: { readonly file: string | null; readonly json: boolean; readonly now: Instant },
): Promise<ExitCode> {
  const html = file !== null && /\.html?$/i.test(file);
  if (file !== null && !html && !/\.json$/i.test(file)) {
    const { refusal } = refuse('invalid', `${plain(file)} ends neither in .json nor in .html.`, 'Name such a file.');
    return printRefusal(output, refusal, json);
  }
  const id = changeIdIn(asked);
  const found = id && (await house.database.read((reader) => exportChange(reader, house.changes, id, now)));
  if (!found) {
    const { refusal } = refuse(
      'not-found',
      `There is no change ${plain(asked)}.`,
      'patchwarden changes --filter all lists them.',
    );
    return printRefusal(output, refusal, json);
  }
  if (file !== null) {
    await written(file, html ? exportHtml(found) : `${JSON.stringify(exportJson(found), null, 2)}\n`);
    if (json) printJson(output, { change: found.view.change.id, file });
    else output.out(`${found.view.change.id} is written to ${plain(file)}. The log's head then: ${found.head.text}`);
    return 0;
  }
  if (json) printJson(output, exportJson(found));
  else output.out(wordsOf(found).map(plain).join('\n'));
  const { state, overrun, unproven, reviewOverdue } = found.view;
  return state === 'missed' || state === 'failed' || overrun || unproven || reviewOverdue ? 1 : 0;
}

async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperationalError('unavailable', `${file} can not be written: ${why}.`, 'Name another file.');
  }
}

function wordsOf({ view, told, head }: ChangeExport): string[] {
  const { change: one, approvals } = view;
  const { plan } = one;
  return [
    `${one.id}: ${stateWords[view.state]}${view.overrun ? ', runs on past its window' : ''}${view.unproven && view.state !== 'implemented' ? ', not proven' : ''}`,
    `${plan.type} change, requested by ${actorName(one.requester)}: ${plan.reason}`,
    `Window: ${windowText(plan.window)}`,
    `Risk: ${view.risk.risk}. ${view.risk.why.join(' ')}`,
    `Backout: ${plan.backout}`,
    ...(view.conflicts.length > 0 ? ['Conflicts:', ...view.conflicts.map((one) => `  ${standingText(one)}`)] : []),
    ...view.servers.flatMap(serverLines),
    approvals.needed === 0
      ? 'Approvals: no second person is required by policy.'
      : `Approvals: ${approvals.votes.filter(({ vote }) => vote === 'approve').length} of ${approvals.needed}`,
    ...approvals.votes.map(({ voter, vote, at, reason }) => {
      const why = reason === null ? '' : `: ${reason}`;
      return `  ${vote === 'approve' ? 'approved' : 'rejected'} by ${actorName(voter)}, ${instantText(at)}${why}`;
    }),
    'What happened:',
    ...told.flatMap(({ at, text, notes }) => [`  ${instantText(at)}: ${text}`, ...notes.map((note) => `    ${note}`)]),
    `Audit head: ${head.text}`,
  ];
}

function serverLines({ name, aim, tick, proof }: ChangeView['servers'][number]): string[] {
  const done = tick ? `ticked by ${actorName(tick.by)}` : 'not ticked';
  const proven = proof === null ? 'no evidence yet' : proof.missing.length === 0 ? 'proven' : 'not proven';
  return [`  ${name}: ${aim}; ${done}; ${proven}`, ...(proof?.missing ?? []).map((missing) => `    ${missing}`)];
}
