import type { Refusal } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import { usualFreeze } from './drafts.ts';
import type { FreezeDraft, MaintenanceAnswer, MaintenanceCommand, MaintenanceRequest } from './model.ts';
import { authorise } from './permissions.ts';
import { readFreeze } from './read-freeze.ts';
import { fleetOf, scopeChoices } from './read-scope.ts';
import { freezeText } from './words.ts';

type FormCommand = Extract<MaintenanceCommand, { readonly kind: 'freeze-form' }>;

/** The form of a freeze, filled in with what was said and what is usual. Writes nothing. Refuses: `not-allowed`. */
export async function openFreezeForm(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  { draft }: FormCommand,
): Promise<MaintenanceAnswer> {
  return app.database.read(async (reader) => {
    const refusal = await authorise(reader, app, request, 'set-freeze');
    if (refusal) return { kind: 'refused', refusal };
    return formOf(app, reader, { ...usualFreeze(app.zone), ...draft });
  });
}

/** The form as it was filled in, with the reason why it was not taken. */
export async function freezeFormAgain(
  app: MaintenanceApp,
  draft: FreezeDraft,
  problem: Refusal,
): Promise<MaintenanceAnswer> {
  return app.database.read((reader) => formOf(app, reader, draft, problem));
}

async function formOf(
  app: MaintenanceApp,
  reader: Reader,
  draft: FreezeDraft,
  problem?: Refusal,
): Promise<MaintenanceAnswer> {
  const now = app.clock.now();
  // Neither a name nor a reason is needed to say when it lasts.
  const asked = { ...draft, name: 'any', reason: 'any', scope: 'all', effect: 'warns' };
  const read = readFreeze(asked, { fleet: await fleetOf(reader), now, zone: app.zone });
  return {
    kind: 'freeze-form',
    asOf: now,
    ...(problem && { problem }),
    draft,
    readBack: read.ok ? freezeText(read.value) : null,
    scopes: await scopeChoices(reader),
  };
}
