import type { Activity } from 'botbuilder';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type {
  AuthenticateRequestResult,
  ClaimsIdentity,
  ConnectorFactory,
  ServiceClientCredentialsFactory,
  UserTokenClient,
} from 'botframework-connector';
import type { Connectors } from './connectors.ts';
import type { Endpoints } from './endpoints.ts';
import { KeysUnavailable } from './signing-keys.ts';
import { looksGenuine } from './token.ts';

/** Why a request was not let in: its token is wrong, or nobody can tell at the moment. */
export class NotAuthenticated extends Error {
  override name = 'NotAuthenticated';
  readonly why: 'token' | 'unavailable';

  constructor(why: 'token' | 'unavailable', cause?: unknown) {
    super(why === 'token' ? 'the token was not accepted' : 'tokens can not be checked at the moment', { cause });
    this.why = why;
  }
}

/** The SDK's authentication, closed where it is open: see each method. */
export class StrictAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #botId: string | null;
  readonly #issuer: string;
  readonly #connectors: Connectors;
  #userTokens: Promise<UserTokenClient> | null = null;

  constructor(
    botId: string | null,
    endpoints: Endpoints,
    credentials: ServiceClientCredentialsFactory,
    connectors: Connectors,
    userAgent: string,
  ) {
    // All addresses are given: with some of them the SDK leaves the others undefined.
    const addresses = {
      ToChannelFromBotLoginUrl: endpoints.login,
      ToChannelFromBotOAuthScope: endpoints.scope,
      ToBotFromChannelTokenIssuer: endpoints.issuer,
      OAuthUrl: endpoints.oauth,
      ToBotFromChannelOpenIdMetadataUrl: endpoints.metadata,
      ToBotFromEmulatorOpenIdMetadataUrl: endpoints.emulatorMetadata,
    };
    super(botId === null ? addresses : { ...addresses, MicrosoftAppId: botId }, credentials, undefined, undefined, {
      userAgent,
    });
    this.#botId = botId;
    this.#issuer = endpoints.issuer;
    this.#connectors = connectors;
  }

  /** @throws NotAuthenticated and nothing else, so that no text of the SDK gets out. */
  override async authenticateRequest(activity: Activity, authorization: string): Promise<AuthenticateRequestResult> {
    if (!this.isWorthChecking(authorization)) throw new NotAuthenticated('token');
    let result: AuthenticateRequestResult;
    try {
      result = await super.authenticateRequest(activity, authorization);
    } catch (error) {
      throw new NotAuthenticated(error instanceof KeysUnavailable ? 'unavailable' : 'token', error);
    }
    const { connectorFactory } = result;
    return connectorFactory ? { ...result, connectorFactory: this.#connectors.over(connectorFactory) } : result;
  }

  isWorthChecking(authorization: string): boolean {
    return this.#botId === null || looksGenuine(authorization, { issuer: this.#issuer, audience: this.#botId });
  }

  override createConnectorFactory(claims: ClaimsIdentity): ConnectorFactory {
    return this.#connectors.over(super.createConnectorFactory(claims));
  }

  /** The SDK builds one a turn to sign users in, which this bot never does: one is enough. */
  override createUserTokenClient(claims: ClaimsIdentity): Promise<UserTokenClient> {
    this.#userTokens ??= super.createUserTokenClient(claims);
    return this.#userTokens;
  }
}
