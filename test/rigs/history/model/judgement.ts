/**
 * What a delivery has to come to: it is done, refused, finds nothing to do, or gets what its press was answered with before.
 * `either`: what the plan's servers need is not told exactly enough by the model.
 */
export type Judgement = { readonly is: 'done' | 'refused' | 'nothing' | 'repeated' | 'either'; readonly why: string };

export const done = (why = 'allowed'): Judgement => ({ is: 'done', why });
export const refused = (why: string): Judgement => ({ is: 'refused', why });
export const nothing = (why: string): Judgement => ({ is: 'nothing', why });

/** Of what blocks a plan; null: nothing does. */
export function blockedBy(keys: readonly string[]): Judgement | null {
  return keys.length === 0 ? null : refused(`${BLOCKED}${keys.join(', ')}`);
}

const BLOCKED = 'blocked: ';

/** The types of the conflicts that something was refused for, each once. */
export function typesIn({ is, why }: Judgement): string[] {
  if (is !== 'refused' || !why.startsWith(BLOCKED)) return [];
  const keys = why.slice(BLOCKED.length).split(', ');
  return [...new Set(keys.flatMap((key) => key.split(' ')[0] ?? []))];
}
