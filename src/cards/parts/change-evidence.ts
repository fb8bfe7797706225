import type { CardElementArray } from '@microsoft/teams.cards';
import { DAY, type Instant } from '../../core/clock.ts';
import type { ChangeServerView, ChangeView } from '../../changes/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { changeServerName } from './change-servers.ts';
import { clean } from './escape.ts';
import type { Fact } from './facts.ts';
import { lines, text } from './text.ts';
import { age, datedMoment, knownZone } from './when.ts';
import { upToText } from './who.ts';

/** Evidence older than that when the work begins may no longer be how the server is. */
const OLD_EVIDENCE = 7 * DAY;

export function isProven({ proof }: ChangeServerView): boolean {
  return proof !== null && proof.missing.length === 0;
}

/** At the start old evidence is the moment to look again. */
export function oldEvidence(view: ChangeView, room: Room): CardElementArray {
  if (view.state !== 'approved' || view.asOf < view.change.plan.window.start - DAY) return [];
  const old = view.servers.filter(({ observedAt }) => observedAt === null || view.asOf - observedAt >= OLD_EVIDENCE);
  if (old.length === 0) return [];
  const shown = old.slice(0, Math.min(4, room.rows)).map((server) => evidenceOf(server, view, room));
  const left = old.length - shown.length;
  return [
    text(
      `✖ Old evidence: ${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''}. Run Health Checker before the start.`,
      { color: 'Attention' },
    ),
  ];
}

function evidenceOf(server: ChangeServerView, { asOf }: ChangeView, room: Room): string {
  const name = changeServerName(server, room);
  return server.observedAt === null
    ? `${name} has no report that counts`
    : `the newest report of ${name} is ${age(server.observedAt, asOf)} old`;
}

/** Server by server what keeps it from being verified. */
export function missingProof(view: ChangeView, room: Room): CardElementArray {
  if (view.state !== 'implemented' && view.state !== 'missed') return [];
  const open = view.servers.filter((server) => !isProven(server));
  if (open.length === 0) return [];
  const shown = open.slice(0, Math.min(20, room.rows)).map((server) => {
    const all = server.proof?.missing ?? [];
    const said = all.slice(0, Math.min(4, room.rows)).map((sentence) => clean(sentence, room.sentence));
    const more = all.length - said.length;
    // Of what was never started no report is expected, so that none is held against it before it proves the whole.
    const none = view.state === 'missed' ? 'No report proves it yet.' : 'No report from after the start came in yet.';
    const why = [...said, ...(more > 0 ? [`and ${more} more`] : [])].join(' ') || none;
    // An older one says of itself of when it is.
    const from = evidenceSince(view, server.proof?.generatedAt ?? null);
    return `? ${changeServerName(server, room)}: ${why}${from === null || said.length === 0 ? '' : ` Report ${age(from, view.asOf)} old.`}`;
  });
  const left = open.length - shown.length;
  return [
    text(
      view.servers.length === 1
        ? 'Missing for proof:'
        : `Missing for proof, ${open.length} of ${countText(view.servers.length, 'server')}:`,
      { bold: true, spacing: 'Medium' },
    ),
    lines([...shown, ...(left > 0 ? [`and ${countText(left, 'more server')}`] : [])], { spacing: 'Small', max: 700 }),
    text(
      open.length === 1
        ? 'Run Health Checker on it and bring the .xml file in. The change closes by itself when the report shows it.'
        : 'Run Health Checker on each and bring the .xml files in. The change closes by itself when the reports show it.',
    ),
  ];
}

/** When the report was generated, where it is from after the start. */
function evidenceSince({ change }: ChangeView, generatedAt: Instant | null): Instant | null {
  const { startedAt } = change.record;
  return generatedAt !== null && startedAt !== null && generatedAt >= startedAt ? generatedAt : null;
}

/** The reports that proved it, server by server. */
export function provenBy(view: ChangeView, zone: string, room: Room): readonly Fact[] {
  const known = knownZone(zone);
  const proofs = view.servers.flatMap((server) =>
    server.proof !== null && isProven(server)
      ? [`${changeServerName(server, room)}: ${proofText(server.proof, known, room)}`]
      : [],
  );
  return proofs.length === 0 ? [] : [['Proven by', upToText(proofs, Math.max(1, Math.min(12, room.rows)))]];
}

function proofText(proof: NonNullable<ChangeServerView['proof']>, zone: string, room: Room): string {
  const parts = [
    proof.build === null ? null : `build ${clean(proof.build, 30)}`,
    proof.file === null ? null : clean(proof.file, room.name + 20),
    proof.generatedAt === null ? null : datedMoment(proof.generatedAt, zone),
  ];
  return parts.filter((part) => part !== null).join(', ') || 'retired';
}
