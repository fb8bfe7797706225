import type { Instant } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import { countText, listText } from '../readiness/words.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange, tooLate } from './press.ts';
import { proveChange } from './prove.ts';
import { serverName } from './server-name.ts';
import { loadChange, loadServers } from './store.ts';
import { transitionByPress } from './transition.ts';

type FinishCommand = Extract<ChangeCommand, { readonly kind: 'finish' }>;

/**
 * Says that a change in progress is done. It is closed by evidence alone: what has come already is held against it at once.
 * Refuses: `not-allowed`, `not-found`, `conflict` (not in progress).
 */
export async function finishChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id }: FinishCommand,
): Promise<ChangeAnswer> {
  return pressChange(app, request, {
    may: 'finish',
    verb: 'change.finished',
    change: id,
    work: (tx, change, now) => finish(app, tx, request, change, now),
    afterwards: async (tx) => {
      const change = await loadChange(tx, id);
      if (change) await proveChange(tx, app, change);
    },
  });
}

async function finish(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  change: Change,
  now: Instant,
): Promise<Result<Pressed>> {
  const late = tooLate(change, 'finish', now);
  if (late) return late;
  const servers = await loadServers(tx, change.id);
  // Of one server alone no tick is asked for.
  const open = servers.length > 1 ? servers.filter(({ tick }) => tick === null) : [];
  const unticked = await Promise.all(open.map(({ server }) => serverName(tx, server, now)));
  const move = {
    actor,
    verb: 'change.finished',
    patch: { finishedAt: now, finishedBy: actor },
    detail: { unticked: open.map(({ server }) => server) },
  } as const;
  const { deed } = await transitionByPress(tx, app, change, 'finish', move);
  return ok({
    deed,
    notice: `${change.id} is done.${remark(unticked)} Evidence closes it.`,
  });
}

function remark(unticked: readonly string[]): string {
  if (unticked.length === 0) return '';
  if (unticked.length > 3) return ` ${countText(unticked.length, 'server')} were not ticked.`;
  return ` ${listText(unticked)} ${unticked.length === 1 ? 'was' : 'were'} not ticked.`;
}
