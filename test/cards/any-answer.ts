import fc from 'fast-check';
import type { Answer } from '../../src/questions/model.ts';
import { advisoryIds, gateIds, type ServerRow, type Verdict } from '../../src/readiness/model.ts';
import { aFleet, aServerRow, NOW } from '../support/factories.ts';
import { words } from './any-words.ts';
import { manyVulnerabilities } from './sample-servers.ts';
import { aList, states } from './states.ts';
import { attentionOf } from './taken-sample.ts';

const checkIds = [...gateIds, ...advisoryIds];

// The evidence room takes no longer name in.
const fqdn = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
  .map((text) => `${text.trim()}x`.slice(0, 255));
const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'warn', 'unknown', 'notApplicable');

const server: fc.Arbitrary<ServerRow> = fc
  .record({
    name: words,
    fqdn,
    site: words,
    dag: fc.option(words),
    file: fc.option(words),
    said: words,
    verdicts: fc.array(verdict, { minLength: 17, maxLength: 17 }),
    open: fc.nat(150),
    steps: fc.array(words, { maxLength: 12 }),
  })
  .map(({ said, verdicts, open, steps, ...look }) =>
    aServerRow({
      ...look,
      assessment: {
        missesUpdate: open > 0,
        openVulnerabilities: manyVulnerabilities(open).map((one) => ({ ...one, name: one.name && said })),
        checks: Object.fromEntries(
          checkIds.map((id, index) => [
            id,
            { verdict: verdicts[index] ?? 'pass', text: [said, said], path: said, value: said },
          ]),
        ),
        nextStep: { kind: 'install-update', summary: said, steps, target: null, remarks: steps },
      },
    }),
  );

const count = fc.nat(1_000_000);
const fleet = fc
  .record({ failing: count, unknown: count, ready: count, notApplicable: count })
  .map((totals) => aFleet({ totals, readyMissingUpdate: totals.ready }));

/** Any answer, of the size and with the strings of a bad day. */
export const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom(...Object.values(states)),
  fleet.map(
    (known): Answer => ({
      kind: 'fleet',
      fleet: known,
      attention: { failing: 9, planned: 4, acknowledged: 3, unattended: 2 },
    }),
  ),
  server.map((row): Answer => ({ kind: 'why', asOf: NOW, server: row, attention: attentionOf(row.name) })),
  server.map((row): Answer => ({ kind: 'server', asOf: NOW, server: row, attention: attentionOf(row.name) })),
  fc
    .record({
      kind: fc.constantFrom('failing', 'unknown', 'outdated'),
      rows: fc.array(server, { maxLength: 12 }),
      fleet,
      value: words,
      page: fc.integer({ min: 1, max: 5000 }),
      cause: fc.option(fc.constantFrom(...checkIds)),
    })
    .map(
      ({ value, page, ...rest }): Answer =>
        aList({
          ...rest,
          attention: Object.fromEntries(rest.rows.map((row) => [row.id, attentionOf(row.name)])),
          kind: rest.kind as 'failing',
          page,
          pages: 5000,
          total: 60_000,
          scope: { by: 'site', value: value.slice(0, 250) },
          causes: checkIds.map((check) => ({ check, servers: 5000 })),
        }),
    ),
  fc.record({ row: server, files: fc.array(words, { maxLength: 40 }) }).map(
    ({ row, files }): Answer => ({
      kind: 'history',
      asOf: NOW,
      server: row,
      total: files.length,
      retired: null,
      deeds: files.length,
      told: files.map((text, seq) => ({
        seq,
        at: NOW,
        actor: { kind: 'system', job: 'x' },
        who: text,
        verb: 'x',
        text,
        notes: [text, text],
        hash: text,
      })),
      reports: files.map((file, index) => ({
        report: String(index) as never,
        file,
        generatedAt: NOW,
        receivedAt: NOW,
        standing: 'older',
        build: file,
      })),
    }),
  ),
  fc
    .record({
      asked: words,
      names: fc.array(fqdn, { maxLength: 9 }),
      because: fc.constantFrom('no-match', 'several', 'ticked'),
    })
    .map(
      ({ asked, names, because }): Answer => ({
        kind: 'did-you-mean',
        asked,
        what: 'server',
        because: because as 'no-match',
        suggestions: names.map((name) => ({ title: name, ask: { kind: 'why', server: name }, server: null })),
      }),
    ),
  words.map((text): Answer => ({ kind: 'not-understood', text, examples: ['failing', 'status', 'help'] })),
  words.map((text): Answer => ({ kind: 'refused', refusal: { code: 'invalid', message: text, hint: text } })),
);
