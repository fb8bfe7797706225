/** Servers that somebody took out of the fleet. */
export interface RetirementsTable {
  server_id: string;
  at: number;
  /** An `Actor` as JSON text. */
  by: string;
  why: string;
  /** Id of the server that took its place; it need not be known. */
  replaced_by: string | null;
}

export interface AcknowledgementsTable {
  id: string;
  server_id: string;
  author: string;
  author_key: string;
  made_at: number;
  until: number;
  /** The zone in which its end was said. */
  zone: string;
  reason: string;
  /** A `Bound` as JSON text: what was acknowledged. */
  bound: string;
  /** Where it was made, for the reminder; null: not in a conversation. */
  conversation_id: string | null;
  thread: string | null;
  reminded_at: number | null;
  /** Written when the end is noticed; `until` ends it whether or not anything was written. */
  ended_at: number | null;
  ended_as: 'expired' | 'ready' | 'worse' | 'withdrawn' | 'replaced' | 'retired' | 'gone' | null;
  ended_why: string | null;
}

export interface ChangesTable {
  id: string;
  number: number;
  /** Grows with every write: a write names the one it has read. */
  revision: number;
  type: 'standard' | 'normal' | 'emergency';
  state:
    | 'proposed'
    | 'approved'
    | 'rejected'
    | 'withdrawn'
    | 'lapsed'
    | 'in-progress'
    | 'implemented'
    | 'verified'
    | 'failed'
    | 'missed'
    | 'cancelled'
    | 'moot';
  /** Whether anything may still become of it. */
  open: boolean;
  requester: string;
  requester_key: string;
  /** A `Plan` as JSON text. */
  plan: string;
  plan_hash: string;
  starts_at: number;
  ends_at: number;
  created_at: number;
  /** When it has to be looked at next, whether or not a wake-up comes; null: only a person or evidence moves it. */
  due_at: number | null;
  /** A `ChangeRecord` as JSON text. */
  record: string;
}

/** The servers of the current plan, for finding; targets stand in the plan. */
export interface ChangeServersTable {
  change_id: string;
  server_id: string;
  /** From 1, in the order in which they are updated. */
  position: number;
  /** As `changes.open`. */
  open: boolean;
  ticked_at: number | null;
  ticked_by: string | null;
  /** A `Proof` as JSON text, of the newest evidence that was held against the target. */
  proof: string | null;
}

export interface ChangeVotesTable {
  change_id: string;
  plan_hash: string;
  voter_key: string;
  voter: string;
  /** The approver for whom a delegate voted; null: in their own right. */
  on_behalf_of: string | null;
  vote: 'approve' | 'reject';
  reason: string | null;
  at: number;
}

/** Who was asked to approve a plan. */
export interface ChangeAskedTable {
  change_id: string;
  plan_hash: string;
  person: string;
  asked_at: number;
  /** Where the question stands; null: there is no way to reach this person. */
  conversation_id: string | null;
  /** Asked because the first ones did not answer. */
  fallback: boolean;
}
