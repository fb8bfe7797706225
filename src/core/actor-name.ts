import type { Actor } from './actor.ts';

/** An actor as a sentence names it: `Ana Ortiz`, `Patchwarden`, `ops on the command line`. Unescaped. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return actor.name?.trim() || 'someone whose name is not known';
    case 'token':
      return `token ${actor.name}`;
    case 'system':
      return 'Patchwarden';
    case 'cli':
      return `${actor.user} on the command line`;
  }
}
