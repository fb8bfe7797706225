import { isAbsolute, relative, resolve } from 'node:path';
import { DAY, HOUR } from '../core/clock.ts';
import type { BotCredentials, Config } from './model.ts';
import { nearMisses } from './near-misses.ts';
import { splitList } from './parsers.ts';
import { type ConfigProblem, problem } from './problem.ts';
import { type Values, type VariableName, variable, variableNames } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type ReadConfig =
  /** `hints`: what may be a mistake, but need not be one. */
  | { readonly ok: true; readonly config: Config; readonly hints: readonly ConfigProblem[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

const MEGABYTE = 1024 * 1024;

/** Reads the configuration from environment variables; finds all mistakes at once. An empty variable counts as absent. */
export function readConfig(env: Environment): ReadConfig {
  const problems: ConfigProblem[] = [];
  const values = parseAll(env, problems);
  const wrong = new Set(problems.map((one) => one.variable));
  for (const found of crossCheck(values, env)) if (!wrong.has(found.variable)) problems.push(found);

  const misses = nearMisses(env);
  if (problems.length > 0) return { ok: false, problems: [...problems.filter(saysMoreThan(misses)), ...misses] };
  return { ok: true, config: toConfig(values), hints: [...misses, ...nobodyMayRead(values)] };
}

/** That something is not set is said once: by the near miss, which knows why. */
function saysMoreThan(misses: readonly ConfigProblem[]): (one: ConfigProblem) => boolean {
  return (one) => one.value !== null || !misses.some((miss) => miss.variable === one.variable);
}

function parseAll(env: Environment, problems: ConfigProblem[]): Values {
  const entries = variableNames.map((name) => {
    const value = given(env, name);
    const raw = value ?? variable(name).default;
    if (raw === null) return [name, null];
    const parsed = variable(name).parse.safeParse(raw);
    if (!parsed.success) problems.push(problem(name, value, complaint(name, raw, parsed.error.issues)));
    return [name, parsed.success ? parsed.data : null];
  });
  return Object.fromEntries(entries) as Values;
}

/** Of a list, says which entry is wrong. */
function complaint(
  name: VariableName,
  raw: string,
  issues: readonly { readonly path: readonly PropertyKey[] }[],
): string {
  const entries = splitList(raw);
  const wrong = [...new Set(issues.map(({ path }) => path[0]))].filter((index) => typeof index === 'number');
  if (wrong.length === 0 || entries.length < 2) return 'is not valid';
  const secret = variable(name).secret !== false;
  return `is not valid: ${wrong.map((index) => (secret ? `entry ${index + 1}` : entries[index])).join(', ')}`;
}

function given(env: Environment, name: VariableName): string | null {
  // These two are known in lower case too.
  const value = env[name] ?? (name === 'HTTPS_PROXY' || name === 'NO_PROXY' ? env[name.toLowerCase()] : undefined);
  return value?.trim() || null;
}

/** Mistakes that show only when variables are seen together. */
function crossCheck(values: Values, env: Environment): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const wrong = (name: VariableName, message: string): void =>
    void problems.push(problem(name, given(env, name), message));

  const named = values.BOT_ID !== null || given(env, 'BOT_ID') !== null;
  if (values.BOT_AUTH === 'off' && values.HOST !== null && !isLoopback(values.HOST)) {
    wrong('BOT_AUTH', `can be off only with a loopback HOST, and HOST is ${values.HOST}`);
  }
  if (!named && values.BOT_AUTH !== 'off') wrong('BOT_ID', 'is not set, and without it nobody can be answered');
  if (named || values.BOT_AUTH !== 'off') {
    if (values.BOT_TENANT_ID === null) wrong('BOT_TENANT_ID', 'is not set');
    if (values.BOT_TYPE === 'SingleTenant' && values.BOT_PASSWORD === null) {
      wrong('BOT_PASSWORD', 'is not set, and a SingleTenant bot needs one');
    }
  }
  if (values.BOT_TYPE === 'UserAssignedMsi' && values.BOT_PASSWORD !== null) {
    wrong('BOT_PASSWORD', 'is set, and a UserAssignedMsi bot has none: leave it empty');
  }
  if (values.PORT !== null && values.PORT !== 0 && values.PORT === values.INTERNAL_PORT) {
    wrong('INTERNAL_PORT', 'is the same as PORT');
  }
  if (
    values.REPORTS_DIR !== null &&
    values.REPORT_STORE !== null &&
    isInside(values.REPORT_STORE, values.REPORTS_DIR)
  ) {
    wrong('REPORT_STORE', 'lies inside REPORTS_DIR, so reports that are kept would be taken in again');
  }
  return problems;
}

function nobodyMayRead({ ADMINS, VIEWERS }: Values): readonly ConfigProblem[] {
  if ((ADMINS ?? []).length > 0 || (VIEWERS ?? []).length > 0) return [];
  return [problem('ADMINS', null, 'is not set, nor is VIEWERS, so nobody may ask anything')];
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/i.test(host);
}

function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return !way.startsWith('..') && !isAbsolute(way);
}

function toConfig(values: Values): Config {
  return {
    port: present(values.PORT),
    host: present(values.HOST),
    internalPort: present(values.INTERNAL_PORT),
    bot: toCredentials(values),
    botAuth: present(values.BOT_AUTH),
    allowedTenants: values.ALLOWED_TENANTS ?? [],
    admins: values.ADMINS ?? [],
    viewers: values.VIEWERS ?? [],
    policyFile: values.POLICY_FILE,
    databaseUrl: present(values.DATABASE_URL),
    reportsDir: values.REPORTS_DIR,
    reportStore: present(values.REPORT_STORE),
    reportMaxBytes: present(values.REPORT_MAX_MB) * MEGABYTE,
    intakeTokens: values.INTAKE_TOKENS ?? [],
    publicUrl: values.PUBLIC_URL,
    calendar: values.CALENDAR === 'on',
    timeZone: present(values.TIME_ZONE),
    evidenceMaxAge: present(values.EVIDENCE_MAX_AGE_DAYS) * DAY,
    sendsPerSecond: present(values.SENDS_PER_SECOND),
    digestGrace: present(values.DIGEST_GRACE_HOURS) * HOUR,
    logLevel: present(values.LOG_LEVEL),
    proxy: values.HTTPS_PROXY === null ? null : { url: values.HTTPS_PROXY, except: values.NO_PROXY ?? '' },
  };
}

function toCredentials(values: Values): BotCredentials | null {
  if (values.BOT_ID === null) return null;
  return {
    type: present(values.BOT_TYPE),
    id: values.BOT_ID,
    password: values.BOT_PASSWORD,
    tenantId: present(values.BOT_TENANT_ID),
  };
}

/** A value that has a default, or whose absence was found before. */
function present<T>(value: T | null): T {
  if (value === null) throw new Error('a variable without a value was not noticed');
  return value;
}
