/** Whether the process can do its work. Reasons name no secret, but stay on the internal port. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

export type AskReadiness = () => Promise<Readiness>;

/** A check that breaks is an answer too. */
export async function readinessOf(ask: AskReadiness, closing: boolean): Promise<Readiness> {
  if (closing) return { ready: false, reasons: ['The process is stopping.'] };
  try {
    return await ask();
  } catch (error) {
    return {
      ready: false,
      reasons: [`The check itself failed: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
