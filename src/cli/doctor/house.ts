import { describeCatalogue } from '../../catalogue/current.ts';
import { patchTuesdayPassed } from '../../catalogue/patch-tuesday.ts';
import { fleetSummary } from '../../readiness/fleet.ts';
import type { House } from '../../wire.ts';
import { ageText } from '../words.ts';
import { checkAudit } from './audit.ts';
import { checkClock } from './clock.ts';
import { checkDelivery } from './delivery.ts';
import type { Finding } from './finding.ts';
import { checkJobs } from './jobs.ts';

/** What stands in the database, and what only an open house can tell. */
export async function checkHouse(house: House): Promise<Finding[]> {
  return [
    {
      subject: 'database',
      state: 'ok',
      message: `${house.database.dialect} opens and has the newest schema.`,
      hint: null,
    },
    await checkAudit(house),
    ...(await checkClock(house)),
    ...(await checkCatalogue(house)),
    ...(await checkEvidence(house)),
    ...(await checkJobs(house)),
    ...(await checkDelivery(house)),
  ];
}

async function checkCatalogue({ database, clock }: House): Promise<Finding[]> {
  const { catalogue, skipped } = await database.read(describeCatalogue);
  const behind = patchTuesdayPassed(catalogue.asOf, clock.now());
  const age: Finding = {
    subject: 'catalogue',
    state: behind ? 'note' : 'ok',
    message: `What Microsoft has released is known as of ${catalogue.asOf}.${behind ? ' A Patch Tuesday has passed since.' : ''}`,
    hint: behind ? 'Update Patchwarden, or load an overlay: patchwarden catalogue load FILE.' : null,
  };
  const left = skipped.map(
    ({ overlay, refusal }): Finding => ({
      subject: 'catalogue',
      state: 'note',
      message: `The overlay of ${overlay.asOf} no longer fits: ${refusal.message}`,
      hint: 'What this version ships counts instead.',
    }),
  );
  return [age, ...left];
}

async function checkEvidence({ database, clock, catalogue }: House): Promise<Finding[]> {
  const now = clock.now();
  const fleet = await database.read((reader) => fleetSummary(reader, now, catalogue().asOf));
  if (fleet.servers === 0) {
    const hint = 'Set REPORTS_DIR or INTAKE_TOKENS, or run: patchwarden ingest PATH.';
    return [{ subject: 'evidence', state: 'note', message: 'No report has been taken in yet.', hint }];
  }
  const { unknown } = fleet.totals;
  const ages = `Newest report ${ageText(fleet.newestReport, now)} old, oldest ${ageText(fleet.oldestReport, now)}.`;
  const findings: Finding[] = [
    {
      subject: 'evidence',
      state: unknown > 0 ? 'note' : 'ok',
      message: `${ages} ${unknown} of ${fleet.servers} servers are unknown.`,
      hint: unknown > 0 ? 'patchwarden status says which and why.' : null,
    },
  ];
  if (fleet.completeness === null) {
    findings.push({
      subject: 'evidence',
      state: 'note',
      message: 'There is no inventory, so a server that never reported is not missed.',
      hint: 'Deliver Get-ExchangeServer | Export-Clixml the way reports are delivered.',
    });
  }
  return findings;
}
