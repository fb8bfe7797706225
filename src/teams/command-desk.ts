import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { freshId } from '../core/ids.ts';
import { never } from '../core/result.ts';
import type { PeopleCommand } from '../people/model.ts';
import { isListed, type ReaderRules } from '../people/readers.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal, threadOf } from './activity.ts';
import type { Admission, Admitted, RolesOf } from './admission.ts';
import { NOT_A_READER } from './admission.ts';
import type { Present, Served, Shown, TurnMetrics } from './desk.ts';
import { sentence, timed, viewerOf } from './desk.ts';
import { bearingOf, type DeskActs, type DeskAnswer, type DeskCommand, namesServers } from './desk-command.ts';
import { mentionsIn, resolve } from './mentions.ts';
import type { Rosters } from './roster.ts';
import { noticeWithoutNames } from './notice-without-names.ts';
import { aadIdOf, actorOf, homeOf, TEAMS } from './sender.ts';

/** `once`: the same for every delivery of one press or message. */
export type Command = DeskCommand & { readonly once: string };

/** How it came: a button is answered on its card, words by what they bring about. */
export type Way = 'words' | 'button';

export interface CommandDeskOptions {
  readonly rules: ReaderRules;
  readonly zone: string;
  readonly acts: DeskActs;
  readonly present: Present;
  readonly admission: Admission;
  readonly rolesOf: RolesOf;
  readonly rosters: Pick<Rosters, 'of'>;
  readonly metrics: TurnMetrics;
  readonly clock: Clock;
}

const NOBODY = 'Teams does not tell me who you are, so I can change nothing for you.';
const COMING = 'The digest comes as a post of its own.';
const WORDS_ONLY_ASK = 'Words only bring up a form or a card; what changes something is a button on it.';
const COUNTS_ONLY =
  'I name no servers in this conversation, as guests may read here or I can not tell who does. Write me that in a chat with me alone.';

/** Serves commands: who may read here may see how things stand; who may do what is decided by the rooms that do it. */
export class CommandDesk {
  readonly #options: CommandDeskOptions;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
  }

  /** Null: nothing is said, as what was asked for comes by itself. */
  async serve(incoming: Incoming, command: Command, way: Way): Promise<Served | null> {
    const { present, admission, metrics, clock, zone } = this.#options;
    return timed<Served | null>(
      clock,
      (outcome, took) => metrics.turn(command.about, outcome, took),
      async () => {
        const admitted = await admission(incoming);
        const stop = admitted === null ? NOT_A_READER : stopped(incoming, command, way, admitted);
        if (admitted === null || stop !== null) return { outcome: 'refused', served: sentence(stop ?? NOT_A_READER) };

        const answer = await this.#act(incoming, command, admitted);
        if (answer.kind === 'digest-coming')
          return { outcome: 'answered', served: way === 'button' ? sentence(COMING) : null };
        if (answer.kind === 'refused' && way === 'button') {
          // The card stays, with what was filled in.
          const { message, hint } = answer.refusal;
          return { outcome: 'refused', served: sentence(`${message} ${hint}`) };
        }
        const { audience } = admitted;
        // Without names a card has no room for what was done or why not.
        const notice = way === 'button' && audience === 'counts' ? noticeWithoutNames(answer) : null;
        if (notice !== null) return { outcome: 'answered', served: sentence(notice) };
        const presented = present(unlessPosted(incoming, command, answer), {
          zone,
          once: freshId,
          audience,
          ...viewerOf(incoming),
        });
        return { outcome: answer.kind === 'refused' ? 'refused' : 'answered', served: { kind: 'card', presented } };
      },
    );
  }

  async #act(incoming: Incoming, command: Command, { audience, standing }: Admitted): Promise<DeskAnswer> {
    const { acts } = this.#options;
    const { once } = command;
    const conversation = conversationOf(incoming);
    const thread = threadOf(incoming);
    const doer = { actor: actorOf(incoming) ?? TEAMS, standing };
    const place = { conversation, thread };
    switch (command.about) {
      case 'digest': {
        const mayManage = await this.#mayManage(incoming, doer.actor);
        const { actor } = doer;
        const names = audience === 'names';
        return acts.digest({ actor, conversation, command: command.command, once, mayManage, names, thread });
      }
      case 'acknowledgement':
        return acts.acknowledgement({ ...doer, command: command.command, once, place });
      case 'change':
        return acts.change({ ...doer, command: command.command, once, place });
      case 'people': {
        const meant = await this.#knowing(incoming, command.command);
        return acts.people({ ...doer, command: meant, once });
      }
      case 'server':
        return acts.server({ ...doer, command: command.command, once });
      case 'maintenance':
        return acts.maintenance({ ...doer, command: command.command, once });
      case 'calendar':
        return acts.calendar({ ...doer, command: command.command, once, alone: isPersonal(incoming) });
      default:
        return never(command);
    }
  }

  /** Everybody's personal chat is their own; what others read too is for the admins. */
  async #mayManage(incoming: Incoming, actor: Actor): Promise<boolean> {
    const { rules, rolesOf } = this.#options;
    if (rules.demo || isPersonal(incoming)) return true;
    const admins: ReaderRules = { ...rules, viewers: [] };
    if (isListed(admins, { aadObjectId: aadIdOf(incoming), standing: 'untold' })) return true;
    return (await rolesOf(actor)).has('admin');
  }

  /** The command with the person named in it as the roster knows them. */
  async #knowing(incoming: Incoming, command: PeopleCommand): Promise<PeopleCommand> {
    if (!('who' in command) || command.who.kind !== 'unresolved') return command;
    const roster = await this.#options.rosters.of(incoming);
    return { ...command, who: resolve(command.who, mentionsIn(incoming), roster, homeOf(incoming)) };
  }
}

/** What was proposed here gets a card of its own in this conversation, so that the form need not turn into another one. */
function unlessPosted(incoming: Incoming, { about, command }: DeskCommand, answer: DeskAnswer): Shown {
  if (about !== 'change') return answer;
  const here = conversationOf(incoming);
  if (command.kind === 'propose' && answer.kind === 'change' && answer.notice !== null) {
    const { view, notice } = answer;
    return view.change.record.place?.conversation === here ? { kind: 'change-posted', view, notice } : answer;
  }
  if (command.kind === 'rollout' && answer.kind === 'rollout' && answer.notice !== null) {
    const { notice } = answer;
    return answer.rollout.place?.conversation === here ? { kind: 'rollout-posted', view: answer, notice } : answer;
  }
  return answer;
}

/** Why nothing is done, whatever its room would say; null: it may go there. */
function stopped(incoming: Incoming, command: DeskCommand, way: Way, { audience }: Admitted): string | null {
  const bearing = bearingOf(command);
  if (bearing !== 'shows' && actorOf(incoming) === null) return NOBODY;
  // What concerns the conversation alone may be said in words.
  if (bearing === 'writes' && way === 'words' && command.about !== 'digest') return WORDS_ONLY_ASK;
  if (audience === 'counts' && namesServers(command)) return COUNTS_ONLY;
  return null;
}
