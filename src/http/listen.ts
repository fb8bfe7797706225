import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperationalError } from '../core/errors.ts';

/** A door can't be opened at the address it was given. */
export class CannotListen extends OperationalError {}

export interface Address {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The setting that says which port. */
  readonly variable: 'PORT' | 'INTERNAL_PORT';
}

/** Returns the port. @throws CannotListen with the setting to change. */
export function listen(server: Server, { host, port, variable }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(cannotListen({ host, port, variable }, error));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function cannotListen({ host, port, variable }: Address, error: NodeJS.ErrnoException): CannotListen {
  const code = error.code ?? error.name;
  switch (code) {
    case 'EADDRINUSE':
      return new CannotListen(
        'conflict',
        `Port ${port} on ${host} is taken.`,
        `End what listens there (another Patchwarden?), or choose another ${variable}.`,
        error,
      );
    case 'EACCES':
      return new CannotListen(
        'unavailable',
        `The system does not let this user open port ${port} on ${host}.`,
        `Choose another ${variable}: those below 1024 belong to the reverse proxy.`,
        error,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CannotListen(
        'unavailable',
        `${host} is no address of this machine (${code}).`,
        'Set HOST to one of its own: 127.0.0.1 behind a reverse proxy, 0.0.0.0 in a container.',
        error,
      );
    default:
      return new CannotListen(
        'unavailable',
        `Port ${port} on ${host} can not be opened (${code}).`,
        `Check HOST and ${variable}.`,
        error,
      );
  }
}
