import { type ChangeState, changeStates, isOpen, transitions } from './states.ts';

/** The life of a change as a Mermaid state diagram, from the table that decides. */
export function renderDiagram(): string {
  const moves = changeStates.flatMap((state) => movesOf(state));
  const ends = changeStates.filter((state) => !isOpen(state)).map((state) => `  ${id(state)} --> [*]`);
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...changeStates.filter((state) => id(state) !== state).map((state) => `  state "${words(state)}" as ${id(state)}`),
    '  [*] --> proposed: propose',
    `  [*] --> ${id('in-progress')}: declare (emergency)`,
    ...moves,
    ...ends,
    '```',
  ].join('\n');
}

/** One arrow for each pair of states, with everything that leads along it. */
function movesOf(from: ChangeState): string[] {
  const events = new Map<ChangeState, string[]>();
  for (const [event, to] of Object.entries(transitions[from]) as [string, ChangeState][]) {
    events.set(to, [...(events.get(to) ?? []), event]);
  }
  return [...events].map(([to, names]) => `  ${id(from)} --> ${id(to)}: ${names.join(', ')}`);
}

function id(state: ChangeState): string {
  return state.replaceAll('-', '_');
}

function words(state: ChangeState): string {
  return state.replaceAll('-', ' ');
}
