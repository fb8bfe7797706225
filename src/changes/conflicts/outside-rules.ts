import type { MaintenanceRule, Occurrence } from '../../maintenance/model.ts';
import { listText } from '../../readiness/words.ts';
import { lengthText, windowText } from '../window-words.ts';
import { openingsIn, rulesFor } from './maintenance.ts';
import type { Conflict } from './model.ts';
import type { Picture, PlanShape } from './picture.ts';
import { type ConflictRule, namesText } from './rule.ts';

/** A plan lies in a time that a rule for all of its servers opens, from a start at which the rule still lets things start. */
export const outsideRules: ConflictRule = (picture, plan) => {
  const { ofAll, ofSome } = rulesFor(picture, plan);
  if (!ofSome) return unread(picture, plan);
  const servers = plan.servers.map(({ server }) => server);
  if (ofAll.length === 0) {
    return [outside(plan, [], `No maintenance rule is for ${namesText(picture, servers)} together.`)];
  }
  const openings = ofAll.flatMap((rule) => openingsIn(rule, plan.window).map((opening) => ({ rule, opening })));
  const around = openings.filter(({ opening }) => opening.start <= plan.window.start && plan.window.end <= opening.end);
  if (around.some(({ opening }) => plan.window.start < opening.lastStart)) return [];
  const [late] = around;
  if (late) return [outside(plan, [late.rule], lateText(late))];
  const begun = openings.find(({ opening }) => opening.start <= plan.window.start && plan.window.start < opening.end);
  if (begun) {
    const text = `It ends after the maintenance rule ${begun.rule.name} does: ${windowText({ ...begun.opening, zone: begun.rule.zone })}.`;
    return [outside(plan, [begun.rule], text)];
  }
  const names = ofAll.map(({ name }) => name);
  const text = `It lies outside ${names.length === 1 ? 'the maintenance rule' : 'every maintenance rule'} for ${namesText(picture, servers)}: ${listText(names)}.`;
  return [outside(plan, ofAll, text)];
};

/** Where no rule is for them nothing is said, but one that can't be read may be. */
function unread(picture: Picture, plan: PlanShape): Conflict[] {
  const { unreadRules = [] } = picture;
  if (unreadRules.length === 0) return [];
  const whom = namesText(
    picture,
    plan.servers.map(({ server }) => server),
  );
  const text = `${listText(unreadRules)} can not be read, so it is not known whether it lies in a maintenance rule for ${whom}.`;
  return [{ ...outside(plan, [], text), with: unreadRules }];
}

function lateText({ rule, opening }: { readonly rule: MaintenanceRule; readonly opening: Occurrence }): string {
  return `Nothing new starts in the last ${lengthText(opening.end - opening.lastStart)} of the maintenance rule ${rule.name}.`;
}

function outside({ servers }: PlanShape, rules: readonly MaintenanceRule[], text: string): Conflict {
  return {
    type: 'outside-rules',
    severity: 'warns',
    key: 'outside-rules',
    servers: servers.map(({ server }) => server),
    with: rules.map(({ id }) => id),
    text,
  };
}
