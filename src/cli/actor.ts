import { userInfo } from 'node:os';
import type { Actor } from '../core/actor.ts';

/** Whoever runs the command. In a container the user id may have no name. */
export function cliActor(): Extract<Actor, { kind: 'cli' }> {
  return { kind: 'cli', user: userName() };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
