import type { ModelChange } from './changes.ts';
import { must } from './must.ts';
import type { Row } from './row.ts';

/** What time, and not a person, does to a change. */
export function applyByTime(
  change: ModelChange,
  { verb, at, actor }: Row,
  state: string,
  go: (event: string) => undefined,
): undefined {
  const { start, end } = change.plan.window;
  must(actor.kind === 'system', 'a person can not do that');
  must(!change.done.has(verb), 'that was done already');
  change.done.add(verb);
  switch (verb) {
    case 'change.lapsed':
      must(at >= start, 'its window has not begun');
      return go('lapse');
    case 'change.missed':
      must(at >= end, 'its window is not over');
      return go('miss');
    case 'change.reminded':
      return must(state === 'proposed', `it is ${state}`);
    case 'change.escalated':
      must(state === 'proposed', `it is ${state}`);
      change.escalated = true;
      return;
    case 'change.called-soon':
      return must(state === 'approved' && at < start, `it is ${state}`);
    case 'change.called-start':
      return must(state === 'approved' && at >= start && at < end, `it is ${state}`);
    case 'change.called-end':
    case 'change.overran':
      return must(state === 'in-progress' && at >= end, `it is ${state}`);
    case 'change.evidence-asked':
      return must(state === 'implemented', `it is ${state}`);
    case 'change.review-overdue': {
      const { review } = change;
      if (review === null || review.decided || at < review.dueAt) throw new Error('no review is overdue');
      review.overdue = true;
      return;
    }
    default:
      throw new Error(`nothing is known of ${verb}`);
  }
}
