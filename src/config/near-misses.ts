import { type ConfigProblem, problem } from './problem.ts';
import { type VariableName, variableNames } from './variables.ts';

/** Names that bots of the Bot Framework use for the same things. */
const ELSEWHERE: Readonly<Record<string, VariableName>> = {
  MICROSOFTAPPID: 'BOT_ID',
  MICROSOFTAPPPASSWORD: 'BOT_PASSWORD',
  MICROSOFTAPPTENANTID: 'BOT_TENANT_ID',
  MICROSOFTAPPTYPE: 'BOT_TYPE',
};

/** Variables that are set, mean nothing here, and look like one that is not set. */
export function nearMisses(env: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] {
  const unset = variableNames.filter((name) => !env[name]?.trim());
  return Object.keys(env)
    .filter((name) => env[name]?.trim() && !isKnown(name))
    .flatMap((name) => {
      const meant = unset.find((candidate) => resembles(name, candidate));
      return meant ? [problem(meant, null, `is not set, but ${name} is, which means nothing here`)] : [];
    });
}

function isKnown(name: string): boolean {
  const known: readonly string[] = variableNames;
  return known.includes(name) || name === 'https_proxy' || name === 'no_proxy';
}

function resembles(name: string, candidate: VariableName): boolean {
  const written = bare(name);
  if (ELSEWHERE[written] === candidate) return true;
  const wanted = bare(candidate);
  // Short names have too many neighbours: HOME is no HOST.
  return distance(written, wanted) <= Math.floor(wanted.length / 6);
}

function bare(name: string): string {
  return name
    .toUpperCase()
    .replace(/^PATCHWARDEN_/, '')
    .replaceAll(/[^A-Z0-9]/g, '');
}

/** How many letters must be put in, taken out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
