import { type PersonKey, personOf } from '../../people/identity.ts';
import type { ChangeView, Vote } from '../../changes/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { approvalsOn } from './change-words.ts';
import { clean } from './escape.ts';
import type { Fact } from './facts.ts';
import { datedMoment, knownZone } from './when.ts';
import { peopleText, personText, upToText, whoText } from './who.ts';

/** `Bo Berg for Cy Chen, Mon 23 Nov 2026, 10:42`. */
export function voteText({ voter, onBehalfOf, reason, at }: Vote, zone: string, room: Room): string {
  const whose = onBehalfOf === null ? '' : ` for ${personText(onBehalfOf, room)}`;
  const why = reason === null || reason === '' ? '' : `: “${clean(reason, room.sentence)}”`;
  return `${whoText(voter, room)}${whose}, ${datedMoment(at, knownZone(zone))}${why}`;
}

/** While it waits: who has answered, whom it waits for, who was not reached, when it lapses. */
export function waitingFacts(view: ChangeView, zone: string, room: Room): readonly Fact[] {
  const { approvals } = view;
  const { needed, may, asked, lapsesAt } = approvals;
  const given = approvalsOn(view);
  const answered = answeredBy(view);
  const waitsFor = asked.filter(({ person, reached }) => reached && !answered.has(person.person));
  const unreached = asked.filter(({ reached }) => !reached);
  const isAll = unreached.length === may.length && unreached.length > 1 && waitsFor.length === 0;
  const fallbacks = asked.filter(({ fallback }) => fallback);
  const names = (people: typeof asked) =>
    peopleText(
      people.map(({ person }) => person),
      room,
    );
  return [
    ['Approvals', neededText(needed, given.length)],
    ...(given.length > 0
      ? ([
          [
            'Approved by',
            upToText(
              given.map((vote) => voteText(vote, zone, room)),
              4,
            ),
          ],
        ] as const)
      : []),
    ...(needed > 0 ? ([['May approve', may.length > 0 ? peopleText(may, room) : NOBODY]] as const) : []),
    ...(waitsFor.length > 0 ? ([['Asked, no answer yet', names(waitsFor)]] as const) : []),
    ...(unreached.length > 0
      ? ([
          ['Not reached', `${isAll ? 'all of them' : names(unreached)}: no chat with Patchwarden yet, so tell them`],
        ] as const)
      : []),
    ...(fallbacks.length > 0 ? ([['Asked as fallback', names(fallbacks)]] as const) : []),
    ...(needed > 0
      ? ([['Lapses', `${datedMoment(lapsesAt, knownZone(zone))} ${knownZone(zone)}, when the window begins`]] as const)
      : []),
  ];
}

const NOBODY = '✖ nobody: an admin can grant the role with: grant approver @name';

function neededText(needed: number, given: number): string {
  if (needed === 0) return 'none: no second person is required by policy';
  return needed === 1 || given >= needed ? `${given} of ${needed}` : `${given} of ${needed}, by different people`;
}

/** Once decided: by whom, when, and why where a reason was given. */
export function decidedFacts(view: ChangeView, zone: string, room: Room): readonly Fact[] {
  const { approvals, change } = view;
  const { approvedBy } = change.record;
  const approved = approvalsOn(view);
  const rejected = approvals.votes.filter(({ vote }) => vote === 'reject');
  return [
    ...(approvedBy?.kind === 'policy' ? ([['Approved by', 'policy: no second person is required']] as const) : []),
    ...(approvedBy?.kind === 'rule'
      ? ([['Approved by', `maintenance rule ${clean(approvedBy.rule, room.name)}`]] as const)
      : []),
    ...(approved.length > 0
      ? ([
          [
            'Approved by',
            upToText(
              approved.map((vote) => voteText(vote, zone, room)),
              4,
            ),
          ],
        ] as const)
      : []),
    ...(rejected.length > 0
      ? ([
          [
            'Rejected by',
            upToText(
              rejected.map((vote) => voteText(vote, zone, room)),
              4,
            ),
          ],
        ] as const)
      : []),
  ];
}

/** What an edit changed, and whose votes it made void. */
export function editedText(view: ChangeView, room: Room): string | null {
  const { edited } = view.change.record;
  if (edited.length === 0) return null;
  const shown = edited.slice(0, Math.min(6, room.rows)).map((sentence) => clean(sentence, room.sentence));
  const left = edited.length - shown.length;
  const voided = view.approvals.void.length;
  const votes =
    voided > 0 ? ` ${countText(voided, 'vote')} on the earlier plan ${voided === 1 ? 'is' : 'are'} void.` : '';
  return `Edited: ${[...shown, ...(left > 0 ? [`and ${left} more`] : [])].join(' ')}${votes}`;
}

export function isAuthor({ change }: ChangeView, viewer: PersonKey): boolean {
  return change.record.authors.includes(viewer) || personOf(change.requester) === viewer;
}

export function hasVoted(view: ChangeView, viewer: PersonKey): boolean {
  return answeredBy(view).has(viewer);
}

function answeredBy({ approvals }: ChangeView): ReadonlySet<PersonKey> {
  return new Set(
    approvals.votes.flatMap(({ voter, onBehalfOf }) => {
      const person = personOf(voter);
      return [...(person === null ? [] : [person]), ...(onBehalfOf === null ? [] : [onBehalfOf.person])];
    }),
  );
}
