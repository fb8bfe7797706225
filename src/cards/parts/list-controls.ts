import type { IChoiceSetInput, IExecuteAction } from '@microsoft/teams.cards';
import type { ListAnswer, ListIntent } from '../../questions/model.ts';
import { scopeText } from '../../readiness/scope-match.ts';
import { act, ask, type PresentContext } from './actions.ts';
import { causeTitle } from './causes.ts';

/** The value of the filter that stands for every cause. */
const ALL = 'all';

/** The choice of a cause; the button "Filter" sends it. */
export function listFilter(answer: ListAnswer): readonly IChoiceSetInput[] {
  if (!mayFilter(answer)) return [];
  return [
    {
      type: 'Input.ChoiceSet',
      id: 'cause',
      label: 'Filter by cause',
      style: 'compact',
      value: answer.cause ?? ALL,
      choices: [
        { title: 'All causes', value: ALL },
        ...answer.causes.map(({ check, servers }) => ({
          title: `${causeTitle(check, answer.kind)} (${servers})`,
          value: check,
        })),
      ],
    },
  ];
}

/** At most six, the most wanted first. */
export function listActions(answer: ListAnswer, context: PresentContext): readonly IExecuteAction[] {
  const { kind, scope, cause, page, pages } = answer;
  const list = (change: Partial<ListIntent>): ListIntent => ({
    kind,
    scope: scope && scopeText(scope),
    cause,
    page: 1,
    ...change,
  });
  const other = kind === 'failing' ? 'outdated' : 'failing';
  const unknown =
    kind === 'failing' && answer.fleet.totals.unknown > 0
      ? [ask('Unknown servers', list({ kind: 'unknown', cause: null }), context)]
      : [];
  return [
    ...(answer.rows.length === 0 ? unknown : []),
    ...(answer.rows.length > 0
      ? [ask('Why', { kind: 'ticked', servers: [] }, context, { withInputs: true, primary: true })]
      : []),
    ...(answer.rows.length > 0 ? deeds(kind, context) : []),
    ...(page < pages ? [ask('Next page', list({ page: page + 1 }), context)] : []),
    ...(page > 1 ? [ask('Previous page', list({ page: page - 1 }), context)] : []),
    ...(mayFilter(answer) ? [ask('Filter', list({}), context, { withInputs: true })] : []),
    ...(answer.rows.length === 0 && (scope || cause)
      ? [ask('Show all', list({ scope: null, cause: null }), context)]
      : []),
    ask(other === 'failing' ? 'Failing servers' : 'Outdated servers', list({ kind: other, cause: null }), context),
    ask('Status', { kind: 'status' }, context),
    ...(answer.rows.length > 0 ? unknown : []),
  ];
}

/** What is done about the ticked servers: nothing can be planned of what is not known, and what is only old is not acknowledged. */
function deeds(kind: ListAnswer['kind'], context: PresentContext): readonly IExecuteAction[] {
  const options = { withInputs: true };
  return [
    ...(kind === 'unknown'
      ? []
      : [act('Plan update', { change: { kind: 'form', servers: [], change: null } }, context, options)]),
    ...(kind === 'outdated'
      ? []
      : [act('Acknowledge', { acknowledgement: { kind: 'form', servers: [] } }, context, options)]),
  ];
}

function mayFilter({ cause, causes }: ListAnswer): boolean {
  return cause !== null || causes.length > 1;
}
