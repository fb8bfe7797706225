import type { ChangeView } from '../../changes/model.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import type { Fact } from './facts.ts';
import { riskMarks } from './change-words.ts';
import { lengthText, spanForReader, spanText } from './when.ts';

/** When, in the window's own zone and the reader's. */
export function windowFacts({ change }: ChangeView, reader: string): readonly Fact[] {
  const { window } = change.plan;
  const theirs = spanForReader(window, window.zone, reader);
  return [
    ['When', `${spanText(window, window.zone)}, ${lengthText(window)}`],
    ...(theirs === null ? [] : ([['In your time zone', theirs]] as const)),
  ];
}

/** What people decide upon, beside the servers. */
export function planFacts(view: ChangeView, reader: string, room: Room): readonly Fact[] {
  const { plan } = view.change;
  return [
    ['Why', clean(plan.reason, room.sentence)],
    ...windowFacts(view, reader),
    ['Risk', `${riskMarks[view.risk.risk]}${becauseText(view, room)}`],
    ['Impact', clean(plan.impact, room.sentence) || 'not described'],
    ['Backout', clean(plan.backout, room.sentence) || 'not described'],
    ...(plan.adPrep
      ? ([['AD preparation', 'yes: Active Directory has to be prepared, which needs its own rights']] as const)
      : []),
    // Those that there are stand by themselves. Once it has begun nobody looks for them any more.
    ...((view.state === 'proposed' || view.state === 'approved') && view.conflicts.length === 0
      ? ([['Conflicts', 'none']] as const)
      : []),
  ];
}

function becauseText({ risk }: ChangeView, room: Room): string {
  const shown = risk.why.slice(0, Math.min(6, room.rows)).map((why) => clean(why, room.sentence));
  const left = risk.why.length - shown.length;
  const said = [...shown, ...(left > 0 ? [`and ${left} more reasons`] : [])].join(' ');
  return said ? `: ${said}` : '';
}
