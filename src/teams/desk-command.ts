import type { AckAnswer, AckCommand, AckRequest } from '../acknowledgements/model.ts';
import type { CalendarAnswer, CalendarCommand, CalendarRequest } from '../calendar/model.ts';
import type { ChangeAnswer, ChangeCommand, ChangeRequest } from '../changes/model.ts';
import { never } from '../core/result.ts';
import type { DigestRequest } from '../digests/act.ts';
import type { DigestAnswer, DigestCommand } from '../digests/model.ts';
import type { MaintenanceAnswer, MaintenanceCommand, MaintenanceRequest } from '../maintenance/model.ts';
import type { PeopleRequest } from '../people/app.ts';
import type { PeopleAnswer, PeopleCommand } from '../people/model.ts';
import type { DeskCommand as AnyDeskCommand } from '../questions/desk-command.ts';
import type { ServerAnswer, ServerCommand, ServerRequest } from '../readiness/retire-model.ts';

/** Whatever a person may have done, in words or by a button. */
export type DeskCommand = AnyDeskCommand<DigestCommand>;

/** Who carries out what; each authorises by itself. */
export interface DeskActs {
  readonly digest: (request: DigestRequest) => Promise<DigestAnswer>;
  readonly acknowledgement: (request: AckRequest) => Promise<AckAnswer>;
  readonly change: (request: ChangeRequest) => Promise<ChangeAnswer>;
  readonly people: (request: PeopleRequest) => Promise<PeopleAnswer>;
  readonly server: (request: ServerRequest) => Promise<ServerAnswer>;
  readonly maintenance: (request: MaintenanceRequest) => Promise<MaintenanceAnswer>;
  readonly calendar: (request: CalendarRequest) => Promise<CalendarAnswer>;
}

export type DeskAnswer =
  | DigestAnswer
  | AckAnswer
  | ChangeAnswer
  | PeopleAnswer
  | ServerAnswer
  | MaintenanceAnswer
  | CalendarAnswer;

/** `shows` what is there; brings up a `form`, which changes nothing; `writes`. */
export type Bearing = 'shows' | 'form' | 'writes';

export function bearingOf(wanted: DeskCommand): Bearing {
  switch (wanted.about) {
    case 'digest':
      return digests[wanted.command.kind];
    case 'acknowledgement':
      return acknowledgements[wanted.command.kind];
    case 'change':
      return changes[wanted.command.kind];
    case 'people':
      return people[wanted.command.kind];
    case 'server':
      return servers[wanted.command.kind];
    case 'maintenance':
      return maintenance[wanted.command.kind];
    case 'calendar':
      return calendars[wanted.command.kind];
    default:
      return never(wanted);
  }
}

/** Whether it can not be done, or answered, without naming servers. */
export function namesServers(wanted: DeskCommand): boolean {
  if (wanted.command.kind === 'unreadable') return false;
  if (wanted.about === 'change')
    return ['form', 'propose', 'edit', 'slots', 'retarget-form', 'rollout-form', 'rollout', 'show-rollout'].includes(
      wanted.command.kind,
    );
  // Lists of rules and windows come as counts where names may not be told.
  if (wanted.about === 'maintenance') return wanted.command.kind !== 'rules' && wanted.command.kind !== 'windows';
  // A person's calendar names them.
  if (wanted.about === 'calendar') return wanted.command.kind === 'make';
  return wanted.about === 'acknowledgement' || wanted.about === 'server';
}

type Bearings<Command extends { readonly kind: string }> = Readonly<Record<Command['kind'], Bearing>>;

const digests: Bearings<DigestCommand> = {
  show: 'shows',
  unreadable: 'shows',
  set: 'writes',
  off: 'writes',
  now: 'writes',
};
const acknowledgements: Bearings<AckCommand> = {
  list: 'shows',
  unreadable: 'shows',
  form: 'form',
  make: 'writes',
  withdraw: 'writes',
};
const changes: Bearings<ChangeCommand> = {
  show: 'shows',
  unreadable: 'shows',
  form: 'form',
  'reject-form': 'form',
  'fail-form': 'form',
  'cancel-form': 'form',
  'postpone-form': 'form',
  'override-form': 'form',
  'retarget-form': 'form',
  slots: 'form',
  'rollout-form': 'form',
  'show-rollout': 'shows',
  propose: 'writes',
  edit: 'writes',
  approve: 'writes',
  reject: 'writes',
  withdraw: 'writes',
  start: 'writes',
  tick: 'writes',
  finish: 'writes',
  fail: 'writes',
  cancel: 'writes',
  postpone: 'writes',
  review: 'writes',
  override: 'writes',
  rollout: 'writes',
  'approve-rollout': 'writes',
};
const people: Bearings<PeopleCommand> = {
  roles: 'shows',
  delegations: 'shows',
  unreadable: 'shows',
  'grant-form': 'form',
  'revoke-form': 'form',
  'delegate-form': 'form',
  grant: 'writes',
  revoke: 'writes',
  delegate: 'writes',
  'end-delegation': 'writes',
};
const servers: Bearings<ServerCommand> = {
  unreadable: 'shows',
  'retire-form': 'form',
  'revive-form': 'form',
  retire: 'writes',
  revive: 'writes',
};
const maintenance: Bearings<MaintenanceCommand> = {
  rules: 'shows',
  windows: 'shows',
  unreadable: 'shows',
  'rule-form': 'form',
  'freeze-form': 'form',
  'set-rule': 'writes',
  'approve-rule': 'writes',
  'remove-rule': 'writes',
  'set-freeze': 'writes',
  'lift-freeze': 'writes',
};
const calendars: Bearings<CalendarCommand> = {
  show: 'shows',
  make: 'writes',
  revoke: 'writes',
};
