import type { BuildNumber } from '../../src/catalogue/model.ts';
import { type Instant, parseInstant } from '../../src/core/clock.ts';
import { type OrganisationId, organisationId, reportId, sha256 } from '../../src/core/ids.ts';
import { type Refusal, type Result, ok, refuse } from '../../src/core/result.ts';
import type { Sender } from '../../src/evidence/intake.ts';
import type { Fact, ListedServer, Observation, Parsed } from '../../src/evidence/observation.ts';
import type { ParsedFile, ParsePool } from '../../src/evidence/parse/pool.ts';

export const byCli = { door: 'cli', actor: { kind: 'cli', user: 'ana' } } as const satisfies Sender;
export const bySweep = { door: 'folder', actor: { kind: 'system', job: 'folder' } } as const satisfies Sender;
export const byHttp = { door: 'http', actor: { kind: 'token', name: '0123456789ab' } } as const satisfies Sender;

export function known<T>(value: T, path = 'somewhere'): Fact<T> {
  return { known: true, value, path };
}

export const absent: Fact<never> = { known: false, why: 'absent', path: 'somewhere' };

export function anOrganisation(name = 'Contoso'): { id: OrganisationId; name: string } {
  return { id: organisationId(`${name}@${name}.test`), name };
}

export function aBuild(text = '15.2.2562.56'): BuildNumber {
  const [major = 0, minor = 0, build = 0, revision = 0] = text.split('.').map(Number);
  return { major, minor, build, revision };
}

/** What a mailbox server in order reports on the day before the sample fleet is judged. */
export function anObservation(changes: Partial<Observation> = {}): Observation {
  return {
    era: 'C',
    name: 'BER-EX01',
    fqdn: 'BER-EX01.contoso.test',
    organisation: anOrganisation(),
    scriptVersion: known('26.03.12.1424'),
    generatedAt: known(at('2026-11-20T06:12:44Z')),
    role: known('mailbox'),
    build: known(aBuild()),
    displayedBuild: known(aBuild('15.2.2562.17')),
    organisationSwitch: known(true),
    serverSwitch: known(true),
    serviceStatus: known('Running'),
    serviceStartType: known('Automatic'),
    ocsProbe: known(200),
    mitigationsOnOffer: known(['PING1']),
    mitigationsApplied: known(['PING1']),
    mitigationsBlocked: known([]),
    urlRewrite: known(true),
    pendingReboot: known(false),
    inactiveComponents: known([]),
    clusterNode: known('Up'),
    externalHosts: known(['mail.contoso.test']),
    site: known('Berlin'),
    dag: known('DAG-BER'),
    operatingSystem: known('Windows Server 2022'),
    ...changes,
  };
}

export function aListedServer(changes: Partial<ListedServer> = {}): ListedServer {
  return {
    name: 'GHO-EX01',
    fqdn: 'GHO-EX01.contoso.test',
    organisation: anOrganisation(),
    role: known('mailbox'),
    displayedBuild: known(aBuild('15.2.2562.17')),
    site: known('Berlin'),
    ...changes,
  };
}

/** @throws when `iso` is not an instant. */
export function at(iso: string): Instant {
  const moment = parseInstant(iso);
  if (moment === null) throw new RangeError(`not an instant: ${iso}`);
  return moment;
}

/** A parsed file whose id follows from its content, as that of a real one does. `salt` makes other bytes of the same content. */
export function aFile(parsed: Parsed, salt = ''): ParsedFile {
  const text = JSON.stringify(parsed) + salt;
  return { id: reportId(sha256(text)), size: text.length, parsed };
}

export function aReportFile(changes: Partial<Observation> = {}, salt = ''): ParsedFile {
  return aFile({ kind: 'report', observation: anObservation(changes) }, salt);
}

export function anInventoryFile(servers: readonly ListedServer[], salt = ''): ParsedFile {
  return aFile({ kind: 'inventory', servers }, salt);
}

/** A pool that answers by file name, and counts what it is asked. */
export interface FakePool extends ParsePool {
  readonly asked: string[];
  parse: ParsePool['parse'];
  put(name: string, answer: ParsedFile | Refusal): void;
}

export function fakePool(): FakePool {
  const answers = new Map<string, ParsedFile | Refusal>();
  const asked: string[] = [];
  return {
    asked,
    put: (name, answer) => void answers.set(name, answer),
    async parse({ name }): Promise<Result<ParsedFile>> {
      asked.push(name);
      const answer = answers.get(name);
      if (!answer) return refuse('invalid', `${name} is not XML.`, 'Send an export of Health Checker.');
      return 'code' in answer ? { ok: false, refusal: answer } : ok(answer);
    },
    async close() {},
  };
}
