export const changeStates = [
  'proposed',
  'approved',
  'rejected',
  'withdrawn',
  'lapsed',
  'in-progress',
  'implemented',
  'verified',
  'failed',
  'missed',
  'cancelled',
  'moot',
] as const;
export type ChangeState = (typeof changeStates)[number];

/**
 * What moves a change. `approve`: the last approval that the policy asks for. `fulfil`: evidence shows that nothing is left
 * to do. `prove`: evidence shows that it was done.
 */
export const changeEvents = [
  'edit',
  'approve',
  'reject',
  'withdraw',
  'lapse',
  'fulfil',
  'start',
  'postpone',
  'cancel',
  'miss',
  'finish',
  'fail',
  'prove',
] as const;
export type ChangeEvent = (typeof changeEvents)[number];

/** The whole life of a change. A pair that is not here is refused; the diagram in docs/CHANGES.md is made from this. */
export const transitions = {
  proposed: {
    edit: 'proposed',
    approve: 'approved',
    reject: 'rejected',
    withdraw: 'withdrawn',
    lapse: 'lapsed',
    fulfil: 'moot',
  },
  approved: {
    edit: 'proposed',
    start: 'in-progress',
    postpone: 'proposed',
    cancel: 'cancelled',
    miss: 'missed',
    prove: 'verified',
  },
  rejected: {},
  withdrawn: {},
  lapsed: {},
  'in-progress': { finish: 'implemented', fail: 'failed', prove: 'verified' },
  implemented: { fail: 'failed', prove: 'verified' },
  verified: {},
  failed: {},
  missed: { postpone: 'proposed', cancel: 'cancelled', prove: 'verified' },
  cancelled: {},
  moot: {},
} as const satisfies Readonly<Record<ChangeState, Partial<Readonly<Record<ChangeEvent, ChangeState>>>>>;

/** Null: this does not happen in that state. */
export function after(state: ChangeState, event: ChangeEvent): ChangeState | null {
  const known: Partial<Readonly<Record<ChangeEvent, ChangeState>>> = transitions[state];
  return known[event] ?? null;
}

/** What is still to be worked on in its window: what is done, or was missed, takes no time of it any more. */
export const claiming = ['proposed', 'approved', 'in-progress'] as const satisfies readonly ChangeState[];

export function claims(state: ChangeState): state is (typeof claiming)[number] {
  return (claiming as readonly ChangeState[]).includes(state);
}

/** Whether anything may still become of it. */
export function isOpen(state: ChangeState): boolean {
  return Object.keys(transitions[state]).length > 0;
}
