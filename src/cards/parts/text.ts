import type { ITextBlock, TextColor } from '@microsoft/teams.cards';
import { clean, markdown } from './escape.ts';

export interface TextStyle {
  readonly size?: 'Small' | 'Medium' | 'Large';
  readonly bold?: boolean;
  readonly subtle?: boolean;
  readonly color?: TextColor;
  readonly spacing?: 'None' | 'Small' | 'Medium' | 'Large';
  readonly separator?: boolean;
  /** Longest text in code points. */
  readonly max?: number;
}

const LONGEST = 400;

/** Clients leave an empty block out, and what stands beside it would speak of nothing. */
const EMPTY = '(empty)';

/** A TextBlock of any string: what stands in it is shown as it is and never acts as Markdown. */
export function text(content: string, style: TextStyle = {}): ITextBlock {
  return block(markdown(content, style.max ?? LONGEST), style);
}

/** Several lines in one TextBlock, each shown as it is. */
export function lines(contents: readonly string[], style: TextStyle = {}): ITextBlock {
  return block(contents.map((line) => markdown(line, style.max ?? LONGEST) || EMPTY).join('\n\n'), style);
}

/** The card's verdict line. */
export function heading(content: string, color?: TextColor): ITextBlock {
  const style: TextStyle = { size: 'Large', bold: true, max: 160, ...(color && { color }) };
  return { ...text(content, style), style: 'heading' };
}

export function subheading(content: string): ITextBlock {
  return { ...text(content, { bold: true, spacing: 'Medium' }), style: 'heading' };
}

function block(ready: string, style: TextStyle): ITextBlock {
  return {
    type: 'TextBlock',
    text: ready || EMPTY,
    wrap: true,
    ...(style.size && { size: style.size }),
    ...(style.bold && { weight: 'Bolder' as const }),
    ...(style.subtle && { isSubtle: true }),
    ...(style.color && { color: style.color }),
    ...(style.spacing && { spacing: style.spacing }),
    ...(style.separator && { separator: true }),
  };
}

/** Sentences one after another, each with its full stop, at most so many; then how many more. */
export function sentencesText(sentences: readonly string[], most: number, longest: number): string {
  const shown = sentences.slice(0, most).flatMap((sentence) => {
    const said = clean(sentence, longest);
    return said === '' ? [] : [/[.?!…]$/.test(said) ? said : `${said}.`];
  });
  const left = sentences.length - Math.min(most, sentences.length);
  return [...shown, ...(left > 0 ? [`And ${left} more.`] : [])].join(' ');
}
