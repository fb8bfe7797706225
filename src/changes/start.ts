import { ok, refuse, type Result } from '../core/result.ts';
import type { Instant } from '../core/clock.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange, tooLate } from './press.ts';
import { refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { standingConflicts } from './conflicts/standing.ts';
import { pastLastStart } from './last-start.ts';
import { serverName } from './server-name.ts';
import { transitionByPress } from './transition.ts';
import { windowText } from './window-words.ts';

type StartCommand = Extract<ChangeCommand, { readonly kind: 'start' }>;

const OVERRIDE_FIRST = 'An approver has to override it in writing first, or it is postponed.';

/**
 * Begins an approved change. Its window has to be open: half-open, from its start until its end. Conflicts are looked for again.
 * Refuses: `not-allowed`, `not-found`, `conflict` (not approved, too early, over, what blocks it, too near to the end of its
 * maintenance window).
 */
export async function startChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id }: StartCommand,
): Promise<ChangeAnswer> {
  return pressChange(app, request, {
    may: 'start',
    verb: 'change.started',
    change: id,
    work: (tx, change, now) => start(app, tx, request, change, now),
  });
}

async function start(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  change: Change,
  now: Instant,
): Promise<Result<Pressed>> {
  const { window, servers } = change.plan;
  const late = tooLate(change, 'start', now);
  if (late) return late;
  if (now < window.start) {
    return refuse(
      'conflict',
      `The window of ${change.id} has not begun: ${windowText(window)}.`,
      'Start it then. What can not wait is an emergency.',
    );
  }
  // What is over by now stands in nobody's way, and what runs on does.
  const left = { ...change.plan, window: { ...window, start: now } };
  const blocked =
    refusalOfConflicts(await standingConflicts(tx, app, change, now, left), OVERRIDE_FIRST) ??
    (await pastLastStart(tx, change.plan, now));
  if (blocked) return { ok: false, refusal: blocked };
  const move = { actor, verb: 'change.started', patch: { startedAt: now, startedBy: actor } } as const;
  const { deed } = await transitionByPress(tx, app, change, 'start', move);
  const first = servers[0] ? ` Begin with ${await serverName(tx, servers[0].server, now)}.` : '';
  return ok({ deed, notice: `${change.id} is started.${first}` });
}
