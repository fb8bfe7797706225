import type { DeskAnswer } from './desk-command.ts';

/** What was done or why not, for a conversation that is told no names; null: nothing is said, or a server is named in it. */
export function noticeWithoutNames(answer: DeskAnswer): string | null {
  if ((answer.kind !== 'change' && answer.kind !== 'rollout') || answer.notice === null) return null;
  const told = answer.kind === 'change' ? [answer.view] : answer.parts;
  const notice = answer.notice.toLowerCase();
  const named = told.flatMap(({ servers, conflicts }) => [
    ...servers.flatMap(({ id, name }) => [id, name]),
    // Conflicts name servers of other changes too.
    ...conflicts.map(({ text }) => text),
  ]);
  return named.some((name) => name !== '' && notice.includes(name.toLowerCase())) ? null : answer.notice;
}
