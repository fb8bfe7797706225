/** One way to look at a card. Widths in CSS pixels, with the chat's margins. */
export interface Look {
  readonly name: string;
  readonly width: number;
  readonly dark: boolean;
  /** Left out of the library, as on clients that are too old for them. */
  readonly without: readonly string[];
}

export const looks: readonly Look[] = [
  { name: 'light', width: 640, dark: false, without: [] },
  { name: 'dark', width: 640, dark: true, without: [] },
  { name: 'narrow', width: 320, dark: false, without: [] },
  { name: 'without-tables', width: 320, dark: false, without: ['Table'] },
];

/** Colours, sizes and spacings near those of Teams. */
export function hostConfig({ dark }: Look): object {
  const ink = dark ? '#ffffff' : '#242424';
  const paper = dark ? '#292929' : '#ffffff';
  const tone = (color: string) => ({ default: color, subtle: color });
  const foreground = {
    default: { default: ink, subtle: dark ? '#adadad' : '#616161' },
    accent: tone(dark ? '#7f85f5' : '#5b5fc7'),
    good: tone(dark ? '#92c353' : '#237b4b'),
    warning: tone(dark ? '#f8d22a' : '#835c00'),
    attention: tone(dark ? '#f9526b' : '#c4314b'),
  };
  const style = { backgroundColor: paper, foregroundColors: foreground };
  return {
    fontFamily: "'Segoe UI', 'Liberation Sans', Arial, sans-serif",
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: dark ? '#484644' : '#e1dfdd' },
    supportsInteractivity: true,
    containerStyles: { default: style, emphasis: { ...style, backgroundColor: dark ? '#1f1f1f' : '#f5f5f5' } },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    factSet: {
      title: { weight: 'bolder', wrap: true, maxWidth: 190 },
      value: { weight: 'default', wrap: true },
      spacing: 16,
    },
    table: { cellSpacing: 8 },
    hostWidthBreakpoints: { veryNarrow: 216, narrow: 413, standard: 500 },
    textStyles: { heading: { size: 'large', weight: 'bolder' }, columnHeader: { size: 'small', weight: 'bolder' } },
  };
}
