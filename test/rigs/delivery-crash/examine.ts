import { z } from 'zod';
import { DAY } from '../../../src/core/clock.ts';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { DIGEST_POST } from '../../../src/digests/store.ts';
import type { Reader } from '../../../src/storage/database.ts';
import type { Press } from './model.ts';
import type { Arrival, Recorder } from './recorder.ts';

/** One kill: whose, and which messages had no id at that time. */
export interface Kill {
  readonly process: string;
  readonly unmarked: ReadonlySet<string>;
}

export interface Evidence {
  readonly recorder: Pick<Recorder, 'posts' | 'messages'>;
  readonly kills: readonly Kill[];
  /** Presses that had their effect, as far as the rig was told. */
  readonly pressed: readonly Press[];
}

export interface Verdict {
  /** Messages that arrived and whose sender was killed before that was marked: each may come once more. */
  readonly inTheGap: number;
  readonly duplicates: number;
  readonly wrong: readonly string[];
}

const composed = z.object({ digest: z.string(), slot: z.number().optional() });
/** A little less than digests are kept for: what is older may be gone. */
const KEPT = 395 * DAY;
const VERBS = { set: 'digest.set', off: 'digest.off', now: 'digest.asked' } as const;

/** What is wrong at a moment at which no process has anything under way. `drained`: nothing may wait any more either. */
export async function examine(reader: Reader, evidence: Evidence, drained: boolean): Promise<Verdict> {
  const digests = await reader.selectFrom('digests').selectAll().execute();
  const outbox = await reader.selectFrom('outbox').selectAll().execute();
  const audit = await reader.selectFrom('audit').selectAll().execute();
  const verdict = await verifyAudit(reader);
  const state = recent({ digests, outbox, audit });
  const { inTheGap, duplicates, wrong } = repeats(evidence);
  return {
    inTheGap,
    duplicates,
    wrong: [
      ...(verdict.ok ? [] : [`the audit log: ${verdict.sentence}`]),
      ...halves(state),
      ...twice(state),
      ...effects(audit, evidence),
      ...strangers({ digests, outbox, audit }, evidence),
      ...wrong,
      ...(drained ? [...unsent(state, evidence), ...(await reports(reader, audit))] : []),
    ],
  };
}

interface State {
  readonly digests: readonly {
    id: string;
    conversation_id: string;
    slot: number | null;
    composed_at: number;
    checked_at: number | null;
  }[];
  readonly outbox: readonly {
    conversation_id: string;
    kind: string;
    subject: string;
    state: string;
    activity_id: string | null;
    wanted: number;
    rendered: number;
    created_at: number;
  }[];
  readonly audit: readonly { at: number; verb: string; subject: string; after: string | null }[];
}

/** Without what is so old that its digest may be gone. */
function recent({ digests, outbox, audit }: State): State {
  const from = Math.max(...audit.map(({ at }) => at)) - KEPT;
  return {
    digests: digests.filter((row) => row.composed_at >= from),
    outbox: outbox.filter((row) => row.created_at >= from),
    audit: audit.filter((row) => row.at >= from),
  };
}

/** A digest, its post and its row in the log are all there, or none of them. */
function halves({ digests, outbox, audit }: State): string[] {
  const posts = new Set(outbox.map((row) => `${row.conversation_id} ${row.kind} ${row.subject}`));
  const told = new Set<string>();
  const wrong: string[] = [];
  for (const { verb, subject, after } of audit) {
    if (verb !== 'digest.composed' && verb !== 'digest.asked') continue;
    const { digest, slot } = composed.parse(JSON.parse(after ?? 'null'));
    if (told.has(digest)) wrong.push(`digest ${digest} stands twice in the audit log`);
    told.add(digest);
    const row = digests.find(({ id }) => id === digest);
    if (!row) wrong.push(`digest ${digest} is in the audit log only`);
    else if (row.conversation_id !== subject || (row.slot ?? undefined) !== slot)
      wrong.push(`digest ${digest} is another in the audit log`);
  }
  for (const { id, conversation_id } of digests) {
    if (!posts.has(`${conversation_id} ${DIGEST_POST} ${id}`)) wrong.push(`digest ${id} has no post`);
    if (!told.has(id)) wrong.push(`digest ${id} is not in the audit log`);
  }
  const known = new Set(digests.map(({ id }) => id));
  for (const { subject } of outbox)
    if (!known.has(subject)) wrong.push(`a post tells of digest ${subject}, which is not there`);
  return wrong;
}

/** No slot has two digests. */
function twice({ digests }: State): string[] {
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const { conversation_id, slot } of digests) {
    if (slot === null) continue;
    const key = `${conversation_id} ${slot}`;
    if (seen.has(key)) wrong.push(`two digests for the slot ${key}`);
    seen.add(key);
  }
  return wrong;
}

/** Each press had its effect once, and nothing else was done. */
function effects(audit: State['audit'], { pressed }: Evidence): string[] {
  const wrong: string[] = [];
  for (const kind of ['set', 'off', 'now'] as const) {
    const expected = pressed.filter(({ command }) => command.kind === kind).length;
    const actual = audit.filter(({ verb }) => verb === VERBS[kind]).length;
    if (actual !== expected) wrong.push(`${actual} times ${VERBS[kind]} in the audit log, pressed ${expected} times`);
  }
  const known: readonly string[] = [...Object.values(VERBS), 'digest.composed', 'conversation.added', 'report.taken'];
  for (const { verb } of audit) if (!known.includes(verb)) wrong.push(`${verb} in the audit log`);
  return wrong;
}

/** Nothing was posted whose digest was not kept, and nothing to another place. */
function strangers({ digests, outbox }: State, { recorder }: Evidence): string[] {
  const slots = new Map(digests.map((row) => [row.id, row.slot]));
  const places = new Map(outbox.map((row) => [row.subject, row.conversation_id]));
  return recorder.posts.flatMap(({ said: { subject, conversation, slot } }) => {
    if (!places.has(subject)) return [`digest ${subject} was posted and is not there`];
    const isIt = places.get(subject) === conversation && (slots.get(subject) ?? slot) === slot;
    return isIt ? [] : [`digest ${subject} was posted as another`];
  });
}

/** Each repetition follows a kill between the call and its mark, and says that it is one. */
function repeats({ recorder, kills }: Evidence): Verdict {
  const posts = new Map<string, Arrival[]>();
  for (const post of recorder.posts) {
    const key = keyOf(post.said);
    posts.set(key, [...(posts.get(key) ?? []), post]);
  }
  const wrong: string[] = [];
  let duplicates = 0;
  let inTheGap = 0;
  for (const [key, all] of posts) {
    const again = all.slice(1);
    const senders = new Set(all.map(({ process }) => process));
    const explained = kills.filter(({ process, unmarked }) => senders.has(process) && unmarked.has(key)).length;
    duplicates += again.length;
    inTheGap += explained;
    if (again.length > explained)
      wrong.push(`${key} was posted ${again.length + 1} times, with ${explained} kills that explain it`);
    if (again.some(({ said }) => !said.repeat)) wrong.push(`${key} was repeated and does not say so`);
  }
  return { inTheGap, duplicates, wrong };
}

/** Everything arrived and shows the newest state, unless a newer digest of the conversation took its place. */
function unsent({ digests, outbox }: State, { recorder }: Evidence): string[] {
  const known = new Map(digests.map((row) => [row.id, row]));
  return outbox.flatMap((row) => {
    const digest = known.get(row.subject);
    if (!digest) return [];
    if (row.state === 'superseded') {
      const newer = digests.some(
        (one) => one.conversation_id === row.conversation_id && one.composed_at > digest.composed_at,
      );
      return newer ? [] : [`digest ${row.subject} was not sent, and nothing took its place`];
    }
    if (row.state !== 'sent' || row.wanted !== row.rendered)
      return [`digest ${row.subject} is ${row.state} in the end`];
    const said = recorder.messages.get(row.activity_id ?? '');
    if (said?.subject !== row.subject) return [`digest ${row.subject} does not stand where it was sent`];
    return said.checkedAt === digest.checked_at ? [] : [`digest ${row.subject} shows an old state`];
  });
}

async function reports(reader: Reader, audit: State['audit']): Promise<string[]> {
  const taken = (await reader.selectFrom('reports').select('id').execute()).length;
  const audited = audit.filter(({ verb }) => verb === 'report.taken').length;
  return taken === audited ? [] : [`${audited} reports in the audit log, ${taken} taken`];
}

export function keyOf({
  conversation,
  kind,
  subject,
}: {
  conversation: string;
  kind: string;
  subject: string;
}): string {
  return `${conversation} ${kind} ${subject}`;
}
