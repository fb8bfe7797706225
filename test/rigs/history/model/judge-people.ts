import type { PeopleCommand } from '../../../../src/people/model.ts';
import type { Delivery } from '../journal.ts';
import { done, type Judgement, nothing, refused } from './judgement.ts';
import type { Model } from './model.ts';
import { accountIn, accountOf, endOf, holds, human, may } from './people.ts';

export function onPeople(model: Model, { actor, standing }: Delivery, command: PeopleCommand, now: number): Judgement {
  const { people } = model;
  const admin = may(people, actor, standing, 'administer');
  const account = accountOf(actor);
  switch (command.kind) {
    case 'grant':
    case 'revoke': {
      if (!admin) return refused('the role');
      const of = accountIn(command.person);
      const direct = people.grants.get(of) ?? new Set();
      if (command.kind === 'grant') return direct.has(command.role) ? nothing('held already') : done();
      if (direct.has(command.role)) return done();
      const elsewhere = model.world.admins.includes(human(of)) || direct.has('admin');
      return elsewhere ? refused('held by other means') : nothing('not held');
    }
    case 'delegate': {
      const from = command.principal ? accountIn(command.principal.person) : account;
      if (standing === 'guest' || from === null) return refused('the role');
      const own = from === account;
      if (own ? !holds(people, from, 'approver') : !admin) return refused('the role');
      const to = accountIn(command.person);
      if (human(to) === human(from)) return refused('their own delegate');
      if (!own && !holds(people, from, 'approver')) return refused('nothing to delegate');
      const today = new Date(now).toISOString().slice(0, 10);
      const starts = command.from === '' || command.from === today ? now : Date.parse(`${command.from}T00:00:00Z`);
      const ends = Date.parse(`${command.until}T00:00:00Z`) + 86_400_000;
      if ((command.from !== '' && command.from < today) || ends <= starts) return refused('its days');
      const theirs = [...people.delegations.values()].filter((one) => one.from === from && endOf(one) > now);
      const overlap = theirs.some((one) => one.to === to && one.starts < ends && starts < one.ends);
      return overlap || theirs.length >= 10 ? refused('it overlaps') : done();
    }
    case 'end-delegation': {
      const delegation = people.delegations.get(command.delegation);
      if (standing === 'guest' || !delegation) return refused('the role, or no such delegation');
      if (delegation.from !== account && !admin) return refused('not theirs');
      return endOf(delegation) <= now ? refused('it is over') : done();
    }
    default:
      return refused('nothing that writes');
  }
}
