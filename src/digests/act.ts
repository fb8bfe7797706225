import { onceOnly } from '../audit/once.ts';
import type { Deed } from '../audit/model.ts';
import type { Actor } from '../core/actor.ts';
import { MINUTE } from '../core/clock.ts';
import { never, ok, type Refused, refuse, type Result } from '../core/result.ts';
import { findConversation } from '../delivery/conversations.ts';
import { scopes } from '../readiness/fleet.ts';
import type { Tx } from '../storage/database.ts';
import { DIGEST, type DigestApp } from './app.ts';
import { compose } from './compose.ts';
import type { DigestAnswer, DigestCommand, Subscription } from './model.ts';
import { post } from './post.ts';
import { type Outcome, report, tell } from './run.ts';
import { settingsAnswer } from './settings.ts';
import { type SetCommand, settle, subscribed } from './settle.ts';
import { findDigestRow, findSubscriptionRow, saveSubscriptionRow, updateSubscriptionRow } from './store.ts';
import { rowOf, settingsJson, subscriptionOf } from './subscription.ts';

export interface DigestRequest {
  readonly actor: Actor;
  /** Where it was said, without a thread. */
  readonly conversation: string;
  readonly command: DigestCommand;
  /** What makes a repeated press one press. */
  readonly once: string;
  /** Whether the actor decides about this conversation: admins everywhere, everyone in their own chat. */
  readonly mayManage: boolean;
  /** Whether sites and DAGs may be named to all who read there; left out: they may not. */
  readonly names?: boolean;
  /** Where `now` is answered; null: as a post of its own. */
  readonly thread: string | null;
}

/** Does what a person said about the digest of a conversation. Whoever may read there may have it shown. */
export async function actOnDigest(app: DigestApp, request: DigestRequest): Promise<DigestAnswer> {
  const { command } = request;
  switch (command.kind) {
    case 'unreadable':
      return { kind: 'refused', refusal: command.refusal };
    case 'show':
      return settingsAnswer(app, request, 'show');
    case 'set':
    case 'off':
    case 'now':
      return change(app, request, command);
    default:
      return never(command);
  }
}

type ChangeCommand = Exclude<DigestCommand, { readonly kind: 'show' | 'unreadable' }>;
type Done = Result<{ readonly deed: Deed | null; readonly outcome: string }>;

/** How much later a press may be delivered again, in ms. */
const PRESSED_AGAIN = 5 * MINUTE;
const VERBS = { set: 'digest.set', off: 'digest.off', now: 'digest.asked' } as const;

async function change(app: DigestApp, request: DigestRequest, command: ChangeCommand): Promise<DigestAnswer> {
  if (!request.mayManage) return notAllowed(command);
  let composed = false;
  let due: Outcome | null = null;
  const done = await app.database.transaction((tx) => {
    return onceOnly(tx, app.clock.now(), pressOf(request, command), async () => {
      composed = command.kind === 'now';
      if (command.kind === 'set')
        return set(app, tx, request, command, (outcome) => {
          due = outcome;
        });
      return command.kind === 'off' ? off(app, tx, request) : tellNow(app, tx, request);
    });
  });
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  if (due) report(app, { conversation: request.conversation, job: null }, due);
  if (composed) app.metrics.composed('asked', 1);
  if (command.kind === 'now') return composed ? { kind: 'digest-coming' } : askedBefore(app, done.value);
  return settingsAnswer(app, request, command.kind);
}

/** A form may be filled in anew where its card still stands: only the same again is the same press. */
function pressOf({ actor, conversation, once }: DigestRequest, command: ChangeCommand) {
  const filledIn = command.kind === 'set' ? ` ${JSON.stringify(command)}` : '';
  return { actor, verb: VERBS[command.kind], once: `${conversation} ${once}${filledIn}` };
}

/** Teams delivers a press again within seconds; later somebody has found the old card, and nothing comes. */
async function askedBefore(app: DigestApp, id: string): Promise<DigestAnswer> {
  const digest = await app.database.read((reader) => findDigestRow(reader, id));
  if (digest && Math.abs(app.clock.now() - digest.composed_at) < PRESSED_AGAIN) return { kind: 'digest-coming' };
  const { refusal } = refuse(
    'conflict',
    'This button has sent its digest already.',
    'For another one write: digest now',
  );
  return { kind: 'refused', refusal };
}

async function set(
  app: DigestApp,
  tx: Tx,
  { actor, conversation, names = false }: DigestRequest,
  command: SetCommand,
  told: (outcome: Outcome) => void,
): Promise<Done> {
  const place = await findConversation(tx, conversation);
  if (place === null || place.gone) return notKnown();
  const before = await findSubscription(tx, conversation);
  const settings = settle(command, { before, zone: app.zone, scopes: await scopes(tx), names });
  if (!settings.ok) return settings;
  const isDue = before?.on && before.nextSlot !== null && before.nextSlot <= app.clock.now();
  // By the settings it was due by, and before they are gone.
  if (isDue) told(await tell(app, tx, conversation));
  const left = isDue ? await findSubscription(tx, conversation) : before;
  const after = subscribed(settings.value, { conversation, before: left, by: actor, now: app.clock.now() });

  await saveSubscriptionRow(tx, rowOf(after));
  await app.jobs.enqueue(tx, { name: DIGEST, key: conversation, at: after.nextSlot, payload: null });
  const was = before?.on ? settingsJson(before) : null;
  return ok({ deed: deed(actor, 'set', conversation, was, settingsJson(after)), outcome: 'set' });
}

async function off(app: DigestApp, tx: Tx, { actor, conversation }: DigestRequest): Promise<Done> {
  const before = await findSubscription(tx, conversation);
  if (!before?.on) return ok({ deed: null, outcome: 'off' });
  await updateSubscriptionRow(tx, conversation, { active: false, next_slot: null, invalid: null, missed: 0 });
  app.log.info({ conversation }, 'digest turned off');
  return ok({ deed: deed(actor, 'off', conversation, settingsJson(before), null), outcome: 'off' });
}

async function tellNow(app: DigestApp, tx: Tx, { actor, conversation, thread }: DigestRequest): Promise<Done> {
  const place = await findConversation(tx, conversation);
  if (place === null || place.gone) return notKnown();
  const subscription = await findSubscription(tx, conversation);
  const draft = await compose(app, tx, {
    conversation,
    scope: subscription?.scope ?? null,
    zone: subscription?.schedule.zone ?? app.zone,
    now: app.clock.now(),
    missed: subscription?.missed ?? 0,
  });
  await post(app, tx, draft, { conversation, slot: null, thread });
  if (subscription && subscription.missed > 0) await updateSubscriptionRow(tx, conversation, { missed: 0 });
  const after = { digest: draft.id, toldSeq: draft.toldSeq };
  return ok({ deed: deed(actor, 'now', conversation, null, after), outcome: draft.id });
}

async function findSubscription(tx: Tx, conversation: string): Promise<Subscription | null> {
  const row = await findSubscriptionRow(tx, conversation);
  return row ? subscriptionOf(row).subscription : null;
}

function deed(
  actor: Actor,
  kind: keyof typeof VERBS,
  subject: string,
  before: Deed['before'],
  after: Deed['after'],
): Deed {
  return { actor, verb: VERBS[kind], subject, before, after };
}

function notAllowed({ kind }: ChangeCommand): DigestAnswer {
  const what = kind === 'now' ? 'have a digest posted here' : 'change the digest of this conversation';
  const { refusal } = refuse(
    'not-allowed',
    `Only an administrator of Patchwarden can ${what}.`,
    'Ask one of the people named in ADMINS, or have a digest of your own in a chat with me alone.',
  );
  return { kind: 'refused', refusal };
}

function notKnown(): Refused {
  return refuse(
    'not-found',
    'I do not know yet how to post in this conversation by myself.',
    'Write me one more message here; if that does not help, remove and add me again.',
  );
}
