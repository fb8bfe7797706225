import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, type Presented } from './parts/card.ts';
import { heading, text } from './parts/text.ts';

const commands = [
  ['status', 'the fleet at a glance'],
  [
    'failing',
    'which servers can not take mitigations, and why; also: failing in Berlin, failing in DAG-BER, failing in 2019',
  ],
  ['unknown', 'which servers nothing certain is known of, and what is missing'],
  ['outdated', 'which miss a security update or are out of support, ready ones too'],
  ['why SERVER', 'one server: verdict, reason, evidence, next step'],
  ['server SERVER', 'every check of one server'],
  [
    'plan SERVER saturday 22:00 for 4h',
    'the form of a change: what is updated, when and why; somebody else approves it',
  ],
  ['ack SERVER until friday: REASON', 'the form that acknowledges a failing or unknown server for a while'],
  ['changes, approvals, acks', 'what is planned, what waits for you, what is acknowledged'],
  ['rules, windows', 'when work may be done, what is frozen, and the coming four weeks'],
  [
    'new rule NAME, freeze NAME from 20 dec until 3 jan: REASON',
    'the form of a maintenance rule; the form of a freeze, for all or: in Berlin, for DAG-BER',
  ],
  ['slots CHG-0001', 'the next times at which nothing keeps a change from being done'],
  [
    'rollout DAG-BER, rollout Berlin, rollout outdated',
    'a change for each DAG or site, spread over safe slots, to be sent off and approved at once',
  ],
  ['calendar', 'a link by which Outlook shows changes, freezes and maintenance windows; in a chat with me alone'],
  ['history SERVER, history CHG-0001', 'what was done, and the reports of a server'],
  [
    'retire SERVER, roles, delegate to @NAME',
    'take a server out of the fleet; who may do what; who acts in your place',
  ],
  [
    'digest',
    'a scheduled post here of what changed: digest daily 08:00, digest weekdays 7:30 Europe/Berlin, digest now, digest off',
  ],
  ['judge BUILD', 'what a build alone decides, for example: judge 15.2.2562.37'],
] as const;

export function helpCard(context: PresentContext): Presented {
  return finish({
    summary: `Patchwarden answers: ${commands.map(([command]) => command).join(', ')}.`,
    body: [
      heading('What you can ask'),
      text('Type a command, in capitals or not. In a channel or group chat, mention Patchwarden first.'),
      { type: 'FactSet', facts: commands.map(([command, does]) => ({ title: command, value: does })) },
      text(
        'Small slips are understood. When a name fits no server, Patchwarden asks which one you mean and never answers about a guess.',
        {
          subtle: true,
          size: 'Small',
        },
      ),
    ],
    actions: [
      ask('Show failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context, { primary: true }),
      ask('Show outdated servers', { kind: 'outdated', scope: null, cause: null, page: 1 }, context),
      ask('Status', { kind: 'status' }, context),
      ask('What waits for me', { kind: 'approvals' }, context),
      act('Digest settings', { digest: { kind: 'show' } }, context),
    ],
  });
}
