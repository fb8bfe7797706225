import { parseInstant } from '../../core/clock.ts';
import type { Instant } from '../../core/clock.ts';
import type { Era, Fact } from '../observation.ts';
import { eraA } from './paths.ts';
import { reach } from './source.ts';
import type { Source } from './source.ts';

const CLASS = 'HealthChecker.HealthCheckerExchangeServer';
// Health Checker's multi-threading release.
const SINCE_C = '25.09.16';
const SINCE_C_INSTANT = parseInstant('2025-09-16T00:00Z') as Instant;

/**
 * A is told by its class or by its summary object. B and C have the same members: the script's version tells them apart,
 * and only words depend on it.
 */
export function eraOf(source: Source, scriptVersion: Fact<string>, generatedAt: Fact<Instant>): Era {
  const isClass = source.root.types?.some((type) => type.replace(/^Deserialized\./, '') === CLASS) ?? false;
  if (isClass || reach(source, eraA.summary).kind !== 'absent') return 'A';
  const version = scriptVersion.known ? /^\d{2}\.\d{2}\.\d{2}/.exec(scriptVersion.value)?.[0] : undefined;
  if (version !== undefined) return version >= SINCE_C ? 'C' : 'B';
  return generatedAt.known && generatedAt.value < SINCE_C_INSTANT ? 'B' : 'C';
}
