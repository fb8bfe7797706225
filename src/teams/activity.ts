import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { ok, refuse } from '../core/result.ts';
import type { Result } from '../core/result.ts';

const id = z.string().min(1).max(1024);
const account = z.looseObject({ id, name: z.string().nullish(), aadObjectId: z.string().max(100).nullish() });
const tenant = z.looseObject({ id: z.string().max(100) });

const name = z.string().nullish();

const channelDataSchema = z.looseObject({
  tenant: tenant.nullish(),
  team: z.looseObject({ id: id.nullish(), name }).nullish(),
  channel: z.looseObject({ id: id.nullish(), name, type: z.string().nullish() }).nullish(),
  eventType: z.string().nullish(),
  settings: z.looseObject({ selectedChannel: z.looseObject({ id: z.string().nullish() }).nullish() }).nullish(),
});

const mentionSchema = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  mentioned: z.looseObject({ id: z.string() }).nullish(),
});

const activitySchema = z.looseObject({
  type: z.string().min(1).max(100),
  id: id.optional(),
  name: z.string().max(200).optional(),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(1024),
  conversation: z.looseObject({
    id,
    name,
    tenantId: z.string().max(100).nullish(),
    conversationType: z.string().nullish(),
  }),
  recipient: account,
  from: account.optional(),
  text: z.string().nullish(),
  entities: z.array(mentionSchema).nullish(),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  channelData: channelDataSchema.nullish(),
  deliveryMode: z.string().nullish(),
});

/** An activity whose members that Patchwarden reads have the types it expects. Everything else passes through unread. */
export type Incoming = z.infer<typeof activitySchema> & { readonly from: z.infer<typeof account> };

/** Refuses `invalid`; the message names the first member that is wrong. */
export function parseActivity(body: unknown): Result<Incoming> {
  const parsed = activitySchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.join('.') || 'body';
    return refuse('invalid', `${path}: ${issue?.message ?? 'is not an activity'}`, 'Send a Bot Framework activity.');
  }
  const incoming = parsed.data;
  const { from } = incoming;
  if (from) return ok({ ...incoming, from });
  if (incoming.type === 'message' || incoming.type === 'invoke')
    return refuse('invalid', 'from: is missing', 'Send a Bot Framework activity.');
  // Events may come without a sender, but the SDK wants one in every activity.
  return ok({ ...incoming, from: { id: 'nobody' } });
}

/** The SDK's view of the same object. */
export function asActivity(incoming: Incoming): Activity {
  return incoming as unknown as Activity;
}

export function tenantsOf(incoming: Incoming): string[] {
  return [incoming.conversation.tenantId, incoming.channelData?.tenant?.id].flatMap((tenantId) =>
    tenantId ? [tenantId.toLowerCase()] : [],
  );
}

/** The conversation without the thread that an activity of a channel belongs to. */
export function conversationOf(incoming: Pick<Incoming, 'conversation'>): string {
  return incoming.conversation.id.split(';messageid=')[0] ?? incoming.conversation.id;
}

/** The message whose thread an activity belongs to; null where there are no threads. */
export function threadOf(incoming: Pick<Incoming, 'conversation' | 'channelData' | 'type' | 'id'>): string | null {
  const root = incoming.conversation.id.split(';messageid=')[1];
  if (root) return root;
  // A message without a thread in its address begins one.
  return incoming.channelData?.team && incoming.type === 'message' ? (incoming.id ?? null) : null;
}

export function isPersonal(incoming: Pick<Incoming, 'conversation' | 'channelData'>): boolean {
  const { conversationType } = incoming.conversation;
  if (conversationType) return conversationType === 'personal';
  return !incoming.channelData?.team && !conversationOf(incoming).startsWith('19:');
}
