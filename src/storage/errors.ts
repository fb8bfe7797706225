import { OperationalError } from '../core/errors.ts';

/** Another process held the write lock for longer than `WRITE_PATIENCE`. Nothing was written. */
export class StorageBusy extends OperationalError {}

/** The database can't be opened, read or written. Nothing was written. */
export class StorageUnavailable extends OperationalError {}

/** The database's schema is not the one this version of Patchwarden can work with. */
export class SchemaRefused extends OperationalError {}

/** `subject` names the database without secrets: a file's path or `postgres://host:port/name`. */
export function storageUnavailable(subject: string, error: unknown): StorageUnavailable {
  const { message, hint } = explain(error);
  return new StorageUnavailable('unavailable', `The database ${subject} ${message}.`, hint, error);
}

/** Turns the driver's errors that come from outside the code into ours; gives back every other error as it is. */
export function translateError(subject: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === LOCK_TIMEOUT || code.startsWith('SQLITE_BUSY')) return storageBusy(subject, error);
  const outside =
    OUTSIDE.some((prefix) => code.startsWith(prefix)) || (code === '' && CONNECTION_LOST.test(String(error)));
  return outside ? storageUnavailable(subject, error) : error;
}

export function storageBusy(subject: string, cause?: unknown): StorageBusy {
  return new StorageBusy(
    'unavailable',
    `The database ${subject} is being written by another process.`,
    'Try again in a minute. If it stays so, look for a second Patchwarden or a backup that holds the database.',
    cause,
  );
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}

const LOCK_TIMEOUT = '55P03';

// pg gives these no code.
const CONNECTION_LOST =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection/;

// 08 connection, 25006 read-only, 28 credentials, 3D000 no such database, 53 resources, 57 shut down, 58 system error.
const OUTSIDE = [
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_NOTADB',
  'SQLITE_PERM',
  'SQLITE_READONLY',
  'ECONN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EACCES',
  'ENOENT',
  'ENOTDIR',
  'EPERM',
  'EROFS',
  '08',
  '25006',
  '25P03',
  '28',
  '3D000',
  '42501',
  '53',
  '57P',
  '58',
];

const OWNER_HINT =
  'Give the user that Patchwarden runs as the right to write there, or correct the path in DATABASE_URL.';

const EXPLANATIONS: readonly (readonly [prefix: string, message: string, hint: string])[] = [
  ['SQLITE_NOTADB', 'is not an SQLite database', 'Point DATABASE_URL at another file, or restore a backup.'],
  ['SQLITE_CORRUPT', 'is damaged', 'Stop Patchwarden and restore the last backup.'],
  ['SQLITE_FULL', 'can not grow: the disk is full', 'Free space on its disk.'],
  ['53100', 'can not grow: the disk is full', 'Free space on its disk.'],
  ['SQLITE_READONLY', 'can not be written: the file, its folder or the disk is read-only', OWNER_HINT],
  ['EROFS', 'can not be created: the disk is read-only', OWNER_HINT],
  ['25006', 'can not be written: the server is read-only', 'Connect to the primary server.'],
  ['SQLITE_CANTOPEN', 'can not be opened', OWNER_HINT],
  ['EACCES', 'can not be opened: permission denied', OWNER_HINT],
  ['EPERM', 'can not be opened: permission denied', OWNER_HINT],
  ['ENOTDIR', 'can not be opened: a part of its path is a file, not a folder', 'Correct the path in DATABASE_URL.'],
  ['SQLITE_IOERR', 'can not be read or written: the disk reports an error', 'Check the disk and its free space.'],
  ['28', 'refuses the user or the password', 'Correct user and password in DATABASE_URL.'],
  ['3D000', 'does not exist', 'Create it on the server, or correct the name in DATABASE_URL.'],
  ['42501', 'refuses: the user lacks a right', 'Make the user the owner of the database.'],
  ['53300', 'has no free connection', 'Raise max_connections on the server, or stop other clients.'],
  ['ENOTFOUND', 'can not be reached: no such host', 'Correct the host in DATABASE_URL.'],
  [
    'ECONNREFUSED',
    'can not be reached: nothing listens there',
    'Start the server, or correct host and port in DATABASE_URL.',
  ],
];

function explain(error: unknown): { message: string; hint: string } {
  const code = codeOf(error);
  const known = EXPLANATIONS.find(([prefix]) => code !== '' && code.startsWith(prefix));
  if (known) return { message: known[1], hint: known[2] };
  return {
    message: code === '' ? 'can not be used' : `can not be used (${code})`,
    hint: 'See the cause in the log, and check DATABASE_URL.',
  };
}
