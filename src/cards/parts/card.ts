import type { CardElementArray, IAdaptiveCard, IExecuteAction } from '@microsoft/teams.cards';
import { plain } from './escape.ts';

/** Bytes of JSON in UTF-8. Teams takes more; phones and slow links are why it stays this small. */
export const CARD_LIMIT = 20_000;
export const ACTION_LIMIT = 6;

/** A card and the same in one or two plain sentences, for notifications and for clients that show no card. */
export interface Presented {
  readonly card: IAdaptiveCard;
  readonly text: string;
}

export interface Draft {
  readonly summary: string;
  readonly body: CardElementArray;
  readonly actions: readonly IExecuteAction[];
  readonly wide?: boolean;
}

export function finish(draft: Draft): Presented {
  const summary = plain(draft.summary, 300) || 'Patchwarden';
  return {
    text: summary,
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      fallbackText: summary,
      speak: summary,
      ...(draft.wide && { msteams: { width: 'full' as const } }),
      body: draft.body,
      ...(draft.actions.length > 0 && { actions: draft.actions.slice(0, ACTION_LIMIT) }),
    },
  };
}

/** How much a card may say: rows of a table, and code points of one name and of one sentence. */
export interface Room {
  readonly rows: number;
  readonly name: number;
  readonly sentence: number;
}

const rooms: readonly Room[] = [
  { rows: 100, name: 80, sentence: 400 },
  { rows: 24, name: 60, sentence: 240 },
  { rows: 12, name: 40, sentence: 120 },
  { rows: 8, name: 32, sentence: 80 },
  { rows: 5, name: 24, sentence: 60 },
  { rows: 2, name: 16, sentence: 40 },
  { rows: 1, name: 8, sentence: 24 },
];

/** Of a form, and of what somebody decides upon: names get shorter before anything is left out. */
export const wholeRooms: readonly Room[] = [
  { rows: 100, name: 80, sentence: 1000 },
  { rows: 60, name: 40, sentence: 400 },
  { rows: 60, name: 24, sentence: 160 },
  { rows: 50, name: 16, sentence: 80 },
  { rows: 24, name: 24, sentence: 120 },
  { rows: 12, name: 24, sentence: 120 },
  { rows: 8, name: 16, sentence: 80 },
  { rows: 5, name: 16, sentence: 60 },
  { rows: 2, name: 16, sentence: 40 },
  { rows: 1, name: 8, sentence: 24 },
];

/** Drafts with ever less room until the card fits. Every draft says itself how many rows it left out. */
export function fitted(draft: (room: Room) => Draft, tried: readonly Room[] = rooms): Presented {
  let presented: Presented | null = null;
  for (const room of tried) {
    presented = finish(draft(room));
    if (sizeOf(presented.card) <= CARD_LIMIT) break;
  }
  if (!presented) throw new Error('a card needs at least one room');
  return presented;
}

export function sizeOf(card: IAdaptiveCard): number {
  return Buffer.byteLength(JSON.stringify(card), 'utf8');
}
