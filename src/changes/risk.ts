import { countText, listText } from '../readiness/words.ts';
import type { ServerRow } from '../readiness/model.ts';
import type { Plan, Risk } from './model.ts';
import { type WorkKind, workKinds, workOf } from './work.ts';

export interface JudgedRisk {
  readonly risk: Risk;
  /** In sentences; never empty. */
  readonly why: readonly string[];
}

/** From low to high. */
export const risks: readonly Risk[] = ['low', 'medium', 'high'];

/** More servers than this in one window raise the risk by a step. */
export const MANY_SERVERS = 3;

/** Source: learn.microsoft.com on updates of Exchange: an SU is uninstalled like any update, uninstalling a CU removes Exchange. */
const byWork: Readonly<Record<WorkKind, { readonly risk: Risk; readonly why: string }>> = {
  repair: { risk: 'low', why: 'A switch, service or connection is put right' },
  restart: { risk: 'low', why: 'A restart installs nothing new' },
  update: { risk: 'medium', why: 'A security update takes the server out of service, and can be uninstalled' },
  'cumulative-update': { risk: 'high', why: "A cumulative update can't be uninstalled" },
  'move-to-se': { risk: 'high', why: "The move to Exchange SE can't be uninstalled" },
  retirement: { risk: 'high', why: "A server that was taken out can't be brought back" },
  replacement: { risk: 'high', why: "A replacement moves everything the server holds and can't be undone" },
};

/**
 * The risk that a plan has by its work, and why: the heaviest work, Active Directory preparation high, and a step more for
 * several members of one DAG and for more than three servers. `rows` may lack servers: theirs counts as not known.
 */
export function judgeRisk(plan: Pick<Plan, 'servers' | 'adPrep'>, rows: readonly ServerRow[]): JudgedRisk {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kinds = plan.servers.flatMap(({ server, target }) => {
    const row = byId.get(server);
    return row ? [{ kind: workOf(target, row), name: row.name }] : [];
  });
  const works = workKinds.filter((work) => kinds.some(({ kind }) => kind === work)).reverse();
  const why = works.map((work) =>
    sentence(
      work,
      kinds.filter(({ kind }) => kind === work).map(({ name }) => name),
    ),
  );
  const levels: Risk[] = works.map((work) => byWork[work].risk);
  if (kinds.length < plan.servers.length) {
    levels.push('high');
    why.push('What some of the servers have now is not known.');
  }
  if (plan.adPrep) {
    levels.push('high');
    why.push("Preparing Active Directory changes its schema for good and can't be taken back.");
  }
  let risk = highest(levels);
  for (const [dag, members] of shared(rows)) {
    risk = raised(risk);
    why.push(`${countText(members, 'member')} of ${dag} are in it: the DAG has less redundancy while it lasts.`);
  }
  if (plan.servers.length > MANY_SERVERS) {
    risk = raised(risk);
    why.push(`${plan.servers.length} servers in one window: the later ones are easily left out.`);
  }
  return { risk, why };
}

/** The risk that a plan was proposed with, and why; never less than its work has. */
export function riskOf(plan: Plan, rows: readonly ServerRow[]): JudgedRisk {
  return plan.riskWhy ? { risk: plan.risk, why: plan.riskWhy } : raisedTo(plan.risk, judgeRisk(plan, rows));
}

/** How the sentence begins that says that a person raised it. */
export const RAISED = 'Raised by hand';

/** What a person asked for: raised where it is more, never lowered. */
export function raisedTo(asked: Risk | null, judged: JudgedRisk): JudgedRisk {
  if (asked === null || risks.indexOf(asked) <= risks.indexOf(judged.risk)) return judged;
  return { risk: asked, why: [...judged.why, `${RAISED} from ${judged.risk} to ${asked}.`] };
}

function sentence(work: WorkKind, names: readonly string[]): string {
  return `${byWork[work].why} (${shortList(names)}).`;
}

const MOST_NAMED = 3;

function shortList(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return more > 0 ? listText([...names.slice(0, MOST_NAMED), `${more} more`]) : listText(names);
}

/** Several DAGs raise once: the first of them by name stands for all. */
function shared(rows: readonly ServerRow[]): [string, number][] {
  const members = new Map<string, number>();
  for (const { dag } of rows) if (dag !== null) members.set(dag, (members.get(dag) ?? 0) + 1);
  return [...members]
    .filter(([, count]) => count > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, 1);
}

function highest(levels: readonly Risk[]): Risk {
  return risks[Math.max(0, ...levels.map((level) => risks.indexOf(level)))] ?? 'low';
}

function raised(risk: Risk): Risk {
  return risks[Math.min(risks.indexOf(risk) + 1, risks.length - 1)] ?? 'high';
}
