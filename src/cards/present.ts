import type { AckAnswer } from '../acknowledgements/model.ts';
import type { CalendarAnswer } from '../calendar/model.ts';
import type { ChangeAnswer } from '../changes/model.ts';
import { never } from '../core/result.ts';
import type { DigestAnswer } from '../digests/model.ts';
import type { MaintenanceAnswer } from '../maintenance/model.ts';
import type { PeopleAnswer } from '../people/model.ts';
import type { Answer } from '../questions/model.ts';
import type { ServerAnswer } from '../readiness/retire-model.ts';
import { ackFormCard, acknowledgedCard } from './acknowledge.ts';
import { acksCard, ackWithdrawnCard } from './acknowledgements.ts';
import { buildCard } from './build.ts';
import { calendarCard, calendarMadeCard } from './calendar.ts';
import { changePostedCard, type PostedChange } from './change-posted.ts';
import { changeCard } from './change.ts';
import { changeAskCard } from './change-ask.ts';
import { changeFormCard } from './change-form.ts';
import { approvalsCard, changesCard } from './changes.ts';
import { delegateFormCard, delegationsCard } from './delegations.ts';
import { didYouMeanCard } from './did-you-mean.ts';
import { digestComingCard, digestSettingsCard } from './digest-settings.ts';
import { countsOnlyCard, fleetCard } from './fleet.ts';
import { helpCard } from './help.ts';
import { historyCard } from './history.ts';
import { listCard } from './list.ts';
import { freezeFormCard, ruleFormCard } from './maintenance-forms.ts';
import { maintenanceRulesCard } from './maintenance-rules.ts';
import { maintenanceWindowsCard } from './maintenance-windows.ts';
import { notUnderstoodCard } from './not-understood.ts';
import type { ChangeContext } from './parts/change-actions.ts';
import type { Presented } from './parts/card.ts';
import { refusedCard } from './refused.ts';
import { retiredCard, retireFormCard, revivedCard, reviveFormCard } from './retire.ts';
import { roleConfirmCard, rolesCard } from './roles.ts';
import { rolloutCard, rolloutFormCard } from './rollout.ts';
import { serverCard } from './server.ts';
import { storyCard } from './story.ts';
import { welcomeCard } from './welcome.ts';
import { whyCard } from './why.ts';

export type { PresentContext } from './parts/actions.ts';
export type { ChangeContext } from './parts/change-actions.ts';
export type { Presented } from './parts/card.ts';

/** Whatever somebody can be answered with. */
export type AnyAnswer =
  | Answer
  | DigestAnswer
  | AckAnswer
  | ChangeAnswer
  | PostedChange
  | PeopleAnswer
  | ServerAnswer
  | MaintenanceAnswer
  | CalendarAnswer;

/** Any answer as an Adaptive Card of at most 20 KB and 6 actions, and as a short plain text. */
export function present(answer: AnyAnswer, context: ChangeContext): Presented {
  switch (answer.kind) {
    case 'welcome':
      return welcomeCard(answer.fleet, answer.attention, context);
    case 'help':
      return helpCard(context);
    case 'fleet':
      return fleetCard(answer.fleet, answer.attention, context);
    case 'failing':
    case 'unknown':
    case 'outdated':
      return listCard(answer, context);
    case 'why':
      return whyCard(answer, context);
    case 'server':
      return serverCard(answer, context);
    case 'history':
      return historyCard(answer, context);
    case 'build':
      return buildCard(answer, context);
    case 'did-you-mean':
      return didYouMeanCard(answer, context);
    case 'not-understood':
      return notUnderstoodCard(answer.text, answer.examples, context);
    case 'counts-only':
      return countsOnlyCard(answer.fleet, context);
    case 'digest-settings':
      return digestSettingsCard(answer, context);
    case 'digest-coming':
      return digestComingCard(context);
    case 'changes':
      return changesCard(answer, context);
    case 'approvals':
      return approvalsCard(answer, context);
    case 'story':
      return storyCard(answer, context);
    case 'change':
      return changeCard(answer.view, context, answer.notice);
    case 'change-posted':
    case 'rollout-posted':
      return changePostedCard(answer, context);
    case 'change-form':
      return changeFormCard(answer, context);
    case 'change-ask':
      return changeAskCard(answer, context);
    case 'rollout-form':
      return rolloutFormCard(answer, context);
    case 'rollout':
      return rolloutCard(answer, context);
    case 'maintenance-rules':
      return maintenanceRulesCard(answer, context);
    case 'maintenance-windows':
      return maintenanceWindowsCard(answer, context);
    case 'rule-form':
      return ruleFormCard(answer, context);
    case 'freeze-form':
      return freezeFormCard(answer, context);
    case 'ack-form':
      return ackFormCard(answer, context);
    case 'acknowledged':
      return acknowledgedCard(answer, context);
    case 'ack-withdrawn':
      return ackWithdrawnCard(answer.listed, context);
    case 'acks':
      return acksCard(answer, context);
    case 'roles':
      return rolesCard(answer, context);
    case 'role-confirm':
      return roleConfirmCard(answer, context);
    case 'delegations':
      return delegationsCard(answer, context);
    case 'delegate-form':
      return delegateFormCard(answer, context);
    case 'server-retire-form':
      return retireFormCard(answer, context);
    case 'server-retired':
      return retiredCard(answer, context);
    case 'server-revive-form':
      return reviveFormCard(answer, context);
    case 'server-revived':
      return revivedCard(answer, context);
    case 'calendar':
      return calendarCard(answer, context);
    case 'calendar-made':
      return calendarMadeCard(answer, context);
    case 'refused':
      return refusedCard(answer.refusal, context);
    default:
      return never(answer);
  }
}
