import { changesMeanwhile, dagsOf, plannedMembers, windowOf } from './picture-index.ts';
import { blocking, type ConflictRule, namesText } from './rule.ts';

/** Two changes do not work on members of one DAG at a time. Within one change they follow one another, which is right. */
export const sameDag: ConflictRule = (picture, plan, self) =>
  [...plannedMembers(picture, plan)].flatMap(([dag, members]) =>
    changesMeanwhile(picture, { dag }, plan, self).flatMap((other) => {
      const theirs = other.servers.filter((server) => dagsOf(picture, server).includes(dag));
      const ours = members.filter((member) => theirs.some((server) => server !== member));
      if (ours.length === 0) return [];
      const name = picture.dags.get(dag)?.name ?? dag;
      return {
        type: 'same-dag' as const,
        severity: blocking(plan),
        key: `same-dag ${dag} ${other.id}`,
        servers: ours,
        with: [other.id],
        text: `${other.id} works on ${namesText(picture, theirs)} of ${name} too: ${windowOf(other)}.`,
      };
    }),
  );
