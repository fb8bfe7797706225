import type { Migration } from '../migrate.ts';
import { evidenceAndReadiness } from './0001-evidence-and-readiness.ts';
import { deliveryDigestsAudit } from './0002-delivery-digests-audit.ts';
import { peopleAcknowledgementsChanges } from './0003-people-acknowledgements-changes.ts';
import { maintenanceRolloutsCalendar } from './0004-maintenance-rollouts-calendar.ts';

/** Every migration, oldest first. New ones are added at the end; released ones stay as they are. */
export const migrations: readonly Migration[] = [
  evidenceAndReadiness,
  deliveryDigestsAudit,
  peopleAcknowledgementsChanges,
  maintenanceRolloutsCalendar,
];
