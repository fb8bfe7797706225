import { TeamsAdapter } from '@microsoft/teams-ai';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import type { AuthenticateRequestResult, ConnectorClient } from 'botframework-connector';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import { ConnectorMappers } from 'botframework-connector/lib/connectorApi/connectorClient.js';
import type { BotCredentials } from '../config/model.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { Connectors } from './auth/connectors.ts';
import { credentialsOf } from './auth/credentials.ts';
import type { Endpoints } from './auth/endpoints.ts';
import type { Outgoing } from './auth/outgoing.ts';
import { installSigningKeys, SigningKeys } from './auth/signing-keys.ts';
import { NotAuthenticated, StrictAuthentication } from './auth/strict.ts';
import { failedInvoke } from './invoke-response.ts';

export type Proof = AuthenticateRequestResult;

export interface AdapterOptions {
  /** Null: activities are not authenticated (BOT_AUTH=off). */
  readonly bot: BotCredentials | null;
  readonly endpoints: Endpoints;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly log: Log;
}

/** The SDK's adapter with strict authentication, and with checking a request and running its turn as two steps. */
export class PatchwardenAdapter extends TeamsAdapter {
  readonly #strict: StrictAuthentication;
  readonly #botId: string | null;
  readonly #audience: string;

  constructor(options: AdapterOptions) {
    const { bot, endpoints, outgoing, clock, log } = options;
    const credentials = credentialsOf(bot, outgoing.http);
    super({}, credentials);
    letEntitiesThrough();
    installSigningKeys(endpoints.metadata, new SigningKeys(endpoints.metadata, outgoing.http, clock));
    this.#strict = new StrictAuthentication(
      bot?.id ?? null,
      endpoints,
      credentials,
      new Connectors(outgoing),
      this.userAgent,
    );
    this.#botId = bot?.id ?? null;
    this.#audience = endpoints.scope;
    // TeamsAdapter builds its own and offers no way to hand one in.
    Object.defineProperty(this, 'botFrameworkAuthentication', { value: this.#strict });
    this.onTurnError = (context, error) => reportTurnError(context, error, log);
  }

  /** A look at the header alone, before the body is worth anything. @throws NotAuthenticated */
  precheck(authorization: string): void {
    if (!this.#strict.isWorthChecking(authorization)) throw new NotAuthenticated('token');
  }

  /** @throws NotAuthenticated */
  authenticate(activity: Activity, authorization: string): Promise<Proof> {
    return this.#strict.authenticateRequest(activity, authorization);
  }

  /** Speaks to Teams without a turn, as this bot itself. The address must have come from an authenticated activity. */
  connectorOf(serviceUrl: string): Promise<ConnectorClient> {
    const { AudienceClaim, AppIdClaim } = AuthenticationConstants;
    const id = this.#botId;
    const claims = id === null ? [] : [AudienceClaim, AppIdClaim].map((type) => ({ type, value: id }));
    return this.#strict.createConnectorFactory(new ClaimsIdentity(claims)).create(serviceUrl, this.#audience);
  }

  /** Runs one turn. What an invoke is to be answered with comes back; errors of the turn end in `onTurnError`. */
  runTurn(
    proof: Proof,
    activity: Activity,
    turn: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(proof, activity, turn);
  }
}

/** botbuilder 4.23.3 drops every property of an outgoing entity that it does not list, and with it labels and citations. */
function letEntitiesThrough(): void {
  ConnectorMappers.Entity.type.additionalProperties = { type: { name: 'Object' } };
}

const FAILED = 'I could not answer that. The log of Patchwarden says why.';

async function reportTurnError(context: TurnContext, error: Error, log: Log): Promise<void> {
  const { activity } = context;
  const ids = { activityId: activity.id, conversation: activity.conversation?.id, type: activity.type };
  log.error({ ...ids, error: nameOf(error), stack: framesOf(error) }, 'a turn failed');
  try {
    if (activity.type === 'invoke') await context.sendActivity(failedInvoke(activity.name, FAILED));
    else if (activity.type === 'message') await context.sendActivity({ type: 'message', text: FAILED });
  } catch (second) {
    log.warn({ ...ids, error: nameOf(second) }, 'a failed turn could not be reported to its conversation');
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Where it happened, without the message: that may quote what somebody wrote. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
