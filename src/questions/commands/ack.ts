import type { AckCommand } from '../../acknowledgements/model.ts';
import { localDay, dayLater } from '../../core/local-time.ts';
import type { WordContext } from '../desk-command.ts';
import { readNames } from './names.ts';
import type { Said } from './text.ts';
import { quote, unreadable } from './unreadable.ts';
import { readWhen } from './when.ts';

const EXAMPLE = 'Write: ack BER-EX02 until friday: waiting for the board';
const FOR = /^(?:for\s+)?(\d{1,3}|a|one|two|three|four|six)\s+(days?|weeks?)$/i;
const spoken: Readonly<Record<string, number>> = { a: 1, one: 1, two: 2, three: 3, four: 4, six: 6 };

/** `ack X and Y until friday: reason` as the form that it fills in. */
export function ackCommand({ words, reason }: Said, { zone, now }: WordContext): AckCommand {
  const { names, rest } = readNames(words);
  if (names.length === 0) return unreadable('No server is named.', EXAMPLE);
  const said = reason === null ? {} : { reason };
  const span = FOR.exec(rest.trim());
  if (span?.[1] && span[2]) {
    const count = (spoken[span[1].toLowerCase()] ?? Number(span[1])) * (span[2].toLowerCase().startsWith('w') ? 7 : 1);
    return { kind: 'form', servers: names, until: dayLater(localDay(now, zone), count), ...said };
  }
  const when = readWhen(rest, { zone, now });
  if (!when.ok) return { kind: 'unreadable', refusal: when.refusal };
  const { date, time, rest: left } = when.value;
  if (left !== '') return unreadable(`I do not understand ${quote(left)}.`, EXAMPLE);
  if (time !== null) return unreadable('An acknowledgement lasts until the end of a day.', EXAMPLE);
  return { kind: 'form', servers: names, ...(date === null ? {} : { until: date }), ...said };
}
