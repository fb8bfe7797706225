import { parseBuild } from '../catalogue/build-number.ts';
import { never } from '../core/result.ts';
import type { FleetSummary } from '../readiness/model.ts';
import { judgeBuild } from '../readiness/judge-build.ts';
import { answerList } from './answer-list.ts';
import { answerServer, answerTicked } from './answer-server.ts';
import { type Desk, fleetOf } from './desk.ts';
import { examplesFor, namedIn } from './examples.ts';
import type { Answer, Audience, Intent } from './model.ts';

export type { Desk } from './desk.ts';

/**
 * Answers a question with data. For the audience `counts`, whatever would name servers, sites or DAGs becomes the fleet in
 * numbers. Never refuses by throwing; what is wrong with the question comes back as an answer with a way forward.
 */
export async function answer(desk: Desk, intent: Intent, audience: Audience): Promise<Answer> {
  switch (intent.kind) {
    case 'welcome':
      return { kind: 'welcome', fleet: await summary(desk) };
    case 'help':
      return { kind: 'help' };
    case 'status':
      return { kind: 'fleet', fleet: await summary(desk) };
    case 'judge':
      return judge(desk, intent.build);
    case 'not-understood':
      return notUnderstood(desk, intent.text, audience);
    case 'failing':
    case 'unknown':
    case 'outdated':
      return audience === 'counts' ? countsOnly(desk) : answerList(desk, intent);
    case 'why':
    case 'server':
    case 'history':
      return audience === 'counts' ? countsOnly(desk) : answerServer(desk, intent);
    case 'ticked':
      return audience === 'counts' ? countsOnly(desk) : answerTicked(desk, intent.servers);
    default:
      return never(intent);
  }
}

async function countsOnly(desk: Desk): Promise<Answer> {
  return { kind: 'counts-only', fleet: await summary(desk) };
}

function summary(desk: Desk): Promise<FleetSummary> {
  return fleetOf(desk).summary(desk.clock.now(), desk.catalogue().asOf);
}

function judge(desk: Desk, asked: string): Answer {
  const build = parseBuild(asked);
  if (build) return { kind: 'build', asked, ...judgeBuild(desk.catalogue(), build, desk.clock.now()) };
  const hint = 'Write its four numbers, for example: judge 15.2.2562.37';
  return { kind: 'refused', refusal: { code: 'invalid', message: `“${asked}” is not a build number.`, hint } };
}

async function notUnderstood(desk: Desk, text: string, audience: Audience): Promise<Answer> {
  if (audience === 'names') {
    const named = namedIn(await fleetOf(desk).names(), text);
    if (named?.alone) return answerServer(desk, { kind: 'server', server: named.server.id });
  }
  return { kind: 'not-understood', text, examples: await examplesFor(desk, text, audience) };
}
