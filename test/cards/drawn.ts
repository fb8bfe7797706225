import { digestCard } from '../../src/cards/digest.ts';
import { digestStoppedCard } from '../../src/cards/digest-settings.ts';
import type { Call } from '../../src/changes/app.ts';
import type { ChangeView } from '../../src/changes/model.ts';
import { instant } from '../../src/core/clock.ts';
import { type AnyAnswer, type Presented, present, type PresentContext } from '../../src/cards/present.ts';
import { callCard } from '../../src/cards/change-call.ts';
import { ackNoteCard } from '../../src/cards/acknowledgements.ts';
import { calls } from '../../src/changes/app.ts';
import { ana, bo, aChangeView } from './change-samples.ts';
import { changeViews } from './change-views.ts';
import { calendarAnswers } from './calendar-states.ts';
import { changeAnswers } from './change-states.ts';
import { maintenanceAnswers } from './maintenance-states.ts';
import { ackNotes, peopleAnswers } from './people-states.ts';
import { digestSectionsSample } from './digest-sections-sample.ts';
import { aDigest, aView, digests, settings, subscription } from './digest-states.ts';
import { rolloutAnswers } from './rollout-states.ts';
import { states } from './states.ts';

type Draw = (context: PresentContext) => Presented;

const start = changeViews['change-at-start'] ?? aChangeView();
const running = changeViews['change-in-progress'] ?? aChangeView();
const emergency = changeViews['change-emergency'] ?? aChangeView();

const viewOfCall: Readonly<Record<Call, ChangeView>> = {
  decided: changeViews['change-approved'] ?? start,
  edited: changeViews['change-proposed-edited'] ?? start,
  reminder: aChangeView(),
  escalation: changeViews['change-proposed-quorum'] ?? start,
  soon: { ...start, asOf: instant(start.asOf - 900_000) },
  start,
  end: { ...running, asOf: running.change.plan.window.end },
  overrun: changeViews['change-overrun'] ?? start,
  missed: changeViews['change-missed'] ?? start,
  evidence: changeViews['change-unproven'] ?? start,
  verified: changeViews['change-verified'] ?? start,
  emergency,
  'review-overdue': changeViews['change-emergency-review-overdue'] ?? emergency,
  conflict: changeViews['change-proposed-quorum'] ?? start,
};

/** Every state a card can be in, by the name of its golden file. */
export const drawn: Readonly<Record<string, Draw>> = {
  ...each(states, (answer) => (context) => present(answer, context)),
  ...each(digests, (digest) => (context) => digestCard(digest, context)),
  ...each(changeAnswers, (answer) => (context) => present(answer, context)),
  ...each(peopleAnswers, (answer) => (context) => present(answer, context)),
  ...each(maintenanceAnswers, (answer) => (context) => present(answer, context)),
  ...each(calendarAnswers, (answer) => (context) => present(answer, context)),
  ...each(rolloutAnswers, (answer) => (context) => present(answer, context)),
  'maintenance-rules-from-another-zone': (context) =>
    present(maintenanceAnswers['maintenance-rules'] ?? { kind: 'help' }, { ...context, zone: 'America/New_York' }),
  ...each(ackNotes, (note) => (context) => ackNoteCard(note, context)),
  ...Object.fromEntries(
    calls.map((call): [string, Draw] => [`call-${call}`, (context) => callCard(call, viewOfCall[call], context)]),
  ),
  'call-conflict-warns': (context) =>
    callCard('conflict', changeViews['change-proposed-warned'] ?? aChangeView(), context),
  'call-conflict-counts-only': (context) =>
    callCard('conflict', viewOfCall.conflict, { ...context, audience: 'counts' }),
  'call-start-over': (context) => callCard('start', changeViews['change-verified'] ?? aChangeView(), context),
  'call-start-counts-only': (context) => callCard('start', viewOfCall.start, { ...context, audience: 'counts' }),
  'change-posted': (context) =>
    present({ kind: 'change-posted', view: aChangeView(), notice: 'CHG-0007 waits for approval.' }, context),
  'rollout-posted': (context) => {
    const view = rolloutAnswers.rollout;
    if (view?.kind !== 'rollout') throw new Error('there is no sample of a rollout');
    return present({ kind: 'rollout-posted', view, notice: 'ROLLOUT-0001: 3 changes are proposed.' }, context);
  },
  'change-for-its-requester': (context) =>
    present({ kind: 'change', view: aChangeView(), notice: null }, { ...context, viewer: ana.person }),
  'change-for-an-approver': (context) =>
    present({ kind: 'change', view: aChangeView(), notice: null }, { ...context, viewer: bo.person }),
  'change-from-another-zone': (context) =>
    present({ kind: 'change', view: aChangeView(), notice: null }, { ...context, zone: 'America/New_York' }),
  ...Object.fromEntries(
    [
      'change-proposed',
      'changes',
      'approvals',
      'story',
      'acks',
      'acknowledged',
      'ack-form',
      'change-form-new',
      'roles',
      'change-override',
      'maintenance-rules',
      'maintenance-windows',
      'rule-form',
      'freeze-form',
      'rollout-form',
      'rollout',
    ].map((name): [string, Draw] => [
      `${name}-counts-only`,
      (context) => present(answerNamed(name), { ...context, audience: 'counts' }),
    ]),
  ),
  'digest-attention': (context) => digestCard(aView({ content: aDigest({ sections: digestSectionsSample }) }), context),
  'digest-attention-counts-only': (context) =>
    digestCard(aView({ content: aDigest({ sections: digestSectionsSample }), audience: 'counts' }), context),
  ...each(settings, (answer) => (context) => present(answer, context)),
  'digest-settings-counts-only': (context) =>
    present(settings['digest-settings-on'] ?? { kind: 'digest-coming' }, { ...context, audience: 'counts' }),
  'digest-stopped': (context) =>
    digestStoppedCard(
      {
        subscription: { ...subscription, schedule: { days: [1], time: '08:00', zone: 'Europe/Atlantis' } },
        why: 'Europe/Atlantis is not a time zone known here.',
      },
      context,
    ),
};

function answerNamed(name: string): AnyAnswer {
  const answer = changeAnswers[name] ?? peopleAnswers[name] ?? maintenanceAnswers[name] ?? rolloutAnswers[name];
  if (!answer) throw new Error(`no state is called ${name}`);
  return answer;
}

function each<State>(all: Readonly<Record<string, State>>, draw: (state: State) => Draw): Record<string, Draw> {
  return Object.fromEntries(Object.entries(all).map(([name, state]) => [name, draw(state)]));
}
