import type { ServerId } from '../../core/ids.ts';
import type { Picture, Service } from './picture.ts';

/** `server` null: the policy file names it, and no such server was seen. */
export interface DagMember {
  readonly name: string;
  readonly server: ServerId | null;
}

/** Who belongs to a DAG, and what its quorum bears. */
export interface DagMembers {
  readonly name: string;
  readonly all: readonly DagMember[];
  readonly seen: number;
  /** Null: the policy file does not name the DAG, or contradicts what reports show. */
  readonly quorum: Quorum | null;
  /** Members by the policy file that reports show elsewhere, and members by reports that it does not name. */
  readonly contradicted: readonly ServerId[];
}

export interface Quorum {
  /** Whether the witness has a vote: it has one where the members are even. */
  readonly witness: boolean;
  readonly hasWitness: boolean;
  readonly voters: number;
  readonly mayBeDown: number;
}

const kept = new WeakMap<Picture, Map<string, DagMembers>>();

/** Null: there is no such DAG in the picture. */
export function membersOf(picture: Picture, key: string): DagMembers | null {
  const known = kept.get(picture) ?? new Map<string, DagMembers>();
  kept.set(picture, known);
  const found = known.get(key) ?? told(picture, key);
  if (found) known.set(key, found);
  return found;
}

function told(picture: Picture, key: string): DagMembers | null {
  const dag = picture.dags.get(key);
  if (!dag) return null;
  const { name, seen, policy } = dag;
  const named = new Set((policy?.members ?? []).flatMap(({ server }) => server ?? []));
  const unnamed = seen.filter((server) => !named.has(server));
  const elsewhere = [...named].filter((server) => {
    const reported = picture.servers.get(server)?.dag ?? null;
    return reported !== null && reported !== key;
  });
  const strangers = unnamed.map((server) => ({ name: picture.servers.get(server)?.name ?? server, server }));
  const contradicted = policy ? [...unnamed, ...elsewhere] : [];
  return {
    name,
    all: policy ? [...policy.members, ...strangers] : strangers,
    seen: seen.length,
    quorum: policy && contradicted.length === 0 ? quorumOf(policy.members.length, policy.witness) : null,
    contradicted,
  };
}

/** Source: learn.microsoft.com, "Database availability groups" (quorum): a majority of voters; of an even DAG the witness votes. */
function quorumOf(members: number, hasWitness: boolean): Quorum {
  const witness = hasWitness && members % 2 === 0;
  const voters = members + Number(witness);
  return { witness, hasWitness, voters, mayBeDown: voters - (Math.floor(voters / 2) + 1) };
}

/** As a member was seen last; `unknown` where it was not. */
export function serviceOf(picture: Picture, { server }: DagMember): Service {
  return server === null ? 'unknown' : (picture.servers.get(server)?.service ?? 'unknown');
}

/** The name of the server where it was seen, else as the policy file has it. */
export function memberName(picture: Picture, { server, name }: DagMember): string {
  return (server === null ? null : picture.servers.get(server)?.name) ?? name;
}
