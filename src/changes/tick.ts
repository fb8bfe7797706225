import { actorName } from '../core/actor-name.ts';
import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange } from './press.ts';
import { serverName } from './server-name.ts';
import { stateAt } from './state-at.ts';
import type { ChangeState } from './states.ts';
import { type ChangeServer, loadServers, saveTick } from './store.ts';
import { noteByPress } from './transition.ts';

type TickCommand = Extract<ChangeCommand, { readonly kind: 'tick' }>;

/**
 * Notes that a server of a change in progress is done, or takes that back. They are updated one after another, so a server
 * is ticked after all before it, and taken back before all after it.
 * Refuses: `not-allowed`, `not-found`, `conflict` (not in progress, out of order).
 */
export async function tickServer(app: ChangeApp, request: ChangeRequest, command: TickCommand): Promise<ChangeAnswer> {
  return pressChange(app, request, {
    may: 'tick',
    verb: command.done ? 'change.ticked' : 'change.unticked',
    change: command.change,
    filledIn: command.server,
    work: (tx, change, now) => tick(app, tx, request, command, change, now),
  });
}

async function tick(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  { server, done }: TickCommand,
  change: Change,
  now: Instant,
): Promise<Result<Pressed>> {
  const state = stateAt(change, now);
  if (state !== 'in-progress') {
    return refuse(
      'conflict',
      `${change.id} is not in progress: it ${standing[state]}.`,
      'Ticks belong to the time in between.',
    );
  }
  const servers = await loadServers(tx, change.id);
  const index = servers.findIndex((one) => one.server === server);
  const found = servers[index];
  if (!found) return refuse('conflict', `${server} is not in ${change.id}.`, 'Look at the servers of its card.');
  const name = await serverName(tx, server, now);
  if ((found.tick !== null) === done) return ok({ deed: null, notice: already(name, found) });
  const other = done
    ? servers.slice(0, index).find((one) => one.tick === null)
    : servers.slice(index + 1).findLast((one) => one.tick !== null);
  if (other) {
    const which = await serverName(tx, other.server, now);
    return done
      ? refuse('conflict', `${which} comes before ${name}.`, 'They are updated one after another: tick it first.')
      : refuse('conflict', `${which} comes after ${name} and is ticked.`, 'Take that tick back first.');
  }

  await saveTick(tx, change.id, server, done ? { at: now, by: actor } : null);
  const move = {
    actor,
    verb: done ? 'change.ticked' : 'change.unticked',
    detail: { server },
  } as const;
  const { deed } = await noteByPress(tx, app, change, move);
  return ok({ deed, notice: await said(tx, servers, index, name, done, now) });
}

function already(name: string, { tick }: ChangeServer): string {
  return tick === null ? `${name} is not ticked.` : `${name} was ticked by ${actorName(tick.by)}.`;
}

async function said(
  tx: Tx,
  servers: readonly ChangeServer[],
  index: number,
  name: string,
  done: boolean,
  now: Instant,
): Promise<string> {
  if (!done) return `${name} is not done any more.`;
  const next = servers[index + 1];
  return next ? `${name} is done. Next: ${await serverName(tx, next.server, now)}.` : `${name} is done, the last one.`;
}

/** Completes "it …". */
const standing: Readonly<Record<Exclude<ChangeState, 'in-progress'>, string>> = {
  proposed: 'still waits for approval',
  approved: 'was not started yet',
  rejected: 'was rejected',
  withdrawn: 'was withdrawn',
  lapsed: 'has lapsed',
  implemented: 'is done',
  verified: 'is verified',
  failed: 'has failed',
  missed: 'missed its window',
  cancelled: 'was cancelled',
  moot: 'was not needed any more',
};
