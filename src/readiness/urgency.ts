import type { CheckId } from './model.ts';

const CUT_OFFS: readonly CheckId[] = ['eems-available', 'ocs-certificate', 'ocs-signing'];

/** Cut off weighs more than any number of switches and services: no mitigation reaches the server at all. */
export function urgencyOf(failedGates: readonly CheckId[]): number {
  const weight = (id: CheckId) => (id === 'eems-available' ? 300 : CUT_OFFS.includes(id) ? 100 : 1);
  return failedGates.reduce((sum, id) => sum + weight(id), 0);
}
