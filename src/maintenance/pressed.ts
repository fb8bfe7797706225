import type { RefusalCode } from '../core/result.ts';
import type { MaintenanceApp } from './app.ts';
import { listRules } from './lists.ts';
import type { MaintenanceAnswer } from './model.ts';
import type { PressOutcome } from './press.ts';

/** Refused for what the rule or freeze is, or for who pressed: how things stand says the rest. */
const SHOWN: ReadonlySet<RefusalCode> = new Set(['conflict', 'not-allowed']);

/** The answer to a press of a button: all rules and freezes as they are now, with what came of it as its sentence. */
export async function pressed(app: MaintenanceApp, done: PressOutcome): Promise<MaintenanceAnswer> {
  if (done.kind === 'done') return listRules(app, done.notice);
  const { refusal, hidden } = done;
  if (hidden || !SHOWN.has(refusal.code)) return { kind: 'refused', refusal };
  return listRules(app, `${refusal.message} ${refusal.hint}`);
}
