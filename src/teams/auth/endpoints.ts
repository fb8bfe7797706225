/** Where the Bot Framework's public cloud is. Tests put a local metadata server in its place. */
export interface Endpoints {
  readonly login: string;
  readonly scope: string;
  /** The only issuer whose tokens are accepted. */
  readonly issuer: string;
  readonly metadata: string;
  readonly emulatorMetadata: string;
  readonly oauth: string;
}

export const publicEndpoints: Endpoints = {
  login: 'https://login.microsoftonline.com/botframework.com',
  scope: 'https://api.botframework.com',
  issuer: 'https://api.botframework.com',
  metadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  emulatorMetadata: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
  oauth: 'https://api.botframework.com',
};
