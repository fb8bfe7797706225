import { actorKey } from '../../../../src/core/actor.ts';
import type { Delivery } from '../journal.ts';
import { boundTo, endedBy } from './acks.ts';
import { applyChange } from './apply-changes.ts';
import { applyMaintenance } from './apply-maintenance.ts';
import { isOpenToAck } from './judge.ts';
import { isWorkedOn, type Model } from './model.ts';
import { must, same } from './must.ts';
import { accountIn } from './people.ts';
import type { Json, Row } from './row.ts';

/** What a row means for the model; throws where the model does not allow it. */
export function apply(model: Model, row: Row, delivery: Delivery): undefined {
  if (row.verb.startsWith('change.')) return applyChange(model, row, delivery);
  if (/^(?:rule|freeze)\./.test(row.verb)) return applyMaintenance(model, row, delivery);
  const { fleet, people } = model;
  switch (row.verb) {
    case 'report.taken':
    case 'server.retired':
    case 'server.revived':
      return;
    case 'role.granted':
    case 'role.revoked': {
      const account = accountIn(row.subject);
      wrong(people.grants.get(account), (roles) => !same([...(roles ?? [])], row.before?.roles), 'roles before');
      people.grants.set(account, new Set(row.after?.roles as string[]));
      return;
    }
    case 'delegation.set': {
      const { from, to, starts, ends } = row.after as Json;
      const span = { starts: Date.parse(starts), ends: Date.parse(ends) };
      people.delegations.set(row.subject, { from: accountIn(from), to: accountIn(to), ...span, ended: null });
      return;
    }
    case 'delegation.ended': {
      const delegation = people.delegations.get(row.subject);
      if (!delegation) throw new Error('there is no such delegation');
      delegation.ended = row.at;
      return;
    }
    case 'acknowledgement.made': {
      const report = fleet.current.get(row.subject);
      if (!report || !isOpenToAck(model, row.subject, row.at)) throw new Error('nothing fails there');
      const open = openAck(model, row.subject);
      const replaced = (row.before?.id as string | undefined) ?? null;
      if ((open?.id ?? null) !== replaced) throw new Error(`it replaces ${replaced}, not ${open?.id ?? null}`);
      if (open) open.ended = 'replaced';
      const { id, until } = row.after as Json;
      const author = actorKey(row.actor);
      model.acks.set(id, { id, server: row.subject, author, until, bound: boundTo(report, row.at), ended: null });
      return;
    }
    case 'acknowledgement.withdrawn': {
      const ack = model.acks.get(row.after?.id as string);
      if (!ack || ack.ended !== null) throw new Error('it has ended already');
      ack.ended = 'withdrawn';
      return;
    }
    case 'acknowledgement.ended':
      return endAck(model, row);
    default:
      throw new Error(`nothing is known of ${row.verb}`);
  }
}

function openAck(model: Model, server: string) {
  return [...model.acks.values()].find((one) => one.server === server && one.ended === null);
}

function endAck(model: Model, { after, at, subject }: Row): undefined {
  const ack = model.acks.get(after?.id as string);
  if (!ack || ack.ended !== null) throw new Error('it has ended already');
  const as = after?.as as string;
  ack.ended = as;
  const report = model.fleet.current.get(subject);
  if (as === 'expired') return must(at >= ack.until, 'its time is not over');
  must(at < ack.until, 'its time was over before');
  if (as === 'retired') return must(model.fleet.retired.has(subject), 'the server is not retired');
  if (!report) throw new Error('there is no report');
  must(!isWorkedOn(model, subject, report.generatedAt), 'the server was being updated');
  const expected = endedBy(ack, report, at);
  must(expected === undefined || expected === as, `the evidence says ${expected}`);
}

/** After evidence: what it must have ended and did not. */
export function unended(model: Model, server: string, now: number): string | null {
  const ack = openAck(model, server);
  const report = model.fleet.current.get(server);
  if (!ack || !report) return null;
  if (now >= ack.until) return `${ack.id} has expired`;
  if (model.fleet.retired.has(server)) return `${ack.id} is of a retired server`;
  if (isWorkedOn(model, server, report.generatedAt)) return null;
  const as = endedBy(ack, report, now);
  return as ? `${ack.id} is ${as}` : null;
}

function wrong<T>(value: T, is: (value: T) => boolean, what: string): undefined {
  must(!is(value), what);
}
