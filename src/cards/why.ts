import type { CardElementArray } from '@microsoft/teams.cards';
import type { Instant } from '../core/clock.ts';
import type { Answer } from '../questions/model.ts';
import type { Check, ServerRow } from '../readiness/model.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { attentionBlock } from './parts/attention.ts';
import { evidenceText } from './parts/checks-table.ts';
import { clean } from './parts/escape.ts';
import {
  askFailing,
  askServer,
  evidenceLine,
  identityLine,
  nextLine,
  nextStep,
  serverVerdict,
  vulnerabilityCount,
} from './parts/server-parts.ts';
import { serverActions } from './parts/server-actions.ts';
import { heading, text } from './parts/text.ts';

export type WhyAnswer = Extract<Answer, { readonly kind: 'why' | 'server' }>;

/** Why one server is as it is: verdict, reasons, evidence and its age, next step. */
export function whyCard({ server, asOf, attention }: WhyAnswer, context: PresentContext): Presented {
  return fitted((room) => {
    const deeds = serverActions(server, attention, context);
    const verdict = serverVerdict(server, room);
    const told = toldReasons(server);
    return {
      summary: [verdict.line, told[0]?.text ?? '', nextLine(server.assessment.nextStep.summary)]
        .filter(Boolean)
        .map(asSentence)
        .join(' '),
      body: [
        heading(verdict.line, verdict.color),
        text(identityLine(server, room), { subtle: true, size: 'Small', spacing: 'None' }),
        ...reasonBlocks(told, room),
        ...caveats(server),
        ...evidence(server, asOf, context, room),
        // Who has it belongs to what comes next.
        ...attentionBlock(attention, context, room),
        ...nextStep(server, room),
        ...vulnerabilities(server),
      ],
      actions: [
        ...deeds,
        askServer('All checks', 'server', server, context, deeds.length === 0),
        askServer('History', 'history', server, context),
        askFailing(context),
        ask('Status', { kind: 'status' }, context),
      ],
    };
  });
}

interface Told {
  readonly sign: '✖' | '?' | '–' | '';
  readonly text: string;
}

/** What decides: failing gates, then unknown ones, each sentence once. */
function toldReasons(server: ServerRow): readonly Told[] {
  const gates = server.assessment.checks.filter((check) => check.gate);
  const of = (verdict: Check['verdict'], sign: Told['sign']) =>
    gates
      .filter((check) => check.verdict === verdict)
      .flatMap((check) =>
        check.reasons.map((reason, index): Told => ({ sign: index === 0 ? sign : '', text: reason.text })),
      );
  const told =
    server.assessment.readiness === 'notApplicable'
      ? of('notApplicable', '–')
      : [...of('fail', '✖'), ...of('unknown', '?')];
  const unique = told.filter((one, index) => told.findIndex((other) => other.text === one.text) === index);
  if (unique.length > 0) return unique;
  if (server.assessment.readiness === 'ready') return [{ sign: '', text: 'Every gate passes.' }];
  return [{ sign: '?', text: 'The last judgement is too old to be trusted. A new report renews it.' }];
}

const MOST_REASONS = 6;

function reasonBlocks(told: readonly Told[], room: Room): CardElementArray {
  const shown = told.slice(0, MOST_REASONS).map((one) => text(`${one.sign} ${clean(one.text, room.sentence)}`));
  const left = told.length - shown.length;
  return left > 0 ? [...shown, text(`and ${left} more reasons: see all checks`, { subtle: true })] : shown;
}

function caveats({ assessment }: ServerRow): CardElementArray {
  if (assessment.readiness !== 'ready' || (!assessment.missesUpdate && !assessment.outOfSupport)) return [];
  const wrong = assessment.checks
    .filter((check) => (check.id === 'latest-update' || check.id === 'support-lifecycle') && check.verdict === 'fail')
    .flatMap((check) => check.reasons.slice(0, 1));
  return [
    text('Ready is not the same as fine:', { bold: true }),
    ...wrong.map((reason) => text(`✖ ${reason.text}`, { spacing: 'Small' })),
  ];
}

function evidence(server: ServerRow, asOf: Instant, context: PresentContext, room: Room): CardElementArray {
  const gates = server.assessment.checks.filter((check) => check.gate);
  const deciding =
    gates.find((check) => check.verdict === 'fail') ?? gates.find((check) => check.verdict === 'unknown');
  const path = deciding ? evidenceText(deciding, room) : null;
  const line = evidenceLine(server, asOf, context, room);
  return [text(path && server.file !== null ? `${line}, ${path}` : line, { subtle: true, size: 'Small', max: 700 })];
}

function vulnerabilities(server: ServerRow): CardElementArray {
  const counted = vulnerabilityCount(server.assessment.openVulnerabilities);
  return counted ? [text(`${counted}.`)] : [];
}

function asSentence(line: string): string {
  return /[.?…]$/.test(line) ? line : `${line}.`;
}
