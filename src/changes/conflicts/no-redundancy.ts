import { isRepair } from '../path.ts';
import { membersOf } from './dag-members.ts';
import { plannedMembers } from './picture-index.ts';
import type { ConflictRule } from './rule.ts';

/** While one of two members is out, its databases have one copy. No window avoids it, so it only warns. */
export const noRedundancy: ConflictRule = (picture, plan) => {
  const worked = { servers: plan.servers.filter(({ target }) => !isRepair(target)) };
  return [...plannedMembers(picture, worked)].flatMap(([dag, servers]) => {
    const members = membersOf(picture, dag);
    const count = members?.all.length ?? 0;
    if (!members || count > 2 || (count === 1 && !members.quorum)) return [];
    const two = members.quorum ? `${members.name} has two members` : `Of ${members.name} two members were seen`;
    const text =
      count === 2
        ? `${two}: while one is out the other has no redundancy.`
        : `${members.name} has one member: its databases wait meanwhile.`;
    return { type: 'no-redundancy', severity: 'warns', key: `no-redundancy dag ${dag}`, servers, with: [], text };
  });
};
