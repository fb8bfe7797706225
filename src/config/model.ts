/** The configuration after parsing: no raw strings, no missing defaults. Durations in ms, sizes in bytes. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly internalPort: number;
  /** Null only with `botAuth: 'off'`. */
  readonly bot: BotCredentials | null;
  readonly botAuth: 'required' | 'off';
  /** Entra tenant ids whose activities are answered; empty: the bot's own tenant only. */
  readonly allowedTenants: readonly string[];
  /** aadObjectIds, lower case. */
  readonly admins: readonly string[];
  /** `tenant`: every member of an allowed tenant; else aadObjectIds and conversation ids. */
  readonly viewers: 'tenant' | readonly string[];
  /** The file with the rules of the house; null: those that are built in. */
  readonly policyFile: string | null;
  readonly databaseUrl: DatabaseUrl;
  /** Folder that is swept for reports; null: no sweep. */
  readonly reportsDir: string | null;
  readonly reportStore: string;
  /** Largest report in bytes, after gunzip. */
  readonly reportMaxBytes: number;
  /** SHA-256 hashes (hex) of the tokens that POST /api/reports accepts. */
  readonly intakeTokens: readonly string[];
  /** Where people reach this process, without a slash at the end; null: nobody said. */
  readonly publicUrl: string | null;
  /** Whether calendars are given to whoever has a link. */
  readonly calendar: boolean;
  readonly timeZone: string;
  readonly evidenceMaxAge: number;
  /** Posts of the whole bot in a second, direct replies included. */
  readonly sendsPerSecond: number;
  /** How late a missed digest is still posted. */
  readonly digestGrace: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** For outgoing calls; null: none. */
  readonly proxy: OutgoingProxy | null;
}

export interface OutgoingProxy {
  readonly url: string;
  /** Hosts that are called directly: names separated by commas, as in NO_PROXY. */
  readonly except: string;
}

export interface BotCredentials {
  readonly type: 'SingleTenant' | 'UserAssignedMsi';
  readonly id: string;
  readonly password: string | null;
  readonly tenantId: string;
}

export type DatabaseUrl =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };
