import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config/model.ts';
import { type Instant, systemClock } from '../core/clock.ts';
import { withHouse } from './configuration.ts';
import { type ExitCode, terminal } from './output.ts';
import { freeze, freezes, lift, removeRule, rule, rules } from './verbs/maintenance.ts';

interface ReadOptions {
  readonly json?: boolean;
  readonly now?: Instant;
}

interface RuleOptions {
  readonly json?: boolean;
  readonly weekly?: string;
  readonly monthly?: { readonly number: string; readonly days: string };
  readonly patchTuesday?: string;
  readonly rrule?: string;
  readonly time: string;
  readonly hours: string;
  readonly zone: string;
  readonly scope: string;
  /** Of `--no-start-before`; true where it was left out. */
  readonly startBefore: string | true;
  readonly preApproves?: boolean;
  readonly edit?: string;
}

interface FreezeOptions {
  readonly json?: boolean;
  readonly from: Moment;
  readonly until: Moment;
  readonly zone: string;
  readonly scope: string;
  readonly effect: string;
  readonly reason: string;
}

interface Moment {
  readonly date: string;
  readonly time: string;
}

type Run = (verb: (config: Config) => Promise<ExitCode>) => Promise<void>;

/** Declares what reads and sets maintenance rules and freezes. `reading` makes a verb with --json and --now. */
export function maintenanceVerbs(
  root: Command,
  reading: (name: string, description: string) => Command,
  run: Run,
): void {
  const output = terminal();
  const at = (now: Instant | undefined) => now ?? systemClock.now();

  reading('rules', 'Maintenance rules: when each opens, for which servers, and its next time.').action(
    ({ json = false, now }: ReadOptions) =>
      run((config) => withHouse(config, (house) => rules(house, output, { json, now: at(now) }))),
  );
  reading('freezes', 'Freezes that last or are ahead.').action(({ json = false, now }: ReadOptions) =>
    run((config) => withHouse(config, (house) => freezes(house, output, { json, now: at(now) }))),
  );
  ruleVerb(root, run);
  root
    .command('remove-rule <rule>')
    .description('Ends a maintenance rule: it opens no more.')
    .option('--json', 'print JSON instead of text')
    .action((id: string, { json = false }: ReadOptions) =>
      run((config) => withHouse(config, (house) => removeRule(house, output, id, json))),
    );
  freezeVerb(root, run);
  root
    .command('lift <freeze>')
    .description('Ends a freeze before its time.')
    .option('--json', 'print JSON instead of text')
    .action((id: string, { json = false }: ReadOptions) =>
      run((config) => withHouse(config, (house) => lift(house, output, id, json))),
    );
}

function ruleVerb(root: Command, run: Run): void {
  const kinds = ['weekly', 'monthly', 'patchTuesday', 'rrule'];
  const kind = (flags: string, description: string) => {
    const option = new Option(flags, description);
    return option.conflicts(kinds.filter((other) => other !== option.attributeName()));
  };
  root
    .command('rule <name>')
    .description('Sets a maintenance rule: when work may be done, again and again.')
    .addOption(kind('--weekly <days>', 'on these days of each week, for example sat,sun'))
    .addOption(kind('--monthly <nth:day>', 'on the nth such day of each month: 2:tue, last:sat').argParser(nthDay))
    .addOption(kind('--patch-tuesday <days>', 'so many days after the second Tuesday of each month'))
    .addOption(kind('--rrule <rule>', 'as RFC 5545 has it, without a start: FREQ=MONTHLY;BYDAY=-1SA'))
    .requiredOption('--time <time>', 'when it opens on the clocks of its zone: 22:00')
    .requiredOption('--hours <hours>', 'how long')
    .option('--zone <zone>', 'an IANA zone; left out: TIME_ZONE', '')
    .option('--scope <scope>', 'all, site:Berlin, dag:DAG-BER, or names of servers with commas between', 'all')
    .option('--no-start-before <minutes>', 'nothing new starts in the last so many minutes')
    .option('--pre-approves', 'approves standard changes, once an approver has approved the rule itself')
    .option('--edit <rule>', 'instead of making one, edit this one: RULE-0001')
    .option('--json', 'print JSON instead of text')
    .action((name: string, options: RuleOptions) => {
      const { weekly, monthly, patchTuesday, rrule, time, hours, zone, scope, edit = null, json = false } = options;
      const draft = {
        name,
        zone,
        recurrence: recurrenceOf(options),
        days: weekly ?? monthly?.days ?? '',
        number: monthly?.number ?? patchTuesday ?? '',
        rrule: rrule ?? '',
        time,
        hours,
        noStartBefore: typeof options.startBefore === 'string' ? options.startBefore : '',
        scope,
        preApproves: options.preApproves ?? false,
      };
      return run((config) => withHouse(config, (house) => rule(house, terminal(), { draft, edits: edit, json })));
    });
}

function recurrenceOf({ weekly, monthly, patchTuesday, rrule }: RuleOptions): string {
  if (weekly !== undefined) return 'weekly';
  if (monthly !== undefined) return 'monthly';
  if (patchTuesday !== undefined) return 'patch-tuesday';
  return rrule === undefined ? '' : 'rrule';
}

function freezeVerb(root: Command, run: Run): void {
  root
    .command('freeze <name>')
    .description('Sets a freeze: work in it is forbidden, or warned of.')
    .requiredOption('--from <moment>', 'a day, or a day and a time: 2026-12-20, 2026-12-20T18:00', moment)
    .requiredOption('--until <moment>', 'likewise; a day counts whole', moment)
    .option('--zone <zone>', 'an IANA zone; left out: TIME_ZONE', '')
    .option('--scope <scope>', 'all, site:Berlin, dag:DAG-BER, or names of servers with commas between', 'all')
    .addOption(new Option('--effect <effect>', 'what it does').choices(['forbids', 'warns']).default('forbids'))
    .requiredOption('--reason <reason>', 'why')
    .option('--json', 'print JSON instead of text')
    .action((name: string, { from, until, json = false, ...rest }: FreezeOptions) => {
      const draft = {
        ...rest,
        name,
        fromDate: from.date,
        fromTime: from.time,
        untilDate: until.date,
        untilTime: until.time,
      };
      return run((config) => withHouse(config, (house) => freeze(house, terminal(), draft, json)));
    });
}

function nthDay(text: string): { readonly number: string; readonly days: string } {
  const match = /^\s*(-?\w+)\s*:\s*(\w+)\s*$/.exec(text);
  if (!match?.[1] || !match[2]) throw new InvalidArgumentError('The nth day of a month reads like 2:tue or last:sat.');
  return { number: match[1], days: match[2] };
}

function moment(text: string): Moment {
  const match = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}))?\s*$/.exec(text);
  if (!match?.[1]) throw new InvalidArgumentError('A day reads like 2026-12-20, with a time 2026-12-20T18:00.');
  return { date: match[1], time: match[2] ?? '' };
}
