import type { Incoming } from './activity.ts';

const entityNames: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * What a person wrote, without the bot's mention, as plain text on one line.
 * In channels Teams marks mentions as `<at>name</at>` and sends hard spaces and HTML entities; other people's mentions keep their name.
 */
export function commandText(incoming: Pick<Incoming, 'text' | 'entities' | 'recipient'>): string {
  const { recipient } = incoming;
  let text = incoming.text ?? '';
  for (const entity of incoming.entities ?? []) {
    if (entity.type === 'mention' && entity.mentioned?.id === recipient.id && entity.text)
      text = text.replaceAll(entity.text, ' ');
  }
  text = text.replace(/<at\b[^<>]*>([^<>]*)<\/at>/gi, (whole, name: string) =>
    sameName(name, recipient.name) ? ' ' : whole,
  );
  text = plainText(text);
  return recipient.name ? withoutLeadingName(text, recipient.name) : text;
}

/** Text as Teams sends it, on one line, mentions by their names. */
export function plainText(text: string): string {
  const bare = text.replace(/<at\b[^<>]*>([^<>]*)<\/at>/gi, '$1').replace(/<\/?(?:p|div|span|br)\b[^<>]*>/gi, ' ');
  return oneLine(decodeEntities(bare));
}

function sameName(name: string, recipient: string | null | undefined): boolean {
  return recipient != null && oneLine(decodeEntities(name)).toLowerCase() === recipient.trim().toLowerCase();
}

/** `@Patchwarden failing` as typed where a client offers no mentions. */
function withoutLeadingName(text: string, name: string): string {
  const mention = `@${name.trim()}`.toLowerCase();
  if (!text.toLowerCase().startsWith(mention)) return text;
  const rest = text.slice(mention.length);
  return /^[\s,:]|^$/.test(rest) ? rest.replace(/^[\s,:]+/, '') : text;
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entityNames[name.toLowerCase()] ?? whole;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function oneLine(text: string): string {
  return text
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
