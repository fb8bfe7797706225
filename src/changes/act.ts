import { never } from '../core/result.ts';
import type { ChangeApp } from './app.ts';
import { approveChange } from './approve.ts';
import { askFor } from './ask-reason.ts';
import { cancelChange } from './cancel.ts';
import { editChange } from './edit.ts';
import { failChange } from './fail.ts';
import { finishChange } from './finish.ts';
import { offerInForm, openForm, retargetForm } from './form.ts';
import type { ChangeAnswer, ChangeId, ChangeRequest } from './model.ts';
import { overrideConflicts } from './override.ts';
import { postponeChange } from './postpone.ts';
import { unknownChange } from './press.ts';
import { proposeChange } from './propose.ts';
import { rejectChange } from './reject.ts';
import { reviewChange } from './review.ts';
import { approveRollout } from './rollout/approve.ts';
import { rolloutForm } from './rollout/form.ts';
import { proposeRollout } from './rollout/propose.ts';
import { showRollout } from './rollout/show.ts';
import { startChange } from './start.ts';
import { tickServer } from './tick.ts';
import { viewOf } from './view.ts';
import { withdrawChange } from './withdraw.ts';

/** Does what a person said about changes. Whoever may read there may have one shown. */
export async function actOnChange(app: ChangeApp, request: ChangeRequest): Promise<ChangeAnswer> {
  const { command } = request;
  switch (command.kind) {
    case 'unreadable':
      return { kind: 'refused', refusal: command.refusal };
    case 'form':
      return openForm(app, request, command);
    case 'slots':
      return offerInForm(app, request, command);
    case 'retarget-form':
      return retargetForm(app, request, command.change);
    case 'propose':
      return proposeChange(app, request, command);
    case 'edit':
      return editChange(app, request, command);
    case 'show':
      return show(app, command.change);
    case 'approve':
      return approveChange(app, request, command);
    case 'reject':
      return rejectChange(app, request, command);
    case 'withdraw':
      return withdrawChange(app, request, command);
    case 'reject-form':
    case 'fail-form':
    case 'cancel-form':
    case 'postpone-form':
    case 'override-form':
      return askFor(app, request, command);
    case 'override':
      return overrideConflicts(app, request, command);
    case 'start':
      return startChange(app, request, command);
    case 'tick':
      return tickServer(app, request, command);
    case 'finish':
      return finishChange(app, request, command);
    case 'fail':
      return failChange(app, request, command);
    case 'cancel':
      return cancelChange(app, request, command);
    case 'postpone':
      return postponeChange(app, request, command);
    case 'review':
      return reviewChange(app, request, command);
    case 'rollout-form':
      return rolloutForm(app, request, command);
    case 'rollout':
      return proposeRollout(app, request, command);
    case 'show-rollout':
      return showRollout(app, command);
    case 'approve-rollout':
      return approveRollout(app, request, command);
    default:
      return never(command);
  }
}

async function show(app: ChangeApp, id: ChangeId): Promise<ChangeAnswer> {
  const view = await app.database.read((reader) => viewOf(reader, app, id, app.clock.now()));
  return view ? { kind: 'change', view, notice: null } : { kind: 'refused', refusal: unknownChange(id).refusal };
}
