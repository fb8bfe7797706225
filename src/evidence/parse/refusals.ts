import { never, refuse } from '../../core/result.ts';
import type { Refused } from '../../core/result.ts';
import type { Fault } from '../clixml/fault.ts';
import { accepted } from '../observe/observe.ts';
import type { ParseLimits } from './limits.ts';

const KEPT = 'What was known before stays as it is.';

/** One line, for a sentence: file names come from outside. */
export function spoken(name: string): string {
  const line = name.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 157)}…` : line || 'The file';
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** Bytes as people say them, `1,073 MB`. */
function megabytes(bytes: number): string {
  return `${number(Math.max(1, Math.round(bytes / 1_000_000)))} MB`;
}

export function faulty(file: string, fault: Fault, limits: ParseLimits): Refused {
  const line = `line ${number(fault.line)}`;
  switch (fault.kind) {
    case 'empty':
      return empty(file);
    case 'truncated':
      return refuse(
        'invalid',
        `${file} ends in the middle (${line}).`,
        `${KEPT} Send the file again once Health Checker has finished writing it.`,
      );
    case 'malformed':
      return refuse(
        'invalid',
        `${file} is damaged: ${fault.detail} (${line}).`,
        `${KEPT} Copy the file again from the server, unedited.`,
      );
    case 'not-xml':
      return refuse('invalid', `${file} is not XML: it begins with "${fault.detail}".`, accepted);
    case 'other-root':
      return refuse('invalid', `${file} is XML, but not PowerShell's CLIXML: its root is ${fault.detail}.`, accepted);
    case 'document-type':
      return refuse(
        'invalid',
        `${file} has a document type (${line}), which an export never has. Its entities were not expanded.`,
        accepted,
      );
    case 'encoding':
      return refuse(
        'invalid',
        `${file} can't be decoded: ${lowerFirst(fault.detail)} (${line}).`,
        `${KEPT} Accepted are UTF-8 and UTF-16.`,
      );
    case 'cyclic':
      return refuse(
        'invalid',
        `${file} refers to itself in a circle (${fault.detail}, ${line}).`,
        `${KEPT} Run Health Checker again and send the new export.`,
      );
    case 'too-deep':
      return refuse(
        'too-large',
        `${file} is nested more than ${number(limits.maxDepth)} levels deep (${line}).`,
        accepted,
      );
    case 'too-long':
      return refuse(
        'too-large',
        `${file} has a value of more than ${number(limits.maxText)} characters (${line}).`,
        accepted,
      );
    case 'too-many':
      return refuse(
        'too-large',
        `${file} has more than ${number(limits.maxValues)} values where one server has a few (${line}).`,
        accepted,
      );
    default:
      return never(fault.kind);
  }
}

export function empty(file: string): Refused {
  return refuse(
    'invalid',
    `${file} is empty.`,
    `${KEPT} Send the file again once Health Checker has finished writing it.`,
  );
}

export function folder(file: string): Refused {
  return refuse('invalid', `${file} is a folder or a device, not a file.`, accepted);
}

export function zip(file: string): Refused {
  return refuse(
    'invalid',
    `${file} is a zip archive, whatever its name says.`,
    'Unpack it and send the XML files in it.',
  );
}

export function nested(file: string): Refused {
  return refuse('invalid', `${file} is compressed twice.`, 'Compress the XML once, or not at all.');
}

export function damagedGzip(file: string): Refused {
  return refuse(
    'invalid',
    `${file} is damaged: its gzip data can't be unpacked.`,
    `${KEPT} Compress and send it again.`,
  );
}

export function shortGzip(file: string, line: number): Refused {
  return refuse(
    'invalid',
    `${file} ends in the middle of its gzip data (line ${number(line)}).`,
    `${KEPT} Send the whole file again.`,
  );
}

export function tooBig(file: string, limits: ParseLimits, size: number | null): Refused {
  const what = size === null ? 'unpacks to more than' : `has ${megabytes(size)}; accepted are at most`;
  return refuse(
    'too-large',
    `${file} ${what} ${megabytes(limits.maxBytes)}.`,
    `${KEPT} Exports of Health Checker have a few MB.`,
  );
}

export function growing(file: string): Refused {
  return refuse(
    'conflict',
    `${file} is still being written: it changed while it was read.`,
    `${KEPT} It is taken in once it stops changing.`,
  );
}

export function tooSlow(file: string, limits: ParseLimits): Refused {
  return refuse(
    'too-large',
    `${file} was not read within ${number(limits.maxTime / 1_000)} seconds.`,
    `${KEPT} Try again when the machine or the share has less to do.`,
  );
}

export function tooHungry(file: string, limits: ParseLimits): Refused {
  return refuse(
    'too-large',
    `${file} needs more than ${number(limits.maxHeap)} MB of memory to read.`,
    `${KEPT} Exports of Health Checker need far less.`,
  );
}

export function workerDied(file: string): Refused {
  return refuse(
    'unavailable',
    `${file} could not be read: the reader stopped.`,
    `${KEPT} Try again; the next file gets a new reader.`,
  );
}

export function stopping(file: string): Refused {
  return refuse(
    'unavailable',
    `${file} was not read: Patchwarden is stopping.`,
    `${KEPT} Send it again after the restart.`,
  );
}

/** For an error of the file system. `what` is "be read" or "be kept". */
export function fileError(file: string, code: string, what: 'be read' | 'be kept'): Refused {
  if (code === 'ENOENT' && what === 'be read')
    return refuse('not-found', `${file} is not there any more.`, 'Send it again.');
  if (code === 'EISDIR') return folder(file);
  if (code === 'EBUSY') return growing(file);
  const hint =
    what === 'be read'
      ? 'Check the rights on it and the share it is on.'
      : 'Check space and rights where REPORT_STORE points to.';
  return refuse('unavailable', `${file} could not ${what} (${code}).`, `${KEPT} ${hint}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
