import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type ConfigProblem, problem } from './problem.ts';

/** Where settings may stand beside the environment, from the folder that Patchwarden runs in. */
export const ENV_FILE = 'env/.env';

/**
 * Adds the variables of an .env file to `env`; what is set already stays. A file that is not there is no mistake.
 * @returns what in it can't work.
 */
export function loadEnvFile(
  path: string,
  env: Record<string, string | undefined> = process.env,
): readonly ConfigProblem[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    if (code === 'ENOENT') return [];
    return [
      {
        variable: path,
        value: null,
        message: `can not be read (${code})`,
        accepted: 'a text file of NAME=value lines',
      },
    ];
  }
  const found = parseEnv(content);
  const late = found.NODE_EXTRA_CA_CERTS && !env.NODE_EXTRA_CA_CERTS;
  for (const [name, value] of Object.entries(found)) env[name] ??= value;
  if (!late) return [];
  return [
    problem(
      'NODE_EXTRA_CA_CERTS',
      found.NODE_EXTRA_CA_CERTS ?? null,
      `has no effect in ${path}: set it in the environment`,
    ),
  ];
}
