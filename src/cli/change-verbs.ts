import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ChangeFilter, changeFilters } from '../changes/filter.ts';
import type { Config } from '../config/model.ts';
import { type Instant, systemClock } from '../core/clock.ts';
import { withHouse } from './configuration.ts';
import { type ExitCode, terminal } from './output.ts';
import { acks } from './verbs/acks.ts';
import { approvals } from './verbs/approvals.ts';
import { change } from './verbs/change.ts';
import { changes } from './verbs/changes.ts';
import { history } from './verbs/history.ts';
import { simulate } from './verbs/simulate.ts';
import { slots } from './verbs/slots.ts';

interface ReadOptions {
  readonly json?: boolean;
  readonly now?: Instant;
}

/** Declares what reads acknowledgements and changes. `reading` makes a verb with --json and --now. */
export function changeVerbs(
  reading: (name: string, description: string) => Command,
  run: (verb: (config: Config) => Promise<ExitCode>) => Promise<void>,
): void {
  const output = terminal();
  const at = (now: Instant | undefined) => now ?? systemClock.now();

  reading('changes', 'Changes: state, servers, window, who asked, whom they wait for.')
    .addOption(new Option('--filter <filter>', 'which of them').choices([...changeFilters]).default('open'))
    .action(({ filter, json = false, now }: ReadOptions & { filter: ChangeFilter }) =>
      run((config) => withHouse(config, (house) => changes(house, output, { filter, json, now: at(now) }))),
    );
  reading('change <change>', 'One change: plan, votes, proofs and what happened.')
    .option('--export <file>', 'write it whole to this .json or .html file')
    .action((id: string, { export: file = null, json = false, now }: ReadOptions & { export?: string | null }) =>
      run((config) => withHouse(config, (house) => change(house, output, id, { file, json, now: at(now) }))),
    );
  reading('slots <change>', 'The next times at which nothing is in the way of a change.').action(
    (id: string, { json = false, now }: ReadOptions) =>
      run((config) => withHouse(config, (house) => slots(house, output, id, { json, now: at(now) }))),
  );
  reading('simulate', 'What lies ahead: windows, freezes, conflicts, clocks, and servers that stay as they are.')
    .option('--days <days>', 'how many days', daysOption, 90)
    .option('--by <date>', 'the date past which servers are told that stay failing or outdated; left out: the end')
    .action(({ days, by = null, json = false, now }: ReadOptions & { days: number; by?: string | null }) =>
      run((config) => withHouse(config, (house) => simulate(house, output, { days, by, json, now: at(now) }))),
    );
  reading('acks', 'What is acknowledged: by whom, until when and why.').action(({ json = false, now }: ReadOptions) =>
    run((config) => withHouse(config, (house) => acks(house, output, { json, now: at(now) }))),
  );
  reading('approvals', 'What waits for a decision.')
    .option('--person <person>', 'only what waits for this person: a name or an object id')
    .action(({ person = null, json = false, now }: ReadOptions & { person?: string | null }) =>
      run((config) => withHouse(config, (house) => approvals(house, output, { person, json, now: at(now) }))),
    );
  reading('history <what>', 'What happened to a change (CHG-0001) or to a server, the oldest first.').action(
    (what: string, { json = false, now }: ReadOptions) =>
      run((config) => withHouse(config, (house) => history(house, output, what, { json, now: at(now) }))),
  );
}

const MOST_DAYS = 400;

function daysOption(text: string): number {
  const days = Number(text);
  if (!/^\d{1,3}$/.test(text) || days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`Days are a number from 1 to ${MOST_DAYS}.`);
  return days;
}
