import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Endpoints } from '../../src/teams/auth/endpoints.ts';

export const ISSUER = 'https://api.botframework.com';
export const BOT_ID = '22222222-2222-4222-8222-222222222222';
export const TENANT_ID = '11111111-1111-4111-8111-111111111111';

export interface TokenParts {
  readonly header?: Record<string, unknown>;
  /** Merged over what a good token says; undefined takes a claim away. Times are seconds since 1970. */
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
}

export interface TokenAuthority {
  readonly endpoints: Endpoints;
  /** Good for five minutes, for `serviceUrl`, unless `parts` say otherwise. */
  token(serviceUrl: string, parts?: TokenParts): string;
  unsigned(serviceUrl: string, claims?: Record<string, unknown>): string;
  symmetric(serviceUrl: string): string;
  readonly otherKey: KeyObject;
  /** How often the metadata and the keys were asked for. */
  readonly fetches: number;
  /** From now on every question is answered with 503. */
  fail(): void;
  recover(): void;
  close(): Promise<void>;
}

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A token service as the Bot Framework has one: OpenID metadata, keys, and tokens signed with them. */
export async function startTokenAuthority(): Promise<TokenAuthority> {
  let fetches = 0;
  let failing = false;
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const server = createServer((request, response) => {
    fetches++;
    // In single steps: restify replaces writeHead for the whole process by one that returns nothing.
    response.statusCode = failing ? 503 : 200;
    if (failing) return void response.end();
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const body =
      request.url === '/metadata'
        ? { issuer: ISSUER, jwks_uri: `${base}/keys` }
        : {
            keys: [
              { ...jwk, kid: 'endorsed', use: 'sig', endorsements: ['msteams'] },
              { ...jwk, kid: 'plain', use: 'sig' },
            ],
          };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const claimsOf = (serviceUrl: string, claims: Record<string, unknown> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return { iss: ISSUER, aud: BOT_ID, serviceurl: serviceUrl, nbf: now - 60, exp: now + 300, ...claims };
  };

  return {
    endpoints: {
      login: 'https://login.microsoftonline.com/botframework.com',
      scope: ISSUER,
      issuer: ISSUER,
      metadata: `${base}/metadata`,
      emulatorMetadata: `${base}/metadata`,
      oauth: ISSUER,
    },
    token(serviceUrl, { header = {}, claims, key = pair.privateKey } = {}) {
      const text = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'endorsed', ...header })}.${encode(claimsOf(serviceUrl, claims))}`;
      return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
    },
    unsigned: (serviceUrl, claims) =>
      `${encode({ alg: 'none', kid: 'endorsed' })}.${encode(claimsOf(serviceUrl, claims))}.`,
    symmetric(serviceUrl) {
      const text = `${encode({ alg: 'HS256', kid: 'endorsed' })}.${encode(claimsOf(serviceUrl))}`;
      const secret = pair.publicKey.export({ type: 'spki', format: 'pem' });
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    },
    otherKey: other.privateKey,
    get fetches() {
      return fetches;
    },
    fail() {
      failing = true;
    },
    recover() {
      failing = false;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
