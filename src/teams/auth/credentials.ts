import { ConfidentialClientApplication } from '@azure/msal-node';
import type { INetworkModule } from '@azure/msal-node';
import type { AxiosInstance } from 'axios';
import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import { MsalServiceClientCredentialsFactory } from 'botframework-connector';
import type { BotCredentials } from '../../config/model.ts';

const LOGIN = 'https://login.microsoftonline.com';

/** How the bot proves itself to Teams: a secret of a single tenant's app, or a managed identity. Null: not at all (a local demo). */
export function credentialsOf(bot: BotCredentials | null, http: AxiosInstance): ServiceClientCredentialsFactory {
  if (bot === null) return new ConfigurationServiceClientCredentialFactory({});
  if (bot.type === 'UserAssignedMsi') {
    return new ConfigurationServiceClientCredentialFactory({
      MicrosoftAppId: bot.id,
      MicrosoftAppType: 'UserAssignedMsi',
      MicrosoftAppTenantId: bot.tenantId,
    });
  }
  // One class at run time; its ESM and CommonJS type files declare it twice.
  const client = secretClient(bot, http) as unknown as ConstructorParameters<
    typeof MsalServiceClientCredentialsFactory
  >[1];
  return new MsalServiceClientCredentialsFactory(bot.id, client);
}

function secretClient(bot: BotCredentials, http: AxiosInstance): ConfidentialClientApplication {
  const tenant = `${LOGIN}/${bot.tenantId}`;
  return new ConfidentialClientApplication({
    auth: {
      clientId: bot.id,
      clientSecret: bot.password ?? '',
      authority: tenant,
      knownAuthorities: [new URL(LOGIN).host],
      // Given here so that a token costs one call, not three.
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
        token_endpoint: `${tenant}/oauth2/v2.0/token`,
        issuer: `${tenant}/v2.0`,
        jwks_uri: `${tenant}/discovery/v2.0/keys`,
      }),
    },
    system: { networkClient: networkOver(http) },
  });
}

function networkOver(http: AxiosInstance): INetworkModule {
  return {
    async sendGetRequestAsync(url, options) {
      return answerOf(await http.get(url, { headers: options?.headers ?? {}, validateStatus: () => true }));
    },
    async sendPostRequestAsync(url, options) {
      return answerOf(
        await http.post(url, options?.body, { headers: options?.headers ?? {}, validateStatus: () => true }),
      );
    },
  };
}

function answerOf<T>(response: { headers: object; data: T; status: number }) {
  return { headers: { ...response.headers } as Record<string, string>, body: response.data, status: response.status };
}
