import { digestCard } from '../../src/cards/digest.ts';
import { digestStoppedCard } from '../../src/cards/digest-settings.ts';
import { type Presented, present, type PresentContext } from '../../src/cards/present.ts';
import { digests, settings, subscription } from './digest-states.ts';
import { states } from './states.ts';

type Draw = (context: PresentContext) => Presented;

/** Every state a card can be in, by the name of its golden file. */
export const drawn: Readonly<Record<string, Draw>> = {
  ...each(states, (answer) => (context) => present(answer, context)),
  ...each(digests, (digest) => (context) => digestCard(digest, context)),
  ...each(settings, (answer) => (context) => present(answer, context)),
  'digest-settings-counts-only': (context) =>
    present(settings['digest-settings-on'] ?? { kind: 'digest-coming' }, { ...context, audience: 'counts' }),
  'digest-stopped': (context) =>
    digestStoppedCard(
      {
        subscription: { ...subscription, schedule: { days: [1], time: '08:00', zone: 'Europe/Atlantis' } },
        why: 'Europe/Atlantis is not a time zone known here.',
      },
      context,
    ),
};

function each<State>(all: Readonly<Record<string, State>>, draw: (state: State) => Draw): Record<string, Draw> {
  return Object.fromEntries(Object.entries(all).map(([name, state]) => [name, draw(state)]));
}
