import { HOUR, instant, later } from '../../src/core/clock.ts';
import { TZDATA } from '../../src/core/local-time.ts';
import { serverId } from '../../src/core/ids.ts';
import type { ChangeWindow, Draft, Plan, Target } from '../../src/changes/model.ts';

export const SE_BUILD: Target = { kind: 'build', build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU' };

/** Saturday 28 Nov 2026, 22:00 to Sunday 02:00 in Berlin, unless told otherwise. */
export function aWindow(over: Partial<ChangeWindow> = {}): ChangeWindow {
  const start = instant(Date.parse('2026-11-28T21:00:00Z'));
  return {
    start,
    end: later(start, 4 * HOUR),
    local: '2026-11-28T22:00',
    zone: 'Europe/Berlin',
    tzdata: TZDATA,
    ...over,
  };
}

export function aPlan(over: Partial<Plan> = {}): Plan {
  return {
    type: 'normal',
    servers: [
      { server: serverId('ber-ex02.contoso.test'), target: SE_BUILD },
      { server: serverId('ham-ex04.contoso.test'), target: SE_BUILD },
    ],
    window: aWindow(),
    reason: 'Cut off since July',
    risk: 'medium',
    riskWhy: ['A security update.'],
    impact: 'One server at a time is out of service.',
    backout: 'Uninstall the update.',
    adPrep: false,
    ...over,
  };
}

/** A draft as the form sends it, of these servers; targets as usual choices are not filled in by the reader. */
export function aDraft(servers: readonly (readonly [string, string])[], over: Partial<Draft> = {}): Draft {
  return {
    type: 'normal',
    servers: servers.map(([server, target], index) => ({ server, target, order: String(index + 1) })),
    date: '2026-11-28',
    time: '22:00',
    hours: '4',
    zone: 'Europe/Berlin',
    reason: 'Cut off since July',
    risk: '',
    impact: '',
    backout: '',
    adPrep: false,
    ...over,
  };
}
