import type { DigestCommand } from '../../src/digests/model.ts';
import type { Intent } from '../../src/questions/model.ts';
import type { Command } from '../../src/teams/command-desk.ts';
import type { DeskActs, DeskCommand } from '../../src/teams/desk-command.ts';

/** Some questions in words. */
export function parseWords(text: string): Intent {
  if (text.startsWith('why ')) return { kind: 'why', server: text.slice(4) };
  if (text === 'failing') return { kind: 'failing', scope: null, cause: null, page: 1 };
  if (text === 'status') return { kind: 'status' };
  return { kind: 'not-understood', text };
}

/** A digest's command in words. */
export function parseDigestWords(text: string): DeskCommand | null {
  const command = digestWords(text);
  return command && { about: 'digest', command };
}

function digestWords(text: string): DigestCommand | null {
  const [word, ...rest] = text.split(' ');
  if (word !== 'digest') return null;
  if (rest.length === 0) return { kind: 'show' };
  if (rest[0] === 'now' || rest[0] === 'off') return { kind: rest[0] };
  return { kind: 'set', time: rest.at(-1) ?? '' };
}

const abouts: readonly string[] = [
  'digest',
  'acknowledgement',
  'change',
  'people',
  'server',
  'maintenance',
  'calendar',
] satisfies (keyof DeskActs)[];

/** Whatever stands in a button is taken at its word. */
export function readAnyAct(data: unknown): Command | null {
  const { act, once } = Object(data);
  const [[about, command] = []] = Object.entries<{ kind: string }>(Object(act));
  if (about === undefined || !abouts.includes(about) || typeof once !== 'string') return null;
  return typeof Object(command).kind === 'string' ? ({ about, command, once } as Command) : null;
}
