import { never } from '../core/result.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { delegate, type DelegateCommand } from './delegate.ts';
import { delegateForm } from './delegate-form.ts';
import { delegationsOf, findDelegation } from './delegations.ts';
import { endDelegation } from './end-delegation.ts';
import { grant, type RoleCommand } from './grant.ts';
import { type PersonKey, personOf } from './identity.ts';
import { knownPeople } from './directory.ts';
import type { Reader } from '../storage/database.ts';
import type { PeopleAnswer } from './model.ts';
import { permitted } from './permissions.ts';
import { authorise, press } from './press.ts';
import { revoke } from './revoke.ts';
import { roleForm } from './role-form.ts';
import { heldBy, holdersOf, rolesOf } from './roles.ts';
import { called, roleTitles } from './words.ts';

/** Does what a person said about roles and delegations; asks and forms write nothing. */
export async function actOnPeople(app: PeopleApp, request: PeopleRequest): Promise<PeopleAnswer> {
  const { command } = request;
  switch (command.kind) {
    case 'unreadable':
      return { kind: 'refused', refusal: command.refusal };
    case 'roles':
      return roles(app, request, null);
    case 'delegations':
      return delegations(app, request, null);
    case 'grant-form':
    case 'revoke-form':
      return app.database.read((reader) => roleForm(app, reader, request, command));
    case 'delegate-form':
      return app.database.read((reader) => delegateForm(app, reader, request, command));
    case 'grant':
    case 'revoke':
      return changeRole(app, request, command);
    case 'delegate':
      return setDelegation(app, request, command);
    case 'end-delegation':
      return stopDelegation(app, request, command.delegation);
    default:
      return never(command);
  }
}

async function changeRole(app: PeopleApp, request: PeopleRequest, command: RoleCommand): Promise<PeopleAnswer> {
  const verb = command.kind === 'grant' ? 'role.granted' : 'role.revoked';
  const done = await press(app, request, verb, (tx, now) =>
    command.kind === 'grant' ? grant(app, tx, now, request, command) : revoke(app, tx, request, command),
  );
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  const { person, role } = command;
  app.log.info({ person, role, verb, outcome: done.value }, 'a role was changed');
  return roles(app, request, await roleNotice(app, command, done.value));
}

/** By how things stand, not by what a press once did: an old card may be pressed again. */
async function roleNotice(
  app: PeopleApp,
  { kind, person, role }: RoleCommand,
  outcome: 'done' | 'unchanged',
): Promise<string> {
  return app.database.read(async (reader) => {
    const holds = (await heldBy(reader, app.rules, person)).includes(role);
    const who = await nameIn(reader, person);
    if (kind === 'revoke') {
      if (holds) return `${who} is ${roleTitles[role]} all the same.`;
      return outcome === 'done' ? `${who} is not ${roleTitles[role]} any more.` : `${who} is not ${roleTitles[role]}.`;
    }
    if (!holds) return 'This button was used before, and the role was revoked since.';
    const now = outcome === 'done' ? `${who} is ${roleTitles[role]} now.` : `${who} is ${roleTitles[role]} already.`;
    return `${now}${await unreached(app, reader, person)}`;
  });
}

async function setDelegation(app: PeopleApp, request: PeopleRequest, command: DelegateCommand): Promise<PeopleAnswer> {
  const done = await press(app, request, 'delegation.set', (tx, now) => delegate(app, tx, now, request, command));
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  const { person, from, until } = command;
  app.log.info({ person, from, until }, 'a delegation was set');
  const notice = await app.database.read(async (reader) => {
    const principal = command.principal?.person ?? personOf(request.actor);
    const theirs = await delegationsOf(reader, principal, app.clock.now());
    const holds = theirs.some((one) => one.from.person === principal && one.to.person === person);
    if (!holds) return 'This button was used before, and the delegation has ended since.';
    const who = await nameIn(reader, person);
    return `${who} may approve in that time.${await unreached(app, reader, person)}`;
  });
  return delegations(app, request, notice);
}

async function nameIn(reader: Reader, person: PersonKey): Promise<string> {
  const known = (await knownPeople(reader, [person])).get(person);
  return called(known ?? { name: null });
}

/** Empty: the bot can post to this person. */
async function unreached(app: PeopleApp, reader: Reader, person: PersonKey): Promise<string> {
  if ((await app.chats(reader, [person])).has(person)) return '';
  return ' I can not reach them yet: they have to write me one message in a chat of their own first.';
}

async function stopDelegation(app: PeopleApp, request: PeopleRequest, id: string): Promise<PeopleAnswer> {
  const done = await press(app, request, 'delegation.ended', (tx, now) => endDelegation(app, tx, now, request, id));
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  app.log.info({ delegation: id }, 'a delegation was ended');
  const ended = await app.database.read((reader) => findDelegation(reader, id));
  const of = ended ? ` to ${ended.to.name ?? 'this person'}` : '';
  return delegations(app, request, `The delegation${of} has ended.`);
}

async function roles(app: PeopleApp, request: PeopleRequest, notice: string | null): Promise<PeopleAnswer> {
  return app.database.read(async (reader) => {
    const bar = await authorise(app, reader, request, 'see-roles');
    if (bar) return { kind: 'refused', refusal: bar };
    const holders = await holdersOf(reader, app.rules, null);
    const chats = await app.chats(
      reader,
      holders.map(({ person }) => person),
    );
    const { actor, standing } = request;
    const mayGrant = permitted('grant', { actor, standing, roles: await rolesOf(reader, app.rules, actor) }) === null;
    return {
      kind: 'roles',
      asOf: app.clock.now(),
      holders: holders.map((holder) => ({ ...holder, reachable: chats.has(holder.person) })),
      mayGrant,
      notice,
    };
  });
}

async function delegations(app: PeopleApp, request: PeopleRequest, notice: string | null): Promise<PeopleAnswer> {
  return app.database.read(async (reader) => {
    const bar = await authorise(app, reader, request, 'see-delegations');
    if (bar) return { kind: 'refused', refusal: bar };
    const now = app.clock.now();
    const all = (await authorise(app, reader, request, 'delegate-for-others')) === null;
    const own = personOf(request.actor);
    const found = all || own !== null ? await delegationsOf(reader, all ? null : own, now) : [];
    return { kind: 'delegations', asOf: now, delegations: found, notice };
  });
}
