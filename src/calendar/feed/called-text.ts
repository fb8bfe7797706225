import type { FeedState } from './model.ts';

/** `Freeze: Year end`; where names are not told `Freeze FREEZE-0001`, as what people called it may name a server. */
export function calledText(
  what: string,
  { id, name }: { readonly id: string; readonly name: string },
  audience: FeedState['audience'],
): string {
  return audience === 'names' ? `${what}: ${name}` : `${what} ${id}`;
}
