import type { CardElementArray, IExecuteAction, TextColor } from '@microsoft/teams.cards';
import { describeSchedule } from '../digests/describe-schedule.ts';
import type { DigestAnswer, Subscription } from '../digests/model.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { digestFacts } from './parts/digest-facts.ts';
import { digestForm, saveDigest } from './parts/digest-form.ts';
import { clean } from './parts/escape.ts';
import { heading, subheading, text } from './parts/text.ts';
import { datedMoment, knownZone } from './parts/when.ts';

type SettingsAnswer = Extract<DigestAnswer, { readonly kind: 'digest-settings' }>;

/** The digest of one conversation: when it comes, what it is about, and the form that changes it. */
export function digestSettingsCard(answer: SettingsAnswer, context: PresentContext): Presented {
  const audience = context.audience ?? 'counts';
  return fitted((room) => {
    const title = titleOf(answer);
    const next = nextLine(answer);
    return {
      summary: [title.line, ...(next ? [next] : [])].map((line) => `${line}.`).join(' '),
      body: [
        heading(title.line, title.color),
        ...(next ? [text(next, { bold: true, spacing: 'Small' })] : []),
        ...explanation(answer, room),
        ...digestFacts(answer, audience, room),
        ...(answer.mayChange ? [] : [text(MAY_NOT_CHANGE)]),
        ...(showsForm(answer)
          ? [
              { ...subheading(answer.subscription?.on ? 'Change it' : 'Set it'), separator: true },
              ...digestForm(answer, audience, room),
            ]
          : []),
      ],
      actions: buttons(answer, context),
    };
  });
}

/** What `digest now` is answered with. */
export function digestComingCard(context: PresentContext): Presented {
  return finish({
    summary: 'The digest comes as a post of its own.',
    body: [heading('The digest comes as a post of its own')],
    actions: [
      act('Digest settings', { digest: { kind: 'show' } }, context),
      ask('Status', { kind: 'status' }, context),
    ],
  });
}

/** A subscription that can't run any more. */
export interface StoppedDigest {
  readonly subscription: Subscription;
  /** In a sentence. */
  readonly why: string;
}

/** Told once to a conversation whose stored schedule stopped being valid. */
export function digestStoppedCard({ subscription, why }: StoppedDigest, context: PresentContext): Presented {
  return finish({
    summary: `✖ The digest of this conversation does not run any more. ${clean(why, 160)}`,
    body: [
      heading('✖ The digest of this conversation does not run any more', 'Attention'),
      text(clean(why, 300)),
      text(`It was set to: ${clean(describeSchedule(subscription.schedule), 120)}`, { subtle: true, size: 'Small' }),
      text(SET_AGAIN),
    ],
    actions: [
      act('Digest settings', { digest: { kind: 'show' } }, context, { primary: true }),
      ask('Status', { kind: 'status' }, context),
      ask('Help', { kind: 'help' }, context),
    ],
  });
}

const SET_AGAIN = 'Nothing is posted here until it is set again, for example: digest daily 08:00 Europe/Berlin';
const MAY_NOT_CHANGE =
  'Admins of Patchwarden set the digest of a channel or group chat. In the personal chat everyone sets their own.';

function titleOf({ after, subscription }: SettingsAnswer): { readonly line: string; readonly color?: TextColor } {
  if (after === 'off') return { line: 'Digest turned off' };
  if (!subscription) return { line: 'No digest is set here' };
  if (!subscription.on) return { line: 'The digest is turned off' };
  if (subscription.invalid !== null) return { line: '✖ The digest does not run', color: 'Attention' };
  const schedule = clean(describeSchedule(subscription.schedule), 120);
  return { line: `${after === 'set' ? 'Digest set' : 'Digest'}: ${schedule}` };
}

/** When the next one comes; null where none does. */
function nextLine({ subscription }: SettingsAnswer): string | null {
  if (!subscription?.on || subscription.invalid !== null) return null;
  if (subscription.nextSlot === null) return 'Next: not known';
  // The title names the zone, but one that is not known tells no time.
  const zone = knownZone(subscription.schedule.zone);
  const named = zone === subscription.schedule.zone ? '' : ` ${zone}`;
  return `Next: ${datedMoment(subscription.nextSlot, zone)}${named}`;
}

function explanation({ after, subscription, remark }: SettingsAnswer, room: Room): CardElementArray {
  if (after === 'off') return [text('Nothing is posted here any more. To have it again, write: digest daily 08:00')];
  if (!subscription)
    return [
      text(
        'A digest is a post at the time you choose: which servers newly fail and why, which were fixed, where evidence went stale, what Microsoft released. When nothing changed, the last one is marked as checked instead.',
      ),
    ];
  if (subscription.on && subscription.invalid !== null)
    return [text(clean(subscription.invalid, room.sentence)), text(SET_AGAIN)];
  return remark === null ? [] : [text(`The clocks change: ${clean(remark, room.sentence)}`)];
}

function showsForm({ mayChange, after }: SettingsAnswer): boolean {
  return mayChange && after === 'show';
}

function buttons(answer: SettingsAnswer, context: PresentContext): readonly IExecuteAction[] {
  const { mayChange, after, subscription } = answer;
  const status = ask('Status', { kind: 'status' }, context);
  if (!mayChange) return [status, ask('Help', { kind: 'help' }, context)];
  const now = act('Send one now', { digest: { kind: 'now' } }, context);
  if (showsForm(answer))
    return [
      act('Save', { digest: saveDigest(answer) }, context, { primary: true, withInputs: true }),
      now,
      ...(subscription?.on ? [act('Turn off', { digest: { kind: 'off' } }, context)] : []),
      status,
    ];
  const settings = act(after === 'off' ? 'Set it again' : 'Change it', { digest: { kind: 'show' } }, context);
  return after === 'off' ? [settings, status] : [now, settings, status];
}
