import type { Actor } from '../core/actor.ts';

/** The demo's company, which exists in the Playground's configuration only. */
export const DEMO_TENANT = '11111111-1111-4111-8111-111111111111';

export interface DemoPerson {
  readonly login: string;
  readonly given: string;
  readonly surname: string;
  readonly aadObjectId: string;
}

function person(login: string, given: string, surname: string, number: number): DemoPerson {
  return { login, given, surname, aadObjectId: `00000000-0000-4000-8000-00000000000${number}` };
}

/** Who sits at the Playground. */
export const newcomer = person('ana', 'Ana', 'Lopez', 1);

export const colleagues = {
  bo: person('bo', 'Bo', 'Berg', 2),
  cy: person('cy', 'Cy', 'Chen', 3),
  di: person('di', 'Di', 'Diaz', 4),
  ed: person('ed', 'Ed', 'Evans', 5),
  fi: person('fi', 'Fi', 'Frank', 6),
} as const;

export function nameOf({ given, surname }: DemoPerson): string {
  return `${given} ${surname}`;
}

export function actorOf(person: DemoPerson): Actor & { readonly kind: 'user' } {
  return { kind: 'user', tenantId: DEMO_TENANT, aadObjectId: person.aadObjectId, name: nameOf(person) };
}
