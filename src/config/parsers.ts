import { isIP } from 'node:net';
import { z } from 'zod';
import { canonicalZone } from '../core/local-time.ts';
import type { DatabaseUrl } from './model.ts';

/** Parsers from a variable's text to its value. What they accept in words stands beside them in the table. */

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const CONVERSATION = /^(?:19|a|28):\S+$/;
const HOST_NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*$/;
const SHA256 = /^[0-9a-f]{64}$/;

export const text = z.string().min(1);

export const guid = z.string().toLowerCase().regex(GUID);

export const guids = listOf(guid);

/** Hashes of intake tokens, in lower case. */
export const hashes = listOf(z.string().toLowerCase().regex(SHA256));

const readers = listOf(z.union([guid, z.string().regex(CONVERSATION)]));

export const viewers = z.string().transform((value, context): 'tenant' | readonly string[] => {
  if (value.toLowerCase() === 'tenant') return 'tenant';
  const parsed = readers.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path } of parsed.error.issues) context.addIssue({ code: 'custom', path: [...path], message: 'neither' });
  return z.NEVER;
});

export const host = z
  .string()
  .refine((value) => isIP(value) !== 0 || (HOST_NAME.test(value) && !/^[\d.]+$/.test(value)));

export const databaseUrl = z.string().transform((value, context): DatabaseUrl => {
  const path = /^sqlite:(?:\/\/)?(?<path>.+)$/.exec(value)?.groups?.path;
  if (path && path !== ':memory:' && !/[/\\]$/.test(path)) return { kind: 'sqlite', path };
  if (/^postgres(?:ql)?:\/\//.test(value) && URL.canParse(value) && new URL(value).pathname.length > 1) {
    return { kind: 'postgres', url: value };
  }
  context.addIssue('not a database');
  return z.NEVER;
});

export const httpUrl = z.string().refine((value) => /^https?:\/\//.test(value) && URL.canParse(value));

/** Where people reach this process: TLS, unless they are on this machine. Nothing may follow what stands before a path. */
export const publicUrl = z.string().refine((value) => {
  if (!URL.canParse(value) || /[/?#@\s]$|[?#@\s]/.test(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname))
  );
});

/** An IANA time zone; its letters in the usual case. */
export const timeZone = z.string().transform((value, context): string => {
  const known = canonicalZone(value);
  if (known !== null) return known;
  context.addIssue('not a time zone');
  return z.NEVER;
});

export function wholeNumber(lowest: number, highest: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest);
}

export function oneOf<const Values extends readonly [string, ...string[]]>(
  ...values: Values
): z.ZodType<Values[number], string> {
  return z.string().refine((value): value is Values[number] => values.includes(value)) as z.ZodType<
    Values[number],
    string
  >;
}

function listOf<T>(item: z.ZodType<T, string>): z.ZodType<readonly T[], string> {
  return z
    .string()
    .transform(splitList)
    .pipe(z.array(item))
    .transform((items): readonly T[] => [...new Set(items)]);
}

/** The parts between commas, without blanks. */
export function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
