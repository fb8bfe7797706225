import { type Refusal, refuse } from '../core/result.ts';
import { personOf } from '../people/identity.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { refusalOfRight } from './approvals/cast.ts';
import { barOf, barsOf } from './approvals/bars.ts';
import { unborne } from './conflicts/unborne.ts';
import type { ChangeAnswer, ChangeCommand, ChangeRequest, ChangeView } from './model.ts';
import { authorise } from './permissions.ts';
import { unknownChange } from './press.ts';
import { refusalOf } from './refusals.ts';
import { after } from './states.ts';
import { viewOf } from './view.ts';

type AskCommand = Extract<
  ChangeCommand,
  { readonly kind: `${'reject' | 'fail' | 'cancel' | 'postpone' | 'override'}-form` }
>;

const deeds = {
  'reject-form': 'reject',
  'fail-form': 'fail',
  'cancel-form': 'cancel',
  'postpone-form': 'postpone',
  'override-form': 'override',
} as const;

const NOTHING_LEFT = refuse(
  'conflict',
  'No conflict of it is left to override.',
  'Its card shows how it stands now.',
).refusal;

/** What is missing to a decision, its reason or its window; nothing is changed. Refuses as the decision itself would. */
export async function askFor(
  app: ChangeApp,
  request: ChangeRequest,
  { kind, change: id }: AskCommand,
): Promise<ChangeAnswer> {
  const what = deeds[kind];
  return app.database.read(async (reader) => {
    const forbidden = await authorise(reader, app, request, what);
    if (forbidden) return { kind: 'refused', refusal: forbidden };
    const view = await viewOf(reader, app, id, app.clock.now());
    if (view === null) return { kind: 'refused', refusal: unknownChange(id).refusal };
    const refusal = await refused(reader, request, view, what);
    return refusal
      ? { kind: 'change', view, notice: `${refusal.message} ${refusal.hint}` }
      : { kind: 'change-ask', what, view };
  });
}

async function refused(
  reader: Reader,
  { actor }: ChangeRequest,
  { state, change, asOf, approvals, conflicts }: ChangeView,
  what: (typeof deeds)[AskCommand['kind']],
): Promise<Refusal | null> {
  const event = what === 'override' ? 'approve' : what;
  if (what === 'override' ? state !== 'proposed' && state !== 'approved' : after(state, event) === null)
    return refusalOf(change.id, state, event);
  if (what === 'override' && unborne(conflicts).length === 0) return NOTHING_LEFT;
  if (what !== 'reject' && what !== 'override') return null;
  const person = personOf(actor);
  const bar = person && barOf(await barsOf(reader, change, asOf), person);
  return bar ? refusalOfRight(bar.why, what === 'reject' ? 'reject' : 'approve', approvals.may).refusal : null;
}
