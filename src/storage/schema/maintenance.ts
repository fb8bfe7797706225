export interface MaintenanceRulesTable {
  id: string;
  number: number;
  /** Grows with every write: a write names the one it has read. */
  revision: number;
  /** A `MaintenanceRule` as JSON text. */
  rule: string;
  removed_at: number | null;
}

export interface FreezesTable {
  id: string;
  number: number;
  revision: number;
  /** A `Freeze` as JSON text. */
  freeze: string;
  starts_at: number;
  ends_at: number;
  lifted_at: number | null;
}

export interface RolloutsTable {
  id: string;
  number: number;
  revision: number;
  made_at: number;
  /** A `Rollout` as JSON text. */
  rollout: string;
}

/** Who may read which calendar by which secret; the secret itself is nowhere. */
export interface CalendarLinksTable {
  id: string;
  /** SHA-256 in hexadecimal digits. */
  secret_hash: string;
  owner_kind: 'person' | 'conversation';
  /** A `PersonKey`, or the id of a conversation. */
  owner: string;
  zone: string;
  /** An `Actor` as JSON text. */
  made_by: string;
  made_at: number;
  revoked_at: number | null;
}
