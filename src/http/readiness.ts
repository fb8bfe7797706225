/** Whether the process can do its work, and what else is to be said of it. No secret, but it stays on the internal port. */
export interface Readiness {
  /** No: a load balancer should ask another process. */
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reasons: readonly string[];
  /** What somebody has to look at although the process can work; another one would find the same. */
  readonly warnings?: readonly string[];
  /** What is as it should be and good to know. */
  readonly notes?: readonly string[];
}

export type AskReadiness = () => Promise<Readiness>;

/** A check that breaks is an answer too. */
export async function readinessOf(ask: AskReadiness, closing: boolean): Promise<Required<Readiness>> {
  if (closing) return notReady('The process is stopping.');
  try {
    return { warnings: [], notes: [], ...(await ask()) };
  } catch (error) {
    return notReady(`The check itself failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function notReady(why: string): Required<Readiness> {
  return { ready: false, reasons: [why], warnings: [], notes: [] };
}
