/** People by their key (`people/identity.ts`), with the name they last went by. */
export interface PeopleTable {
  person: string;
  tenant_id: string;
  aad_id: string;
  name: string | null;
  seen_at: number;
}

export interface RoleGrantsTable {
  person: string;
  role: 'viewer' | 'operator' | 'approver' | 'admin';
  granted_by: string;
  granted_at: number;
}

/** Half-open: [starts_at, ends_at), and at most until `ended_at`. */
export interface DelegationsTable {
  id: string;
  from_person: string;
  to_person: string;
  starts_at: number;
  ends_at: number;
  reason: string;
  set_by: string;
  set_at: number;
  ended_at: number | null;
}
