import { STATUS_CODES } from 'node:http';
import { formatBuild, parseBuild } from '../../catalogue/build-number.ts';
import type { BuildNumber } from '../../catalogue/model.ts';
import { parseInstant } from '../../core/clock.ts';
import type { Instant } from '../../core/clock.ts';
import type { ClixmlDocument, ClixmlNode } from '../clixml/node.ts';

const LONGEST_TEXT = 1_000;
// Windows lets words follow the version, `15.02.1544.036 (built by …)`; a second version among them would be a contradiction.
const FILE_VERSION = /^(\d+(?:\.\d+){3})(?:\s(?!.*\d(?:\.\d+){3}).*)?$/s;
const DISPLAYED = /^Version /i;

/**
 * The readable form of a value. The serializer writes the same one as a primitive, as an object with its ToString, or as
 * an object around a primitive, depending on depth.
 */
export function text(node: ClixmlNode): string | undefined {
  const value = node.text?.trim() || node.coreText?.trim();
  return value === undefined || value === '' || value.length > LONGEST_TEXT ? undefined : value;
}

/** The typed form of a value: an object's own primitive says more than its ToString. */
function typed(node: ClixmlNode): string | undefined {
  return (node.coreText ?? node.text)?.trim();
}

/** An object may bear its value twice, as ToString and as its own primitive: where they differ, neither is believed. */
function agreed<T extends string | number | boolean>(
  node: ClixmlNode,
  read: (written: string) => T | undefined,
): T | undefined {
  const written = [node.text, node.coreText].flatMap((part) => part?.trim() || []);
  const [first, ...others] = written.map(read);
  return others.every((other) => other === first) ? first : undefined;
}

export function flag(node: ClixmlNode): boolean | undefined {
  return agreed(node, (written) => {
    const value = written.toLowerCase();
    return value === 'true' ? true : value === 'false' ? false : undefined;
  });
}

/** `200`, or `OK` as .NET names it: which of the two depends on depth. */
export function statusCode(node: ClixmlNode): number | undefined {
  return agreed(node, (written) => (/^[1-9]\d{2}$/.test(written) ? Number(written) : codeNamed(written)));
}

function codeNamed(name: string): number | undefined {
  const bare = (text = '') => text.replace(/[^a-z]/gi, '').toLowerCase();
  const code = Object.keys(STATUS_CODES).find((one) => bare(STATUS_CODES[one]) === name.toLowerCase());
  return code === undefined ? undefined : Number(code);
}

/** A value of an enumeration, by its name or by its number (the index in `names`); a name that is not there stays as it is. */
export function oneOf(names: readonly string[]): (node: ClixmlNode) => string | undefined {
  return (node) => {
    const known = (written: string) =>
      /^\d+$/.test(written)
        ? names[Number(written)]
        : names.find((name) => name.toLowerCase() === written.toLowerCase());
    return agreed(node, (written) => (written.length > LONGEST_TEXT ? undefined : known(written) || written));
  };
}

/** ISO 8601 with an offset: without one the instant is not known. Objects that went through JSON hold it as `value`. */
export function instant(node: ClixmlNode, document: ClixmlDocument): Instant | undefined {
  const direct = typed(node);
  if (direct !== undefined) return parseInstant(direct) ?? undefined;
  const inner = document.find(node, ['value']);
  return inner.kind === 'node' ? (parseInstant(typed(inner.node) ?? '') ?? undefined) : undefined;
}

/** `15.02.1544.036` */
export function fileVersion(node: ClixmlNode): BuildNumber | undefined {
  const version = agreed(node, (written) => {
    const build = parseBuild(FILE_VERSION.exec(written)?.[1] ?? '');
    return build === null ? undefined : formatBuild(build);
  });
  return parseBuild(version ?? '') ?? undefined;
}

/** `Version 15.2 (Build 1544.4)` */
export function displayedVersion(node: ClixmlNode): BuildNumber | undefined {
  const value = text(node) ?? '';
  return DISPLAYED.test(value) ? (parseBuild(value) ?? undefined) : undefined;
}

/** A list in which every item is a text; one that isn't makes the whole list unreadable. */
export function texts(node: ClixmlNode, document: ClixmlDocument): readonly string[] | undefined {
  const items = document.items(node)?.map((item) => (item.kind === 'node' ? text(item.node) : undefined));
  return items?.every((item) => item !== undefined) ? items : undefined;
}

const MITIGATION = /^[a-z]+\d+(?:\.\d+)*$/i;

/** Ids of mitigations: a list, or one text, which a list of one and one cut off by depth become. */
export function mitigations(node: ClixmlNode, document: ClixmlDocument): readonly string[] | undefined {
  if (node.items !== null) return texts(node, document);
  const ids = text(node)?.split(/[\s,;]+/);
  return ids?.every((id) => MITIGATION.test(id)) ? ids : undefined;
}

/**
 * The name of a directory object: `contoso.test/Configuration/Sites/Berlin` and `CN=Berlin,CN=Sites,…` are `Berlin`.
 * Objects that went through JSON have a Name.
 */
export function leafName(node: ClixmlNode, document: ClixmlDocument): string | undefined {
  const leaf = commonName(text(node)) ?? text(node)?.split('/').at(-1)?.trim();
  if (leaf !== undefined) return leaf || undefined;
  const inner = document.find(node, ['Name']);
  return inner.kind === 'node' ? text(inner.node) : undefined;
}

function commonName(distinguishedName = ''): string | undefined {
  return /^CN=((?:\\.|[^,\\])+),/i.exec(distinguishedName)?.[1]?.replace(/\\(.)/g, '$1');
}

// What DNS and NetBIOS let a Windows host be called, letters of any alphabet included.
const HOST = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]{0,253}[\p{L}\p{M}\p{N}_])?$/u;

export function hostName(node: ClixmlNode): string | undefined {
  const value = text(node) ?? '';
  return HOST.test(value) ? value : undefined;
}
