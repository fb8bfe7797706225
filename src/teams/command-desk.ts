import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { freshId } from '../core/ids.ts';
import type { DigestRequest } from '../digests/act.ts';
import type { DigestAnswer, DigestCommand } from '../digests/model.ts';
import { isListed, type ReaderRules } from '../people/readers.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal, tenantsOf, threadOf } from './activity.ts';
import type { Admission } from './admission.ts';
import { aadIdOf, NOT_A_READER } from './admission.ts';
import type { Present, Served, TurnMetrics } from './desk.ts';
import { sentence, timed } from './desk.ts';

export interface Command {
  readonly command: DigestCommand;
  readonly once: string;
}

/** How it came: a button is answered on its card, words by what they bring about. */
export type Way = 'words' | 'button';

export interface CommandDeskOptions {
  readonly rules: ReaderRules;
  readonly zone: string;
  readonly act: (request: DigestRequest) => Promise<DigestAnswer>;
  readonly present: Present;
  readonly admission: Admission;
  readonly metrics: TurnMetrics;
  readonly clock: Clock;
}

const TEAMS: Actor = { kind: 'system', job: 'teams' };
const NOBODY = 'Teams does not tell me who you are, so I can change nothing for you.';
const COMING = 'The digest comes as a post of its own.';

/** Serves commands: who may read here may ask for the state of it, and who may manage it may change it. */
export class CommandDesk {
  readonly #options: CommandDeskOptions;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
  }

  /** Null: nothing is said, as what was asked for comes by itself. */
  async serve(incoming: Incoming, { command, once }: Command, way: Way): Promise<Served | null> {
    const { act, present, admission, metrics, clock, zone } = this.#options;
    return timed<Served | null>(
      clock,
      (outcome, took) => metrics.turn('digest', outcome, took),
      async () => {
        const audience = await admission(incoming);
        if (audience === null) return { outcome: 'refused', served: sentence(NOT_A_READER) };
        const actor = actorOf(incoming);
        if (actor === null && writes(command)) return { outcome: 'refused', served: sentence(NOBODY) };

        const answer = await act({
          actor: actor ?? TEAMS,
          conversation: conversationOf(incoming),
          command,
          once,
          mayManage: this.#mayManage(incoming),
          names: audience === 'names',
          thread: threadOf(incoming),
        });
        if (answer.kind === 'digest-coming')
          return { outcome: 'answered', served: way === 'button' ? sentence(COMING) : null };
        if (answer.kind === 'refused' && way === 'button') {
          // The card stays, with what was filled in.
          const { message, hint } = answer.refusal;
          return { outcome: 'refused', served: sentence(`${message} ${hint}`) };
        }
        const presented = present(answer, { zone, once: freshId, audience });
        return { outcome: answer.kind === 'refused' ? 'refused' : 'answered', served: { kind: 'card', presented } };
      },
    );
  }

  /** Everybody's personal chat is their own; what others read too is for the admins. */
  #mayManage(incoming: Incoming): boolean {
    const { rules } = this.#options;
    if (rules.demo || isPersonal(incoming)) return true;
    const admins: ReaderRules = { ...rules, viewers: [] };
    return isListed(admins, { aadObjectId: aadIdOf(incoming), standing: 'untold' });
  }
}

/** Null: the activity does not say who it is from. */
export function actorOf(incoming: Incoming): Actor | null {
  const aadObjectId = aadIdOf(incoming);
  if (aadObjectId === null) return null;
  const [tenantId = 'unknown'] = tenantsOf(incoming);
  return { kind: 'user', tenantId, aadObjectId, name: incoming.from.name ?? null };
}

/** For the log of deeds: whoever it is from, or Teams itself. */
export function senderOf(incoming: Incoming): Actor {
  return actorOf(incoming) ?? TEAMS;
}

function writes(command: DigestCommand): boolean {
  return command.kind !== 'show' && command.kind !== 'unreadable';
}
