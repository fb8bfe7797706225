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
  ['history SERVER', 'the reports of one server'],
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
      act('Digest settings', { digest: { kind: 'show' } }, context),
    ],
  });
}
