import type { Plan } from './model.ts';
import { type WorkKind, workKinds } from './work.ts';

// Source: learn.microsoft.com, "Manage database availability groups" and "Recover Exchange servers"; announcements of 2026.
const installationImpact =
  'Each server is out of service for 60 to 90 minutes an installation, with restarts, one server after another.';
const removalBackout =
  'Until Exchange is uninstalled, what was moved can be moved back. Afterwards there is no way back but to set up a server anew.';
const recovery =
  'There is no way back: uninstalling removes Exchange. Recovery plan: rebuild the server with setup in recovery mode (RecoverServer), its databases from another DAG copy or from the backup taken before the window.';

const impacts: Readonly<Record<WorkKind, string>> = {
  repair: 'The Mitigation service may restart; mail and clients are not interrupted.',
  restart: 'Each server is out of service while it restarts, one server after another.',
  update: 'Each server is out of service for 60 to 90 minutes, with a restart, one server after another.',
  'cumulative-update': installationImpact,
  'move-to-se': installationImpact,
  retirement: 'The server leaves service for good.',
  replacement: 'What the server holds moves to the new one; then it leaves service for good.',
};
const DAG_IMPACT = 'Databases of a DAG member run on the other members meanwhile.';

const backouts: Readonly<Record<WorkKind, string>> = {
  repair: 'Set the switch, service or connection back to how it was.',
  restart: 'Nothing is installed, so there is nothing to take back.',
  update: 'Uninstall the update, restart, and see that the Exchange services run.',
  'cumulative-update': recovery,
  'move-to-se': recovery,
  retirement: removalBackout,
  replacement: removalBackout,
};
const AD_BACKOUT = "Active Directory can't be set back: have a system state backup of a domain controller.";

/** What people feel of it, where the form leaves that empty. */
export function usualImpact(works: readonly WorkKind[], dag: boolean): string {
  return joined([...inOrder(works).map((work) => impacts[work]), ...(dag ? [DAG_IMPACT] : [])]);
}

/** How it is taken back, or what is done where it can't be. */
export function usualBackout(works: readonly WorkKind[], { adPrep }: Pick<Plan, 'adPrep'>): string {
  return joined([...inOrder(works).map((work) => backouts[work]), ...(adPrep ? [AD_BACKOUT] : [])]);
}

/**
 * Whether a text consists of sentences of ours alone, or of none: it came with the form and was meant for the targets that
 * stood in it then, so it is written anew for those that were chosen.
 */
export function isUsualText(text: string): boolean {
  const known = [...Object.values(impacts), DAG_IMPACT, ...Object.values(backouts), AD_BACKOUT];
  return known.reduce((left, sentence) => left.replaceAll(sentence, ''), text).trim() === '';
}

/** The heaviest first. */
function inOrder(works: readonly WorkKind[]): WorkKind[] {
  return workKinds.filter((work) => works.includes(work)).reverse();
}

function joined(sentences: readonly string[]): string {
  return [...new Set(sentences)].join(' ');
}
