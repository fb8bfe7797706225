import type { ServerId } from '../../core/ids.ts';
import { countText, listText } from '../../readiness/words.ts';
import { isRepair } from '../path.ts';
import type { ChangeId } from '../plan.ts';
import { type DagMember, type DagMembers, memberName, membersOf, type Quorum, serviceOf } from './dag-members.ts';
import { quorumKey } from './held-key.ts';
import type { Conflict } from './model.ts';
import { mostOut } from './most-out.ts';
import type { Picture, PicturedChange, PlanShape } from './picture.ts';
import { changesMeanwhile, plannedMembers } from './picture-index.ts';
import { blocking, type ConflictRule, nameOf, namesText, shortList } from './rule.ts';

/** No more members of a DAG are out at one time than leave it a majority of its voters. */
export const quorum: ConflictRule = (picture, plan, self) => {
  const worked = { servers: plan.servers.filter(({ target }) => !isRepair(target)) };
  return [...plannedMembers(picture, worked)].flatMap(([dag, servers]) => {
    const members = membersOf(picture, dag);
    // Where there is nobody else, nobody else loses anything.
    if (!members || (members.quorum && members.all.length === 1)) return [];
    if (!members.quorum) return notKnown(picture, dag, members, servers);
    const meanwhile = changesMeanwhile(picture, { dag }, plan, self);
    const steps = servers.map((server) => stepOf(picture, members, server, meanwhile));
    return tooMany(picture, plan, dag, members, members.quorum, steps);
  });
};

/** The time while one server of the plan is worked on. */
interface Step {
  readonly server: ServerId;
  /** Others whose newest report shows them out. */
  readonly out: readonly DagMember[];
  /** Others that other changes take out. */
  readonly taken: ReadonlyMap<ServerId, PicturedChange>;
  readonly unknown: readonly DagMember[];
  readonly most: number;
  /** If all that are not known were out. */
  readonly atWorst: number;
}

function stepOf(picture: Picture, { all }: DagMembers, server: ServerId, meanwhile: readonly PicturedChange[]): Step {
  const others = all.filter((member) => member.server !== server);
  const out = others.filter((member) => serviceOf(picture, member) === 'out');
  const unknown = others.filter((member) => serviceOf(picture, member) === 'unknown');
  const takenBut = (counted: readonly DagMember[]) => {
    const free = new Set(others.filter((member) => !counted.includes(member)).flatMap((member) => member.server ?? []));
    return mostOut(
      meanwhile.map((change) => ({
        change,
        servers: change.planned.flatMap((one) => (free.has(one.server) && !isRepair(one.target) ? one.server : [])),
      })),
    );
  };
  const taken = takenBut(out);
  const atWorst = 1 + out.length + unknown.length + takenBut([...out, ...unknown]).size;
  return { server, out, taken, unknown, most: 1 + out.length + taken.size, atWorst };
}

function tooMany(
  picture: Picture,
  plan: PlanShape,
  dag: string,
  members: DagMembers,
  held: Quorum,
  steps: readonly Step[],
): Conflict[] {
  const over = steps.filter(({ most }) => most > held.mayBeDown);
  const [worst] = [...over].sort((a, b) => b.most - a.most);
  if (worst) {
    const also = alsoText(picture, worst);
    return [
      {
        type: 'quorum',
        severity: blocking(plan),
        key: quorumKey(dag, worst.most),
        servers: over.map(({ server }) => server),
        with: [...new Set([...worst.taken.values()].map(({ id }) => id))],
        text: `${votersText(members, held)}. ${worst.most} would be: ${nameOf(picture, worst.server)}${also}.`,
      },
    ];
  }
  const doubtful = steps.filter(({ atWorst }) => atWorst > held.mayBeDown);
  const [first] = [...doubtful].sort((a, b) => b.atWorst - a.atWorst);
  if (!first) return [];
  const doubts = shortList(first.unknown.map((member) => memberName(picture, member)));
  return [
    unknownQuorum(
      dag,
      doubtful.map(({ server }) => server),
      `${votersText(members, held)}. ${first.most} would be, and of ${doubts} it is not known.`,
    ),
  ];
}

/** `DAG-BER has 4 members and a witness: 5 voters, 2 may be down`. */
function votersText({ name, all }: DagMembers, { witness, hasWitness, voters, mayBeDown }: Quorum): string {
  const beside = witness ? ' and a witness' : hasWitness || all.length % 2 === 1 ? '' : ' and no witness';
  return `${name} has ${countText(all.length, 'member')}${beside}: ${countText(voters, 'voter')}, ${mayBeDown} may be down`;
}

function alsoText(picture: Picture, { out, taken }: Step): string {
  const already = out.map((member) => memberName(picture, member));
  const parts = [
    ...(already.length > 0 ? [`${listText(already)} out already`] : []),
    ...[...taken].map(([server, { id }]) => `${nameOf(picture, server)} in ${id}`),
  ];
  return parts.length === 0 ? '' : `, with ${listText(parts)}`;
}

function notKnown(
  picture: Picture,
  dag: string,
  { name, seen, contradicted }: DagMembers,
  servers: readonly ServerId[],
): Conflict[] {
  const text =
    contradicted.length === 0
      ? `${name}: members seen: ${seen}, quorum not known.`
      : `${name}: members seen: ${seen}, quorum not known, as reports and the policy file differ on ${namesText(picture, contradicted)}.`;
  return [unknownQuorum(dag, servers, text)];
}

function unknownQuorum(dag: string, servers: readonly ServerId[], text: string): Conflict {
  return {
    type: 'quorum-unknown',
    severity: 'warns',
    key: `quorum-unknown ${dag}`,
    servers,
    with: [] as ChangeId[],
    text,
  };
}
