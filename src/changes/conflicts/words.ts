import { actorName } from '../../core/actor-name.ts';
import { isoOf } from '../../core/clock.ts';
import type { StandingConflict } from './model.ts';

/** `blocks: FAIL-01 is in CHG-0002.`, `overridden by Bo Berg (The board knows): …`, `warns: …`. */
export function standingText({ severity, override, text }: StandingConflict): string {
  if (override === null) return `${severity}: ${text}`;
  const { by, onBehalfOf, reason } = override;
  const whose = onBehalfOf === null ? '' : ` for ${onBehalfOf.name ?? onBehalfOf.person}`;
  return `overridden by ${actorName(by)}${whose} (${reason}): ${text}`;
}

/** With instants in ISO 8601. */
export function conflictJson({ override, ...conflict }: StandingConflict): object {
  return { ...conflict, override: override && { ...override, at: isoOf(override.at) } };
}
