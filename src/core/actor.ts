/** Who does a thing. */
export type Actor =
  /** A person in Teams: known by tenant and object id only; names change. */
  | { readonly kind: 'user'; readonly tenantId: string; readonly aadObjectId: string; readonly name: string | null }
  /** Whoever holds an intake token: the first 12 digits of its hash. */
  | { readonly kind: 'token'; readonly name: string }
  /** A named job of Patchwarden itself. */
  | { readonly kind: 'system'; readonly job: string }
  /** An operating-system user with a shell on the machine. */
  | { readonly kind: 'cli'; readonly user: string };

/** One text for one identity, whatever it is called: `user:TENANT/OBJECT`, `token:NAME`, `system:JOB`, `cli:USER`. */
export function actorKey(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.tenantId.toLowerCase()}/${actor.aadObjectId.toLowerCase()}`;
    case 'token':
      return `token:${actor.name}`;
    case 'system':
      return `system:${actor.job}`;
    case 'cli':
      return `cli:${actor.user}`;
  }
}
