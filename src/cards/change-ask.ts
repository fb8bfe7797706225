import { localAt } from '../core/local-time.ts';
import { unborne } from '../changes/conflicts/unborne.ts';
import type { ChangeAnswer, ChangeCommand, ChangeView, StandingConflict } from '../changes/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, wholeRooms } from './parts/card.ts';
import { conflictLine } from './parts/change-conflicts.ts';
import { planFacts } from './parts/change-facts.ts';
import { whatText } from './parts/change-words.ts';
import { factSet } from './parts/facts.ts';
import { dateField, hoursField, textField, timeField, zoneField } from './parts/inputs.ts';
import { heading, lines, text } from './parts/text.ts';
import { knownZone } from './parts/when.ts';

type Ask = Extract<ChangeAnswer, { readonly kind: 'change-ask' }>;

/** What the button carries of the conflicts, in bytes, twice with its fallback. */
const MOST_BYTES = 3_000;

const asks: Readonly<
  Record<
    Exclude<Ask['what'], 'postpone' | 'override'>,
    { readonly title: string; readonly button: string; readonly effect: string; readonly required: string }
  >
> = {
  reject: {
    title: 'Reject',
    button: 'Reject',
    effect: 'One rejection ends it. To have it differently, it can be proposed again.',
    required: 'Say why, so that it can be done better.',
  },
  fail: {
    title: 'Say that it failed:',
    button: 'Failed',
    effect: 'The change ends as failed, and its servers stay as the reports show them.',
    required: 'Say what went wrong.',
  },
  cancel: {
    title: 'Cancel',
    button: 'Cancel the change',
    effect: 'It ends without being done. To do it later, postpone it instead.',
    required: 'Say why.',
  },
};

/** What a button needs beside the press: a reason, or another window. */
export function changeAskCard({ what, view }: Ask, context: PresentContext): Presented {
  const { id } = view.change;
  if (context.audience !== 'names')
    return finish({
      summary: `${id}: this needs names of servers.`,
      body: [heading(`${id}: this needs names of servers`), text(COUNTS_ONLY, { size: 'Small' })],
      actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
    });
  const back = act('Back to the change', { change: { kind: 'show', change: id } }, context);
  if (what === 'postpone') return postponeCard(view, back, context);
  if (what === 'override') return overrideCard(view, back, context);
  const { title, button, effect, required } = asks[what];
  const command: ChangeCommand =
    what === 'reject'
      ? { kind: 'reject', change: id, plan: view.change.planHash, reason: '' }
      : { kind: what, change: id, reason: '' };
  return fitted((room) => ({
    summary: `${title} ${id}: a reason is needed.`,
    body: [
      heading(`${title} ${id}`),
      text(whatText(view.change), { subtle: true, size: 'Small', spacing: 'None' }),
      text(effect),
      factSet(planFacts(view, context.zone, room).slice(0, 2)),
      textField({ id: 'reason', label: 'Reason', lines: true, required, max: 500 }),
    ],
    actions: [act(button, { change: command }, context, { primary: true, withInputs: true }), back],
  }));
}

/** Every conflict that the press overrides stands on the card: what it has no room for is overridden after these. */
function overrideCard(view: ChangeView, back: ReturnType<typeof act>, context: PresentContext): Presented {
  const { id, planHash: plan } = view.change;
  const blocking = unborne(view.conflicts);
  if (blocking.length === 0)
    return finish({
      summary: `${id}: no conflict blocks it any more.`,
      body: [heading(`${id}: no conflict blocks it any more`), text('There is nothing to override.')],
      actions: [back],
    });
  return fitted((room) => {
    const shown = carriable(blocking).slice(0, room.rows);
    const left = blocking.length - shown.length;
    const keys = shown.map(({ key }) => key);
    return {
      summary: `Override ${countText(shown.length, 'conflict')} of ${id}: a reason is needed.`,
      body: [
        heading(`Override ${countText(shown.length, 'conflict')} of ${id}`),
        text(whatText(view.change), { subtle: true, size: 'Small', spacing: 'None' }),
        text('These stop keeping it from being approved and started. Your name and your reason stay on its card:'),
        lines([...shown.map((one) => `✖ ${conflictLine(one, room)}`)], { spacing: 'Small', max: 700 }),
        ...(left > 0 ? [text(`${left} more can be overridden after these.`, { size: 'Small' })] : []),
        factSet(planFacts(view, context.zone, room).slice(0, 2)),
        textField({ id: 'reason', label: 'Reason', lines: true, required: 'Say why that is borne.', max: 500 }),
      ],
      actions: [
        act('Override', { change: { kind: 'override', change: id, plan, keys, reason: '' } }, context, {
          primary: true,
          withInputs: true,
        }),
        back,
      ],
    };
  }, wholeRooms);
}

function carriable(conflicts: readonly StandingConflict[]): readonly StandingConflict[] {
  let bytes = 0;
  return conflicts.filter(({ key }) => {
    bytes += Buffer.byteLength(JSON.stringify(key), 'utf8');
    return bytes <= MOST_BYTES;
  });
}

/** A new window is a new plan: it waits for approval again. */
function postponeCard(view: ChangeView, back: ReturnType<typeof act>, context: PresentContext): Presented {
  const { id, plan } = view.change;
  const { window } = plan;
  const zone = knownZone(window.zone);
  const [day = '', time = ''] = localAt(window.start, zone).split('T');
  const hours = String(Math.round(((window.end - window.start) / 3_600_000) * 100) / 100);
  const today = localAt(view.asOf, zone).slice(0, 10);
  return fitted((room) => ({
    summary: `Postpone ${id}: another window is needed.`,
    body: [
      heading(`Postpone ${id}`),
      text(whatText(view.change), { subtle: true, size: 'Small', spacing: 'None' }),
      text('Another window is another plan: approvals are void and it waits to be approved again.'),
      factSet(planFacts(view, context.zone, room).slice(0, 2)),
      dateField('date', 'New day', day < today ? '' : day, { min: today }),
      timeField('time', 'Starts at', time),
      hoursField(hours),
      zoneField(zone),
    ],
    actions: [
      act('Postpone', { change: { kind: 'postpone', change: id, date: '', time: '', hours: '', zone: '' } }, context, {
        primary: true,
        withInputs: true,
      }),
      back,
    ],
  }));
}
