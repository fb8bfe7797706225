import { attentionTotals } from '../attention/attention.ts';
import { parseBuild } from '../catalogue/build-number.ts';
import type { Actor } from '../core/actor.ts';
import { never } from '../core/result.ts';
import type { FleetSummary } from '../readiness/model.ts';
import { judgeBuild } from '../readiness/judge-build.ts';
import { answerApprovals, answerChanges, answerStory } from './answer-changes.ts';
import { answerList } from './answer-list.ts';
import { answerServer, answerTicked } from './answer-server.ts';
import { type Desk, fleetOf } from './desk.ts';
import { examplesFor, namedIn } from './examples.ts';
import type { Answer, Audience, Intent } from './model.ts';

export type { Desk } from './desk.ts';

/**
 * Answers a question with data. For the audience `counts`, whatever would name servers, sites or DAGs becomes the fleet in
 * numbers. Never refuses by throwing; what is wrong with the question comes back as an answer with a way forward.
 * `asker`: for whom what waits is looked up; null: nobody who is known.
 */
export async function answer(
  desk: Desk,
  intent: Intent,
  audience: Audience,
  asker: Actor | null = null,
): Promise<Answer> {
  switch (intent.kind) {
    case 'welcome':
      return { kind: 'welcome', ...(await standing(desk)) };
    case 'help':
      return { kind: 'help' };
    case 'status':
      return { kind: 'fleet', ...(await standing(desk)) };
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
    case 'changes':
      return audience === 'counts' ? countsOnly(desk) : answerChanges(desk, intent);
    case 'approvals':
      return audience === 'counts' ? countsOnly(desk) : answerApprovals(desk, asker);
    case 'story':
      return audience === 'counts' ? countsOnly(desk) : answerStory(desk, intent.change);
    default:
      return never(intent);
  }
}

async function countsOnly(desk: Desk): Promise<Answer> {
  return { kind: 'counts-only', fleet: await summary(desk) };
}

async function standing(desk: Desk) {
  const fleet = await summary(desk);
  return { fleet, attention: await desk.database.read((reader) => attentionTotals(reader, fleet.asOf, null)) };
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
