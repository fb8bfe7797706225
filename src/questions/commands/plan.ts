import type { ChangeCommand, ChangeId, ChangeType } from '../../changes/model.ts';
import type { WordContext } from '../desk-command.ts';
import { hoursBetween, takeLength } from './length.ts';
import { readNames } from './names.ts';
import type { Said } from './text.ts';
import { quote, unreadable } from './unreadable.ts';
import { readWhen } from './when.ts';
import { readZone, takeZone } from './zone.ts';

const EXAMPLE = 'Write: plan BER-EX02 saturday 22:00 for 4h: October update';
const TYPE = /\b(standard|normal|emergency)\b(?:\s+change)?/i;

/** `plan X and Y saturday 22:00 for 4h berlin: reason` as the form that it fills in. */
export function planCommand({ words, reason }: Said, context: WordContext): ChangeCommand {
  const type = TYPE.exec(words)?.[1]?.toLowerCase() as ChangeType | undefined;
  const { names, rest } = readNames(words.replace(TYPE, ' ').trim());
  if (names.length === 0) return unreadable('No server is named.', EXAMPLE);
  return formOf(names, null, rest, context, {
    ...(type === undefined ? {} : { type }),
    ...(reason === null ? {} : { reason }),
  });
}

/** `postpone CHG-7 to sunday 22:00` and `edit CHG-7 …` as the form of that change. */
export function editCommand(
  change: ChangeId,
  words: string,
  reason: string | null,
  context: WordContext,
): ChangeCommand {
  return formOf([], change, words, context, reason === null ? {} : { reason });
}

function formOf(
  servers: readonly string[],
  change: ChangeId | null,
  words: string,
  context: WordContext,
  said: { readonly type?: ChangeType; readonly reason?: string },
): ChangeCommand {
  if (/\bnow\b/i.test(words)) {
    return unreadable(
      'A planned change begins later.',
      'What can not wait is an emergency. Write: plan emergency BER-EX02: why',
    );
  }
  const named = takeZone(words);
  if (!named.ok) return { kind: 'unreadable', refusal: named.refusal };
  const { hours, span, rest } = takeLength(named.value.rest);
  const chosen = named.value.zone;
  const when = readWhen(rest, { ...context, zone: chosen ?? context.zone });
  if (!when.ok) return { kind: 'unreadable', refusal: when.refusal };
  const { rest: left } = when.value;
  const zone = left === '' ? { ok: true as const, value: chosen } : readZone(left);
  if (!zone.ok || (left !== '' && chosen !== null)) {
    if (zone.ok) return unreadable(`I do not understand ${quote(left)}.`, EXAMPLE);
    return unreadable(zone.refusal.message, hintOf(zone.refusal.hint));
  }
  // What day it is there decides what "today" means.
  const there = zone.value === chosen ? when : readWhen(rest, { ...context, zone: zone.value ?? context.zone });
  if (!there.ok) return { kind: 'unreadable', refusal: there.refusal };
  const { date, time } = there.value;
  const length = span && date ? hoursBetween(date, span, zone.value ?? context.zone) : hours;
  return {
    kind: 'form',
    servers,
    change,
    ...(date === null ? {} : { date }),
    ...(time === null ? {} : { time }),
    ...(length === null ? {} : { hours: length }),
    ...(zone.value === null ? {} : { zone: zone.value }),
    ...said,
  };
}

function hintOf(hint: string): string {
  return hint.startsWith('Name') ? hint : EXAMPLE;
}
