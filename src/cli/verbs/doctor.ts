import { loadEnvFile } from '../../config/env-file.ts';
import type { Config } from '../../config/model.ts';
import type { ConfigProblem } from '../../config/problem.ts';
import { readConfig } from '../../config/read.ts';
import { OperationalError } from '../../core/errors.ts';
import { configurationOf, ENV_FILE, withHouse } from '../configuration.ts';
import { checkDoors } from '../doctor/doors.ts';
import { checkHouse } from '../doctor/house.ts';
import type { Finding } from '../doctor/finding.ts';
import { type ExitCode, type Output, plain, printJson } from '../output.ts';
import { table } from '../table.ts';

const stateMarks = { ok: '✔ ok', note: '– note', wrong: '✖ wrong' } as const;

type Environment = Record<string, string | undefined>;

/** `doctor`: looks at everything and changes nothing. Found wanting when something is wrong. */
export async function doctor(env: Environment, output: Output, json: boolean): Promise<ExitCode> {
  const findings = [...checkConfiguration(env), ...(await checkRest(env))];
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
function checkConfiguration(env: Environment): Finding[] {
  const all = { ...env };
  const ofFile = loadEnvFile(ENV_FILE, all);
  const read = readConfig(all);
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

async function checkRest(env: Environment): Promise<Finding[]> {
  const configuration = configurationOf(env);
  if (!('config' in configuration)) return [];
  const { config } = configuration;
  return [...(await openAndCheck(config)), ...(await checkDoors(portsOf(env, config)))];
}

async function openAndCheck(config: Config): Promise<Finding[]> {
  try {
    return await withHouse(config, checkHouse);
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return [{ subject: 'database', state: 'wrong', message: error.message, hint: error.hint }];
  }
}

/** The ports are left out of a verb's configuration; the doctor looks at the real ones. */
function portsOf(env: Environment, config: Config): Config {
  const all = { ...env };
  loadEnvFile(ENV_FILE, all);
  const read = readConfig(all);
  return read.ok ? read.config : config;
}
