import { type Refusal, refuse } from '../core/result.ts';
import type { ChangeId } from './model.ts';
import { after, type ChangeEvent, type ChangeState } from './states.ts';

/** Completes "CHG-0007 …": how it stands. */
const stands: Readonly<Record<ChangeState, string>> = {
  proposed: 'still waits for approval',
  approved: 'is approved',
  rejected: 'was rejected',
  withdrawn: 'was withdrawn',
  lapsed: 'lapsed when its window began without a decision',
  'in-progress': 'is in progress',
  implemented: 'is done and waits for evidence',
  verified: 'is verified',
  failed: 'has failed',
  missed: 'missed its window',
  cancelled: 'was cancelled',
  moot: 'was not needed any more',
};

/** Completes "so it can't …". */
const asked: Readonly<Record<ChangeEvent, string>> = {
  edit: 'be edited',
  approve: 'be approved',
  reject: 'be rejected',
  withdraw: 'be withdrawn',
  lapse: 'lapse',
  fulfil: 'become moot',
  start: 'be started',
  postpone: 'be postponed',
  cancel: 'be cancelled',
  miss: 'miss its window',
  finish: 'be finished',
  fail: 'be recorded as failed',
  prove: 'be verified',
};

/** Pairs that have more to say than that it does not happen. */
const special: Partial<Readonly<Record<ChangeState, Partial<Readonly<Record<ChangeEvent, string>>>>>> = {
  proposed: {
    start: 'is not approved yet, so it can not be started',
    postpone: 'is not approved yet: edit it to move its window',
    cancel: 'is not approved yet: its requester withdraws it instead',
  },
  approved: {
    approve: 'is approved already',
    reject: 'is approved already: cancel it instead',
    withdraw: 'is approved already: it is cancelled, not withdrawn',
    finish: 'was not started yet, so it can not be finished',
    fail: 'was not started yet: cancel it instead',
  },
  'in-progress': {
    start: 'was started already',
    approve: 'was approved and is in progress',
    cancel: 'is in progress: record it as failed, or finish it',
    withdraw: 'is in progress: record it as failed, or finish it, it can not be withdrawn any more',
    postpone: 'is in progress, so its window can not be moved',
  },
  implemented: { finish: 'is done already and waits for evidence', approve: 'was approved and is done' },
  verified: { finish: 'is done and verified already', approve: 'was approved and is verified' },
  rejected: { reject: 'was rejected already' },
  withdrawn: { withdraw: 'was withdrawn already' },
  cancelled: { cancel: 'was cancelled already' },
  failed: { fail: 'is recorded as failed already', approve: 'was approved and has failed' },
  missed: { start: 'missed its window: postpone it to another one' },
};

const ways: Readonly<Record<ChangeState, string>> = {
  proposed: 'Wait for the approval, or edit the plan.',
  approved: 'Start it when its window begins, postpone it or cancel it.',
  rejected: 'Plan a new change that takes the reason into account.',
  withdrawn: 'Plan a new change if it is needed after all.',
  lapsed: 'Plan a new change with a later window.',
  'in-progress': 'Finish it, or record it as failed.',
  implemented: 'Run Health Checker on its servers: a report that shows the target closes it.',
  verified: 'Nothing is left to do.',
  failed: 'Plan a new change.',
  missed: 'Postpone it to another window, or cancel it.',
  cancelled: 'Plan a new change if it is needed after all.',
  moot: 'Nothing is left to do: evidence shows that its servers are there already.',
};

/**
 * Why an event does not happen in a state, in one sentence, with the way forward.
 * @throws when it does happen there.
 */
export function refusalOf(id: ChangeId, state: ChangeState, event: ChangeEvent): Refusal {
  if (after(state, event) !== null) throw new Error(`${event} happens to what is ${state}`);
  const said = special[state]?.[event] ?? `${stands[state]}, so it can not ${asked[event]}`;
  return refuse('conflict', `${id} ${said}.`, ways[state]).refusal;
}
