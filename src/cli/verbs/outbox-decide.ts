import { refuse, type Refusal, type Result } from '../../core/result.ts';
import { dropDead } from '../../delivery/drop-dead.ts';
import { listOutbox } from '../../delivery/list-outbox.ts';
import type { OutboxRow } from '../../delivery/model.ts';
import { retryDead } from '../../delivery/retry-dead.ts';
import type { House } from '../../wire.ts';
import { cliActor } from '../actor.ts';
import { type ExitCode, type Output, plain, printJson, printRefusal } from '../output.ts';

/** More than that are decided about in several goes. */
const MOST = 10_000;
/** So few digits of an id are more likely a slip than a choice. */
const SHORTEST = 4;

interface Decision {
  readonly what: 'retry' | 'drop';
  /** A post's id or its first digits; null: all that were given up. */
  readonly post: string | null;
  readonly json: boolean;
}

interface Decided {
  readonly id: string;
  readonly refusal: Refusal | null;
}

/**
 * `outbox retry POST|--all` and `outbox drop POST|--all`: has posts that were given up sent again, or lets them rest.
 * Leaves a wake-up for a process that sends; sends nothing itself. Found wanting when one of all was refused, as nothing
 * can be sent to a conversation that is gone.
 */
export async function outboxDecide(house: House, output: Output, decision: Decision): Promise<ExitCode> {
  const { what, post, json } = decision;
  const actor = cliActor();
  const decide = (id: string) => (what === 'retry' ? retryDead(house, actor, id) : dropDead(house, actor, id));
  const dead = await house.database.read((reader) => listOutbox(reader, { states: ['dead'], limit: MOST }));
  const ids = dead.entries.map(({ row }) => row.id);
  if (post !== null) return decideOne(output, { what, post, json }, ids, decide);

  const decided: Decided[] = [];
  // The oldest first, as they would have been sent.
  for (const id of ids.reverse()) {
    const result = await decide(id);
    decided.push({ id, refusal: result.ok ? null : result.refusal });
  }
  const refused = decided.filter(({ refusal }) => refusal !== null);
  if (json) printJson(output, { [done[what]]: decided.length - refused.length, refused });
  else {
    output.out(sentence(what, decided.length - refused.length));
    for (const { id, refusal } of refused) if (refusal) output.err(plain(`${id}: ${refusal.message} ${refusal.hint}`));
    if (dead.more) output.out('There are more: do it once more.');
  }
  return refused.length > 0 ? 1 : 0;
}

const done = { retry: 'retried', drop: 'dropped' } as const;

async function decideOne(
  output: Output,
  { what, post, json }: Decision & { readonly post: string },
  ids: readonly string[],
  decide: (id: string) => Promise<Result<OutboxRow>>,
): Promise<ExitCode> {
  const fits = post.length < SHORTEST ? [] : ids.filter((id) => id.startsWith(post.toLowerCase()));
  const [only] = fits;
  const result =
    fits.length > 1
      ? refuse('ambiguous', `${fits.length} posts begin with ${post}.`, `Name one: ${fits.slice(0, 8).join(', ')}.`)
      : await decide(only ?? post);
  if (!result.ok) {
    const { code, message, hint } = result.refusal;
    return printRefusal(output, { code, message: plain(message), hint: plain(hint) }, json);
  }
  if (json) printJson(output, { [done[what]]: 1, refused: [] });
  else output.out(sentence(what, 1));
  return 0;
}

function sentence(what: Decision['what'], count: number): string {
  if (count === 0) return 'No post was given up.';
  const posts = count === 1 ? '1 post' : `${count} posts`;
  if (what === 'drop') return `${posts} dropped: nothing shows ${count === 1 ? 'it' : 'them'} as given up any more.`;
  return `${posts} to be sent again as soon as Patchwarden runs, with what holds then.`;
}
