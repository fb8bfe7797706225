import { parseBuild } from '../../catalogue/build-number.ts';
import type { BuildNumber } from '../../catalogue/model.ts';
import { parseInstant } from '../../core/clock.ts';
import type { Instant } from '../../core/clock.ts';
import type { ClixmlDocument, ClixmlNode } from '../clixml/node.ts';

const LONGEST_TEXT = 1_000;
const FILE_VERSION = /^\d+(?:\.\d+){3}$/;
const DISPLAYED = /^Version /i;

/**
 * The readable form of a value. The serializer writes the same one as a primitive, as an object with its ToString, or as
 * an object around a primitive, depending on depth.
 */
export function text(node: ClixmlNode): string | undefined {
  const value = (node.text ?? node.coreText)?.trim();
  return value === undefined || value === '' || value.length > LONGEST_TEXT ? undefined : value;
}

/** The typed form of a value: an object's own primitive says more than its ToString. */
function typed(node: ClixmlNode): string | undefined {
  return (node.coreText ?? node.text)?.trim();
}

export function flag(node: ClixmlNode): boolean | undefined {
  const value = typed(node)?.toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

export function statusCode(node: ClixmlNode): number | undefined {
  const value = typed(node) ?? '';
  return /^[1-9]\d{2}$/.test(value) ? Number(value) : undefined;
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
  const value = text(node) ?? '';
  return FILE_VERSION.test(value) ? (parseBuild(value) ?? undefined) : undefined;
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

/** What follows the last `/`: `contoso.test/Configuration/Sites/Berlin` is `Berlin`. Objects that went through JSON have a Name. */
export function leafName(node: ClixmlNode, document: ClixmlDocument): string | undefined {
  const leaf = text(node)?.split('/').at(-1)?.trim();
  if (leaf !== undefined) return leaf || undefined;
  const inner = document.find(node, ['Name']);
  return inner.kind === 'node' ? text(inner.node) : undefined;
}

// What DNS and NetBIOS let a Windows host be called, letters of any alphabet included.
const HOST = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]{0,253}[\p{L}\p{M}\p{N}_])?$/u;

export function hostName(node: ClixmlNode): string | undefined {
  const value = text(node) ?? '';
  return HOST.test(value) ? value : undefined;
}
