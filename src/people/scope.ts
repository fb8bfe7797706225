/** Some of the servers; which ones is told by what their rows say of them. */
export interface Scope {
  readonly by: 'site' | 'dag' | 'product';
  readonly value: string;
}
