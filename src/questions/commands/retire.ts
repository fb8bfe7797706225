import type { ServerCommand } from '../../readiness/retire-model.ts';
import { readNames } from './names.ts';
import type { Said } from './text.ts';
import { quote, unreadable } from './unreadable.ts';

const RETIRE = 'Write: retire LON-EX03 replaced by LON-EX07: moved to Thames';
const REVIVE = 'Write: revive LON-EX03: it is needed again';
const REPLACED =
  /[\s,;]+(?:(?:is\s+|was\s+|being\s+)?(?:replaced|succeeded|superseded)\s+(?:by|with)|replacement\s+is|in favou?r of)\s+/i;

/** `retire X replaced by Y: reason` as the form that it fills in. */
export function retireCommand({ words, reason }: Said): ServerCommand {
  const [head = '', replacement, ...more] = words.split(REPLACED);
  const server = oneName(head, RETIRE);
  if (typeof server !== 'string') return server;
  const said = reason === null ? {} : { reason };
  if (replacement === undefined) return { kind: 'retire-form', server, ...said };
  const replacedBy =
    more.length > 0 ? unreadable('One server takes the place of another.', RETIRE) : oneName(replacement, RETIRE);
  return typeof replacedBy === 'string' ? { kind: 'retire-form', server, replacedBy, ...said } : replacedBy;
}

/** `revive X: reason` as the form that it fills in. */
export function reviveCommand({ words, reason }: Said): ServerCommand {
  const server = oneName(words, REVIVE);
  if (typeof server !== 'string') return server;
  return { kind: 'revive-form', server, ...(reason === null ? {} : { reason }) };
}

function oneName(words: string, example: string) {
  const { names, rest } = readNames(words);
  const [name, ...more] = names;
  if (name === undefined) return unreadable('No server is named.', example);
  if (more.length > 0) return unreadable('One server at a time.', example);
  return rest === '' ? name : unreadable(`I do not understand ${quote(rest)}.`, example);
}
