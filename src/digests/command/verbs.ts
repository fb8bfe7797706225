/** What is to be done with the digest. `give` and `settings` leave it to the rest of the command. */
export type Verb = 'off' | 'now' | 'show' | 'on' | 'set' | 'give' | 'settings';

const words: readonly (readonly [Verb, string])[] = [
  ['off', 'off stop disable cancel unsubscribe remove delete end mute no dont never'],
  ['now', 'now immediately'],
  ['show', 'show what whats when whens is which view display see how status info help next last'],
  ['on', 'on enable start resume subscribe activate'],
  ['set', 'set change make configure setup edit update create add want need'],
  ['give', 'send post give get'],
  ['settings', 'settings setting schedule'],
];
const byWord: ReadonlyMap<string, Verb> = new Map(
  words.flatMap(([verb, forms]) => forms.split(' ').map((form) => [form, verb] as const)),
);

const FILLERS = new Set(
  [
    'please pls patchwarden can could would you i we to a an the our my me us it its this that then and or , ; &',
    'right up turn switch any more do be with just only like here at every each scheduled',
    'time local days minimum channel channels chat conversation',
  ].flatMap((words) => words.split(' ')),
);

export function verbOf(key: string): Verb | null {
  return byWord.get(key) ?? null;
}

/** A word that changes nothing. */
export function isFiller(key: string): boolean {
  return FILLERS.has(key);
}
