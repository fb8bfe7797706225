import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Instant } from '../../src/core/clock.ts';
import { DAY } from '../../src/core/clock.ts';
import { reportId, serverId, sha256 } from '../../src/core/ids.ts';
import { textDecoding } from '../../src/evidence/clixml/encoding.ts';
import { readLimits } from '../../src/evidence/clixml/limits.ts';
import type { Scope } from '../../src/evidence/clixml/memory.ts';
import type { ClixmlDocument } from '../../src/evidence/clixml/node.ts';
import { clixmlReader } from '../../src/evidence/clixml/reader.ts';
import type { Parsed } from '../../src/evidence/observation.ts';
import { observe } from '../../src/evidence/observe/observe.ts';
import { everything } from '../../src/evidence/observe/paths.ts';
import type { ParsedFile } from '../../src/evidence/parse/pool.ts';
import { assess } from '../../src/readiness/assess.ts';
import type { Assessment } from '../../src/readiness/model.ts';
import { catalogue } from './subjects.ts';

/** Exports that are not part of the project; tests that use them are skipped where they are missing. */
const samples = new URL('../../../shared/evidence/', import.meta.url);
export const haveSamples = existsSync(samples);

export function sample(name: string): Buffer {
  return readFileSync(new URL(name, samples));
}

export function sampleReports(): string[] {
  return readdirSync(new URL('reports/', samples)).filter((name) => name.endsWith('.xml'));
}

/** Reads one file as the worker does, without the worker. Null where it is refused. */
export function parsed(bytes: Buffer | string, name: string): Parsed | null {
  const first = documentOf(bytes, 'wanted');
  const document = first?.lacking ? documentOf(bytes, 'all') : first;
  const result = document && observe(document, name);
  return result?.ok ? result.value : null;
}

function documentOf(bytes: Buffer | string, scope: Scope): ClixmlDocument | null {
  const reader = clixmlReader(everything, readLimits, scope);
  const decoding = textDecoding();
  for (const decoded of [decoding.decode(Buffer.from(bytes)), decoding.end()]) {
    if ('fault' in decoded || reader.feed(decoded.text) !== null) return null;
  }
  const end = reader.end();
  return 'document' in end ? end.document : null;
}

export function parsedFile(bytes: Buffer, name: string): ParsedFile {
  const content = parsed(bytes, name);
  assert.ok(content, `${name} is refused`);
  return { id: reportId(sha256(bytes)), size: bytes.length, parsed: content };
}

/** Judges one report as if its server were the whole fleet. Null where it is refused, or names no server. */
export function judgeAlone(bytes: Buffer | string, now: Instant): Assessment | null {
  const content = parsed(bytes, 'report.xml');
  if (content?.kind !== 'report') return null;
  const { observation } = content;
  const name = observation.fqdn ?? observation.name;
  if (name === null) return null;
  const { generatedAt, organisation, organisationSwitch, role } = observation;
  return assess({
    server: { id: serverId(name), name, fqdn: name },
    role: role.known ? role.value : null,
    displayedBuild: null,
    current: { report: reportId('0'.repeat(64)), file: 'report.xml', receivedAt: now, observation },
    withheld: null,
    organisationSwitch:
      organisation && organisationSwitch.known && generatedAt.known
        ? { value: organisationSwitch, at: generatedAt.value, file: 'report.xml', server: serverId(name) }
        : null,
    catalogue,
    now,
    maxEvidenceAge: 8 * DAY,
  });
}
