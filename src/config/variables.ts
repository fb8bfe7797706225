import type { z } from 'zod';
import {
  databaseUrl,
  guid,
  guids,
  hashes,
  host,
  httpUrl,
  oneOf,
  publicUrl,
  text,
  timeZone,
  viewers,
  wholeNumber,
} from './parsers.ts';

export interface Variable<T> {
  readonly group: 'Bot' | 'People' | 'Reports' | 'Posts' | 'Storage' | 'Server' | 'Network';
  /** What it is for: one or more sentences. */
  readonly doc: string;
  /** Completes "Accepted: …". */
  readonly accepted: string;
  /** Used when the variable is absent or empty; null: then there is no value. */
  readonly default: string | null;
  readonly example: string;
  /** `whole` is never shown; `credentials` hides user and password inside a URL. */
  readonly secret: false | 'whole' | 'credentials';
  readonly parse: z.ZodType<T, string>;
}

const EXAMPLE_ID = '7c1f0a52-3d0e-4b39-9a55-0d1c2b3a4f5e';
const EXAMPLE_TENANT = '2b9d4c61-8e57-4f0a-b3c2-6a1d5e7f9081';
const EXAMPLE_PERSON = 'e0a4b7d3-51c6-4c8e-8f29-93b1a2c4d5f6';

/** Every variable Patchwarden reads. The example file and the README's table are made from this. */
export const variables = {
  BOT_ID: {
    group: 'Bot',
    doc: 'Application (client) id of the bot registration.',
    accepted: 'a GUID',
    default: null,
    example: EXAMPLE_ID,
    secret: false,
    parse: guid,
  },
  BOT_PASSWORD: {
    group: 'Bot',
    doc: 'Client secret of the bot registration. A UserAssignedMsi bot has none.',
    accepted: "the secret's value, not its id",
    default: null,
    example: 'the-secret-value',
    secret: 'whole',
    parse: text,
  },
  BOT_TENANT_ID: {
    group: 'Bot',
    doc: 'Id of the Entra tenant that the bot is registered in.',
    accepted: 'a GUID',
    default: null,
    example: EXAMPLE_TENANT,
    secret: false,
    parse: guid,
  },
  BOT_TYPE: {
    group: 'Bot',
    doc: 'Kind of the bot registration.',
    accepted: 'SingleTenant or UserAssignedMsi',
    default: 'SingleTenant',
    example: 'SingleTenant',
    secret: false,
    parse: oneOf('SingleTenant', 'UserAssignedMsi'),
  },
  BOT_AUTH: {
    group: 'Bot',
    doc: 'Whether incoming activities must carry a valid token. Off is for trying things out on one machine: only with a loopback HOST.',
    accepted: 'required or off',
    default: 'required',
    example: 'required',
    secret: false,
    parse: oneOf('required', 'off'),
  },
  ALLOWED_TENANTS: {
    group: 'People',
    doc: "Entra tenants whose people are answered. Empty: the bot's own tenant only.",
    accepted: 'GUIDs, separated by commas',
    default: null,
    example: EXAMPLE_TENANT,
    secret: false,
    parse: guids,
  },
  ADMINS: {
    group: 'People',
    doc: 'People who may see and administer everything: their object ids in Entra.',
    accepted: 'GUIDs, separated by commas',
    default: null,
    example: EXAMPLE_PERSON,
    secret: false,
    parse: guids,
  },
  VIEWERS: {
    group: 'People',
    doc: 'Who may read besides the admins: object ids of people, ids of conversations, or every member of an allowed tenant. Guests never. Empty: the admins only.',
    accepted: 'tenant, or GUIDs and conversation ids (19:…), separated by commas',
    default: null,
    example: 'tenant',
    secret: false,
    parse: viewers,
  },
  POLICY_FILE: {
    group: 'People',
    doc: 'File with the rules of the house: approvals that a change needs, who may approve what, time limits, fallbacks, DAGs. Read at the start; with a mistake in it Patchwarden does not start. Empty: what is built in.',
    accepted: 'the path of a JSON file',
    default: null,
    example: '/etc/patchwarden/policy.json',
    secret: false,
    parse: text,
  },
  REPORTS_DIR: {
    group: 'Reports',
    doc: 'Folder that is watched for Health Checker exports and inventories, with its subfolders. Empty: no folder is watched.',
    accepted: 'a path; a network share is fine',
    default: null,
    example: '/srv/exchange-reports',
    secret: false,
    parse: text,
  },
  REPORT_STORE: {
    group: 'Reports',
    doc: 'Folder that keeps every report that was taken in, compressed. Belongs into the backup, together with the database.',
    accepted: 'a path outside REPORTS_DIR',
    default: './data/reports',
    example: '/var/lib/patchwarden/reports',
    secret: false,
    parse: text,
  },
  REPORT_MAX_MB: {
    group: 'Reports',
    doc: 'Largest report that is taken in, unpacked, in MB of 1,048,576 bytes.',
    accepted: 'a whole number from 1 to 1024',
    default: '200',
    example: '200',
    secret: false,
    parse: wholeNumber(1, 1024),
  },
  INTAKE_TOKENS: {
    group: 'Reports',
    doc: `Who may send reports to POST /api/reports: the SHA-256 hash of each token, never the token itself. Empty: nobody. This prints a new token and its hash: node -e "const c=require('node:crypto'),t=c.randomBytes(32).toString('base64url');console.log(t,c.createHash('sha256').update(t).digest('hex'))"`,
    accepted: 'SHA-256 hashes of 64 hexadecimal digits, separated by commas',
    default: null,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    secret: 'whole',
    parse: hashes,
  },
  EVIDENCE_MAX_AGE_DAYS: {
    group: 'Reports',
    doc: 'Age in days from which a report proves nothing any more and its server counts as unknown.',
    accepted: 'a whole number from 1 to 365',
    default: '8',
    example: '8',
    secret: false,
    parse: wholeNumber(1, 365),
  },
  SENDS_PER_SECOND: {
    group: 'Posts',
    doc: 'How many messages a second the bot posts at most: all processes and conversations together, direct replies included. Teams allows 50 for a bot in a tenant.',
    accepted: 'a whole number from 1 to 50',
    default: '30',
    example: '30',
    secret: false,
    parse: wholeNumber(1, 50),
  },
  DIGEST_GRACE_HOURS: {
    group: 'Posts',
    doc: 'How late, in hours, a digest that was missed while Patchwarden did not run is still posted; 0: not at all. An older one is counted, and the next digest says so.',
    accepted: 'a whole number from 0 to 168',
    default: '6',
    example: '6',
    secret: false,
    parse: wholeNumber(0, 168),
  },
  DATABASE_URL: {
    group: 'Storage',
    doc: 'Where Patchwarden keeps what it knows: an SQLite file on a local disk, or a PostgreSQL database.',
    accepted: 'sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME',
    default: 'sqlite:./data/patchwarden.db',
    example: 'sqlite:/var/lib/patchwarden/patchwarden.db',
    secret: 'credentials',
    parse: databaseUrl,
  },
  HOST: {
    group: 'Server',
    doc: 'Address to listen on. Patchwarden speaks plain HTTP: a reverse proxy with TLS belongs before it, which is why the default is this machine only. In a container use 0.0.0.0.',
    accepted: 'an IP address or a host name',
    default: '127.0.0.1',
    example: '0.0.0.0',
    secret: false,
    parse: host,
  },
  PORT: {
    group: 'Server',
    doc: 'Port for Teams, reports and health; 0 takes any free one.',
    accepted: 'a whole number from 0 to 65535',
    default: '3978',
    example: '3978',
    secret: false,
    parse: wholeNumber(0, 65_535),
  },
  INTERNAL_PORT: {
    group: 'Server',
    doc: 'Port for metrics and the detailed readiness page, on the loopback address only; 0 takes any free one.',
    accepted: 'a whole number from 0 to 65535, other than PORT',
    default: '3979',
    example: '3979',
    secret: false,
    parse: wholeNumber(0, 65_535),
  },
  PUBLIC_URL: {
    group: 'Server',
    doc: 'Address at which people reach PORT, by way of the reverse proxy: what links to calendars begin with. Empty: nobody can have such a link.',
    accepted: 'an https:// address, of this machine also http://, without a slash at its end',
    default: null,
    example: 'https://patchwarden.contoso.example',
    secret: false,
    parse: publicUrl,
  },
  CALENDAR: {
    group: 'Server',
    doc: 'Whether calendars are given to whoever has a link to one. Off: every link answers 403, and none is lost.',
    accepted: 'on or off',
    default: 'on',
    example: 'on',
    secret: false,
    parse: oneOf('on', 'off'),
  },
  TIME_ZONE: {
    group: 'Server',
    doc: "Time zone for times in cards and schedules where nobody's own zone is known.",
    accepted: 'an IANA time zone such as Europe/Berlin',
    default: 'UTC',
    example: 'Europe/Berlin',
    secret: false,
    parse: timeZone,
  },
  LOG_LEVEL: {
    group: 'Server',
    doc: 'How much is logged. Logs are JSON lines on standard output.',
    accepted: 'debug, info, warn, error or silent',
    default: 'info',
    example: 'info',
    secret: false,
    parse: oneOf('debug', 'info', 'warn', 'error', 'silent'),
  },
  HTTPS_PROXY: {
    group: 'Network',
    doc: 'Proxy for outgoing calls to Teams and Entra.',
    accepted: 'an http:// or https:// address',
    default: null,
    example: 'http://proxy.contoso.example:8080',
    secret: 'credentials',
    parse: httpUrl,
  },
  NO_PROXY: {
    group: 'Network',
    doc: 'Hosts that are called without the proxy.',
    accepted: 'host names, separated by commas',
    default: null,
    example: 'localhost,127.0.0.1',
    secret: false,
    parse: text,
  },
  NODE_EXTRA_CA_CERTS: {
    group: 'Network',
    doc: 'File with further certificate authorities, for a proxy that inspects TLS. Node reads it before anything else: set it in the environment of the service, in an .env file it has no effect.',
    accepted: 'the path of a PEM file',
    default: null,
    example: '/etc/ssl/certs/contoso-root.pem',
    secret: false,
    parse: text,
  },
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;
/** The parsed values; null where there is neither a value nor a default. */
export type Values = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]['parse']> | null };

export const variableNames = Object.keys(variables) as VariableName[];
export const variable = (name: VariableName): Variable<unknown> => variables[name];
