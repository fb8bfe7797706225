import type { Config } from '../../config/model.ts';
import type { ConfigProblem } from '../../config/problem.ts';
import { type ReadConfig, readConfig } from '../../config/read.ts';
import { OperationalError } from '../../core/errors.ts';
import { configurationOf, readSettings, type Settings, withHouse } from '../configuration.ts';
import { checkDoors } from '../doctor/doors.ts';
import { checkHouse } from '../doctor/house.ts';
import type { Finding } from '../doctor/finding.ts';
import { type ExitCode, type Output, plain, printJson } from '../output.ts';
import { table } from '../table.ts';

const stateMarks = { ok: '✔ ok', note: '– note', wrong: '✖ wrong' } as const;

/** `doctor`: looks at everything and changes nothing. Found wanting when something is wrong. */
export async function doctor(env: Settings, output: Output, json: boolean): Promise<ExitCode> {
  const { settings, ofFile } = readSettings(env);
  const read = readConfig(settings);
  const findings = [...checkConfiguration(read, ofFile), ...(await checkRest(read, settings))];
  if (json) printJson(output, { findings });
  else {
    const rows = findings.map(({ subject, state, message, hint }) => [
      subject,
      stateMarks[state],
      plain(hint === null ? message : `${message} ${hint}`),
    ]);
    output.out(
      table(
        [
          { title: 'What', grow: 0 },
          { title: 'State', grow: 0 },
          { title: 'Finding', grow: 1 },
        ],
        rows,
        output.width,
      ),
    );
  }
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
}

/** As the process would read it, the bot's credentials included. */
function checkConfiguration(read: ReadConfig, ofFile: readonly ConfigProblem[]): Finding[] {
  const found = (problem: ConfigProblem, state: 'note' | 'wrong'): Finding => ({
    subject: 'configuration',
    state,
    message: `${problem.variable}${problem.value === null ? '' : ` = ${JSON.stringify(problem.value)}`} ${problem.message}.`,
    hint: `Accepted: ${problem.accepted}.`,
  });
  const notes = [...ofFile, ...(read.ok ? read.hints : [])].map((one) => found(one, 'note'));
  if (!read.ok) return [...notes, ...read.problems.map((one) => found(one, 'wrong'))];
  return [...notes, { subject: 'configuration', state: 'ok', message: 'Every setting can be read.', hint: null }];
}

/** What can still be looked at where the bot's part of the configuration is wrong. */
async function checkRest(read: ReadConfig, settings: Settings): Promise<Finding[]> {
  const configuration = configurationOf(settings);
  if (!('config' in configuration)) return [];
  const { config } = configuration;
  // A verb's configuration leaves the ports out; the doors have the real ones.
  return [...(await openAndCheck(config)), ...(await checkDoors(read.ok ? read.config : config))];
}

async function openAndCheck(config: Config): Promise<Finding[]> {
  try {
    return await withHouse(config, checkHouse);
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return [{ subject: 'database', state: 'wrong', message: error.message, hint: error.hint }];
  }
}
