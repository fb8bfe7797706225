import { never } from '../core/result.ts';
import type { DigestAnswer } from '../digests/model.ts';
import type { Answer } from '../questions/model.ts';
import { buildCard } from './build.ts';
import { didYouMeanCard } from './did-you-mean.ts';
import { digestComingCard, digestSettingsCard } from './digest-settings.ts';
import { countsOnlyCard, fleetCard } from './fleet.ts';
import { helpCard } from './help.ts';
import { historyCard } from './history.ts';
import { listCard } from './list.ts';
import { notUnderstoodCard } from './not-understood.ts';
import type { PresentContext } from './parts/actions.ts';
import type { Presented } from './parts/card.ts';
import { refusedCard } from './refused.ts';
import { serverCard } from './server.ts';
import { welcomeCard } from './welcome.ts';
import { whyCard } from './why.ts';

export type { PresentContext } from './parts/actions.ts';
export type { Presented } from './parts/card.ts';

/** Any answer as an Adaptive Card of at most 20 KB and 6 actions, and as a short plain text. */
export function present(answer: Answer | DigestAnswer, context: PresentContext): Presented {
  switch (answer.kind) {
    case 'welcome':
      return welcomeCard(answer.fleet, context);
    case 'help':
      return helpCard(context);
    case 'fleet':
      return fleetCard(answer.fleet, context);
    case 'failing':
    case 'unknown':
    case 'outdated':
      return listCard(answer, context);
    case 'why':
      return whyCard(answer.server, answer.asOf, context);
    case 'server':
      return serverCard(answer.server, answer.asOf, context);
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
    case 'refused':
      return refusedCard(answer.refusal, context);
    default:
      return never(answer);
  }
}
