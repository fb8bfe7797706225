import { never } from '../core/result.ts';
import type { MaintenanceApp } from './app.ts';
import { approveRule } from './approve-rule.ts';
import { openFreezeForm } from './freeze-form.ts';
import { liftFreeze } from './lift-freeze.ts';
import { listRules, listWindows } from './lists.ts';
import type { MaintenanceAnswer, MaintenanceRequest } from './model.ts';
import { removeRule } from './remove-rule.ts';
import { openRuleForm } from './rule-form.ts';
import { setFreeze } from './set-freeze.ts';
import { setRule } from './set-rule.ts';

/** Does what a person said about maintenance rules and freezes. Whoever may read there may see them. */
export async function actOnMaintenance(app: MaintenanceApp, request: MaintenanceRequest): Promise<MaintenanceAnswer> {
  const { command } = request;
  switch (command.kind) {
    case 'unreadable':
      return { kind: 'refused', refusal: command.refusal };
    case 'rules':
      return listRules(app, null);
    case 'windows':
      return listWindows(app);
    case 'rule-form':
      return openRuleForm(app, request, command);
    case 'set-rule':
      return setRule(app, request, command);
    case 'approve-rule':
      return approveRule(app, request, command);
    case 'remove-rule':
      return removeRule(app, request, command.rule);
    case 'freeze-form':
      return openFreezeForm(app, request, command);
    case 'set-freeze':
      return setFreeze(app, request, command.draft);
    case 'lift-freeze':
      return liftFreeze(app, request, command.freeze);
    default:
      return never(command);
  }
}
