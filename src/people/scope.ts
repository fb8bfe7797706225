/** Some of the servers, in the words of the policy file; a server is told by what its row says of it. */
export interface Scope {
  readonly by: 'site' | 'dag' | 'product';
  readonly value: string;
}
