#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ExportFormat, Since } from '../audit/export.ts';
import { parseHead, type PublishedHead } from '../audit/head.ts';
import { systemClock, type Instant, parseInstant } from '../core/clock.ts';
import type { Config } from '../config/model.ts';
import { OperationalError } from '../core/errors.ts';
import type { PostState } from '../delivery/model.ts';
import { ENV_FILE } from '../config/env-file.ts';
import { configurationOf, readSettings, withHouse } from './configuration.ts';
import { type ExitCode, type Output, terminal } from './output.ts';
import { changeVerbs } from './change-verbs.ts';
import { maintenanceVerbs } from './maintenance-verbs.ts';
import { auditExport } from './verbs/audit-export.ts';
import { auditVerify } from './verbs/audit-verify.ts';
import { catalogueLoad } from './verbs/catalogue-load.ts';
import { catalogueShow } from './verbs/catalogue-show.ts';
import { conversations } from './verbs/conversations.ts';
import { digests } from './verbs/digests.ts';
import { doctor } from './verbs/doctor.ts';
import { ingestPaths } from './verbs/ingest.ts';
import { judge } from './verbs/judge.ts';
import { outbox, postStates } from './verbs/outbox.ts';
import { outboxDecide } from './verbs/outbox-decide.ts';
import { status } from './verbs/status.ts';
import { why } from './verbs/why.ts';

interface ReadOptions {
  readonly json?: boolean;
  readonly now?: Instant;
}

const output = terminal();

const EPILOGUE = `
Exit codes: 0 done, 1 found wanting (a failing or unknown server, a refused file, a broken audit log,
a post that was given up, a digest that can not run, a change that is blocked), 2 misuse.
Settings come from the environment and from ${ENV_FILE}; patchwarden doctor checks them.`;

function instantOption(text: string): Instant {
  const at = parseInstant(text);
  if (at === null) throw new InvalidArgumentError('An instant reads like 2026-11-21T09:00:00Z.');
  return at;
}

function headOption(text: string): PublishedHead {
  const head = parseHead(text);
  if (head === null) throw new InvalidArgumentError('A head reads like 184·9f2c41d0a3b1.');
  return head;
}

function sinceOption(text: string): Since {
  return /^\d{1,15}$/.test(text) ? { seq: Number(text) } : { at: instantOption(text) };
}

function limitOption(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('A limit is a number from 1 to 99999.');
  return Number(text);
}

function program(): Command {
  const root = new Command('patchwarden')
    .description('Which Exchange servers can still receive emergency mitigations, and why the others cannot.')
    .exitOverride()
    .showHelpAfterError('(patchwarden --help lists the verbs)')
    .addHelpText('after', EPILOGUE);
  const reading = (name: string, description: string, parent = root) =>
    parent
      .command(name)
      .description(description)
      .option('--json', 'print JSON instead of text')
      .option('--now <instant>', 'judge as of this instant, for example 2026-11-21T09:00:00Z', instantOption);

  root
    .command('ingest')
    .argument('<path...>', 'files and folders')
    .description('Takes in Health Checker exports and inventories.')
    .option('--json', 'print JSON instead of text')
    .action((paths: string[], { json = false }: { json?: boolean }) =>
      run((config) => withHouse(config, (house) => ingestPaths(house, output, paths, json))),
    );
  reading('status', 'Every server: readiness, why, and on a wide terminal the next step.').action(
    ({ json = false, now }: ReadOptions) =>
      run((config) => withHouse(config, (house) => status(house, output, { json, now: now ?? systemClock.now() }))),
  );
  reading('why <server>', 'One server: verdict, reasons with their evidence, next step.').action(
    (server: string, { json = false, now }: ReadOptions) =>
      run((config) =>
        withHouse(config, (house) => why(house, output, server, { json, now: now ?? systemClock.now() })),
      ),
  );
  reading('judge <build...>', 'What build numbers alone tell, written like 15.2.1544.36 or 15.02.1544.036.').action(
    (builds: string[], { json = false, now }: ReadOptions) =>
      run((config) =>
        withHouse(config, (house) => judge(house, output, builds, { json, now: now ?? systemClock.now() })),
      ),
  );
  changeVerbs(reading, run);
  maintenanceVerbs(root, reading, run);
  const catalogue = root.command('catalogue').description('What Microsoft has released, as Patchwarden knows it.');
  reading('show', 'Its date, overlays and newest builds.', catalogue).action(({ json = false, now }: ReadOptions) =>
    run((config) =>
      withHouse(config, (house) => catalogueShow(house, output, { json, now: now ?? systemClock.now() })),
    ),
  );
  catalogue
    .command('load <file>')
    .description('Adds newer builds, dates and CVEs from an overlay file.')
    .option('--json', 'print JSON instead of text')
    .action((file: string, { json = false }: { json?: boolean }) =>
      run((config) => withHouse(config, (house) => catalogueLoad(house, output, file, json))),
    );
  const audit = root.command('audit').description('Who did what, in a log that shows whether it was changed.');
  audit
    .command('verify')
    .description('Checks every row of the log, and that a published head is part of it.')
    .option('--head <head>', 'as it stands in a digest, for example 184·9f2c41d0a3b1', headOption)
    .option('--json', 'print JSON instead of text')
    .action(({ head = null, json = false }: { head?: PublishedHead | null; json?: boolean }) =>
      run((config) => withHouse(config, (house) => auditVerify(house, output, { head, json }))),
    );
  audit
    .command('export')
    .description('Writes the log with everything that proves it; docs/AUDIT.md tells how.')
    .addOption(new Option('--format <format>', 'json or csv').choices(['json', 'csv']).default('json'))
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .option(
      '--since <instant>',
      'from the first row at this instant or later, or from the row of this number',
      sinceOption,
    )
    .option('--out <file>', 'write to this file instead of standard output')
    .action(
      ({ format, since = null, out = null }: { format: ExportFormat; since?: Since | null; out?: string | null }) =>
        run((config) => withHouse(config, (house) => auditExport(house, output, { format, since, file: out }))),
    );
  outboxVerbs(root);
  root
    .command('digests')
    .description('Which conversations asked for a digest: schedule, next slot, last told, missed.')
    .option('--json', 'print JSON instead of text')
    .action(({ json = false }: { json?: boolean }) =>
      run((config) => withHouse(config, (house) => digests(house, output, { json }))),
    );
  root
    .command('conversations')
    .description('Where the bot can post, and where it can not any more.')
    .option('--json', 'print JSON instead of text')
    .action(({ json = false }: { json?: boolean }) =>
      run((config) => withHouse(config, (house) => conversations(house, output, { json }))),
    );
  root
    .command('doctor')
    .description('Checks configuration, database, clock, catalogue, evidence, audit log, posts, digests and doors.')
    .option('--json', 'print JSON instead of text')
    .action(async ({ json = false }: { json?: boolean }) => {
      process.exitCode = await doctor(process.env, output, json);
    });
  root.version(version());
  return root;
}

function outboxVerbs(root: Command): void {
  const posts = root
    .command('outbox')
    .description('What waits to be posted, and what was given up.')
    .addOption(new Option('--state <state>', 'only posts in this state').choices(postStates))
    .option('--limit <posts>', 'how many posts, the newest first', limitOption, 100)
    .option('--json', 'print JSON instead of text')
    .action(({ state = null, limit, json = false }: { state?: PostState | null; limit: number; json?: boolean }) =>
      run((config) => withHouse(config, (house) => outbox(house, output, { state, limit, json }))),
    );
  for (const [what, description] of [
    ['retry', 'Sends a post again that was given up.'],
    ['drop', 'Lets a post rest that was given up.'],
  ] as const) {
    posts
      .command(`${what} [post]`)
      .description(description)
      .option('--all', 'every post that was given up')
      // The same option of the verb above would take it away.
      .option('--json', 'print JSON instead of text')
      .action((post: string | undefined, { all = false }: { all?: boolean }, command: Command) => {
        if ((post === undefined) === !all) command.error(`name a post, or --all: patchwarden outbox ${what} POST`);
        const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
        return run((config) =>
          withHouse(config, (house) => outboxDecide(house, output, { what, post: post ?? null, json })),
        );
      });
  }
}

/** Every verb but `doctor` needs a configuration without mistakes. */
async function run(verb: (config: Config) => Promise<ExitCode>): Promise<void> {
  const configuration = configurationOf(readSettings(process.env).settings);
  if ('mistakes' in configuration) {
    output.err(configuration.mistakes);
    process.exitCode = 2;
    return;
  }
  process.exitCode = await verb(configuration.config);
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function report(error: unknown, to: Output): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof OperationalError) {
    to.err(`${error.message} ${error.hint}`);
    return 2;
  }
  throw error;
}

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = report(error, output);
}
