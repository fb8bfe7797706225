import { type VariableName, variable } from './variables.ts';

/** One mistake in the configuration. */
export interface ConfigProblem {
  readonly variable: string;
  /** What is set, secrets masked; null: nothing is set. */
  readonly value: string | null;
  /** What is wrong with it: completes the variable's name to a sentence. */
  readonly message: string;
  /** What would do. */
  readonly accepted: string;
}

/** A problem of a known variable, as it may be shown. */
export function problem(name: VariableName, value: string | null, message: string): ConfigProblem {
  const { accepted } = variable(name);
  return { variable: name, value: value === null ? null : shown(name, value), message, accepted };
}

/** Every mistake on a line of its own, for a person at a terminal. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? 'one mistake' : `${problems.length} mistakes`;
  return [`The configuration has ${count}:`, ...problems.map((one) => `  ${describe(one)}`)].join('\n');
}

function describe({ variable: name, value, message, accepted }: ConfigProblem): string {
  return `${name}${value === null ? '' : ` = ${JSON.stringify(value)}`}: ${message}. Accepted: ${accepted}.`;
}

function shown(name: VariableName, value: string): string {
  const { secret } = variable(name);
  if (secret === 'whole') return '***';
  return secret === 'credentials' ? withoutCredentials(value) : value;
}

/** A URL without user and password, also one that is too broken to parse. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/.*@/s, '//***@').replace(/(password|pwd|user)=[^&\s]*/gi, '$1=***');
}
