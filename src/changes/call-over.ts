import type { Call } from './app.ts';
import type { ChangeView } from './model.ts';

type Standing = Pick<ChangeView, 'state' | 'overrun' | 'reviewOverdue'> & {
  readonly change: { readonly record: Pick<ChangeView['change']['record'], 'review'> };
};

/**
 * Whether the reason for saying something of a change is gone: nobody says it any more, and where it stands it tells how the
 * change is now and asks for nothing.
 */
export function isCallOver(call: Call, { state, change, overrun, reviewOverdue }: Standing): boolean {
  switch (call) {
    case 'decided':
      return state === 'proposed';
    case 'edited':
    case 'reminder':
    case 'escalation':
      return state !== 'proposed';
    case 'soon':
    case 'start':
      return state !== 'approved';
    case 'end':
      return state !== 'in-progress';
    case 'overrun':
      return !overrun;
    case 'missed':
      return state !== 'missed';
    case 'evidence':
      return state !== 'implemented';
    case 'verified':
      return state !== 'verified';
    case 'emergency':
      return change.record.review?.decided != null;
    case 'review-overdue':
      return !reviewOverdue;
    case 'conflict':
      return state !== 'proposed' && state !== 'approved';
  }
}
