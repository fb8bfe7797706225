import type { IExecuteAction } from '@microsoft/teams.cards';
import type { Attention } from '../../attention/model.ts';
import type { ChangeId } from '../../changes/model.ts';
import type { ServerRow } from '../../readiness/model.ts';
import { act, type PresentContext } from './actions.ts';
import { clean, inert } from './escape.ts';

/** What a person may do about a server as it stands: open its change or plan one, and acknowledge it. */
export function serverActions(
  server: ServerRow,
  attention: Attention | null,
  context: PresentContext,
  primary = true,
): readonly IExecuteAction[] {
  const { readiness, nextStep, missesUpdate, outOfSupport } = server.assessment;
  const planned = attention?.planned?.change ?? null;
  const open = readiness === 'failing' || readiness === 'unknown';
  // Without evidence there is nothing to plan yet.
  const plannable = nextStep.kind !== 'none' && nextStep.kind !== 'collect-evidence';
  return [
    ...(planned !== null && isChangeId(planned)
      ? [act(`Show ${inert(clean(planned, 20))}`, { change: { kind: 'show', change: planned } }, context, { primary })]
      : plannable && (readiness === 'failing' || missesUpdate || outOfSupport)
        ? [act('Plan update', { change: { kind: 'form', servers: [server.id], change: null } }, context, { primary })]
        : []),
    ...(open ? [act('Acknowledge', { acknowledgement: { kind: 'form', servers: [server.id] } }, context)] : []),
  ];
}

function isChangeId(text: string): text is ChangeId {
  return /^CHG-\d{4,9}$/.test(text);
}
