import type { PeopleAnswer, PersonRole, RoleHolder } from '../people/model.ts';
import { countText, listText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { table } from './parts/table.ts';
import { heading, text } from './parts/text.ts';
import { personText } from './parts/who.ts';

type Roles = Extract<PeopleAnswer, { readonly kind: 'roles' }>;
type Confirm = Extract<PeopleAnswer, { readonly kind: 'role-confirm' }>;

const MOST_ROWS = 40;

export const roleWords: Readonly<Record<PersonRole, { readonly title: string; readonly may: string }>> = {
  viewer: { title: 'viewer', may: 'reads' },
  operator: { title: 'operator', may: 'reads, acknowledges, proposes, starts and finishes changes, retires servers' },
  approver: { title: 'approver', may: 'reads, approves and rejects changes of others' },
  admin: { title: 'admin', may: 'does all of these and says who holds which role' },
};

/** Who holds which role, and whom the bot can't write to. */
export function rolesCard(roles: Roles, context: PresentContext): Presented {
  const total = roles.holders.length;
  const title =
    total === 0
      ? 'Nobody holds a role'
      : `${countText(total, 'person', 'people')} hold${total === 1 ? 's' : ''} a role`;
  return fitted((room) => {
    const shown = roles.holders.slice(0, Math.min(MOST_ROWS, room.rows));
    return {
      summary: `${title}.`,
      body: [
        heading(title),
        ...(roles.notice === null ? [] : [text(clean(roles.notice, room.sentence), { bold: true })]),
        ...(context.audience === 'names'
          ? [
              ...(shown.length > 0 ? [holders(shown, room)] : []),
              ...(total > shown.length ? [text(`and ${total - shown.length} more`, { subtle: true })] : []),
            ]
          : [text(COUNTS_ONLY, { size: 'Small' })]),
        ...(roles.mayGrant
          ? [
              text('To change it, write: grant approver @name, or revoke approver @name', {
                subtle: true,
                size: 'Small',
              }),
            ]
          : [text('Admins of Patchwarden say who holds which role.', { subtle: true, size: 'Small' })]),
      ],
      actions: [
        act('Delegations', { people: { kind: 'delegations' } }, context),
        ask('Help', { kind: 'help' }, context),
      ],
    };
  });
}

/** What is about to be granted or revoked, to be confirmed by a press. */
export function roleConfirmCard(confirm: Confirm, context: PresentContext): Presented {
  const { what, role, person, held, reachable } = confirm;
  return fitted((room) => {
    const name = personText(person, room);
    const title = what === 'grant' ? `Grant ${role} to ${name}` : `Revoke ${role} from ${name}`;
    return {
      summary: `${title}: to be confirmed.`,
      body: [
        heading(title),
        text(
          what === 'grant'
            ? `As ${role} this person ${roleWords[role].may}.`
            : `After that this person no longer ${roleWords[role].may} by this role.`,
        ),
        text(held.length > 0 ? `Holds now: ${listText(held)}` : 'Holds no role now.', { subtle: true, size: 'Small' }),
        ...(what === 'grant' && !reachable
          ? [
              text(
                '✖ Patchwarden can not write to this person yet: they have to open a chat with it once. Until then no approval is asked of them there.',
                { color: 'Attention' },
              ),
            ]
          : []),
      ],
      actions: [
        act(
          what === 'grant' ? `Grant ${role}` : `Revoke ${role}`,
          {
            people: {
              kind: what,
              role,
              person: person.person,
              name: person.name === null ? null : clean(person.name, 120),
            },
          },
          context,
          { primary: true },
        ),
        act('Roles', { people: { kind: 'roles' } }, context),
      ],
    };
  });
}

function holders(rows: readonly RoleHolder[], room: Room) {
  const small = { subtle: true, size: 'Small', spacing: 'None' } as const;
  return table({
    columns: [
      { title: 'Person', width: 4 },
      { title: 'Roles', width: 4 },
    ],
    rows: rows.map((holder) => [
      [
        text(personText(holder, room), { bold: true }),
        ...(holder.reachable ? [] : [text('✖ not reachable: has no chat with Patchwarden yet', small)]),
      ],
      [
        text(listText(holder.roles) || 'none'),
        ...(holder.bySetting ? [text('named in ADMINS: revoked there only', small)] : []),
      ],
    ]),
    fallback: rows.map(
      (holder) => `${personText(holder, room)}: ${listText(holder.roles)}${holder.reachable ? '' : ', not reachable'}`,
    ),
  });
}

/** Of people an audience of counts hears no name. */
export function peopleCountsCard(title: string, context: PresentContext): Presented {
  return finish({
    summary: `${title}.`,
    body: [heading(title), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
