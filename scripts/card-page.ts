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

export interface Rendered {
  readonly problems: readonly string[];
}

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
    actions: { maxActions: 6, spacing: 'default', buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left' },
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

export interface PageInput {
  readonly card: unknown;
  readonly config: object;
  readonly look: Look;
  readonly onlyTeams: readonly string[];
}

/** Runs in the page: draws the card and tells what is wrong with it. Uses nothing from outside itself. */
export function renderInPage({ card, config, look, onlyTeams }: PageInput): Rendered {
  // biome-ignore lint/suspicious/noExplicitAny: the library is a global of the page
  const AC = (globalThis as any).AdaptiveCards;
  const document = (globalThis as any).document;
  const problems: string[] = [];
  document.body.innerHTML = '';
  document.body.style.cssText = `margin:0;padding:8px;background:${look.dark ? '#1f1f1f' : '#f0f0f0'}`;

  // Teams turns backslash escapes into what they stand for, and a blank line into a paragraph.
  AC.AdaptiveCard.onProcessMarkdown = (text: string, result: any) => {
    const safe = text.replace(/\\([!-/:-@[-`{-~])/g, '$1').replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    result.outputHtml = safe.split('\n\n').map((paragraph) => `<p style="margin:0 0 2px">${paragraph}</p>`).join('');
    result.didProcess = true;
  };
  const context = new AC.SerializationContext();
  const elements = new AC.CardObjectRegistry();
  AC.GlobalRegistry.populateWithDefaultElements(elements);
  for (const type of look.without) elements.unregister(type);
  context.setElementRegistry(elements);
  const adaptiveCard = new AC.AdaptiveCard();
  adaptiveCard.hostConfig = new AC.HostConfig(config);
  adaptiveCard.parse(card, context);

  for (let index = 0; index < context.eventCount; index++) {
    const { message } = context.getEventAt(index);
    if (![...onlyTeams, ...look.without].some((type) => message.includes(type))) problems.push(message);
  }
  for (const { errors = [] } of adaptiveCard.validateProperties().validationEvents ?? []) problems.push(...errors);
  for (const event of adaptiveCard.validateProperties().validationEvents ?? []) problems.push(event.message);

  const holder = document.createElement('div');
  holder.style.cssText = `border-radius:4px;border:1px solid ${look.dark ? '#484644' : '#e1dfdd'};background:${look.dark ? '#292929' : '#fff'}`;
  document.body.appendChild(holder);
  const style = document.createElement('style');
  style.textContent = `
    .ac-pushButton { font: 600 14px 'Segoe UI','Liberation Sans',sans-serif; padding: 5px 12px; border-radius: 4px; border: 1px solid ${look.dark ? '#616161' : '#d1d1d1'};
      background: ${look.dark ? '#292929' : '#fff'}; color: ${look.dark ? '#fff' : '#242424'}; margin-bottom: 8px; overflow: hidden; text-overflow: ellipsis; max-width: 100%; }
    .ac-pushButton.style-positive { background: #5b5fc7; color: #fff; border-color: #5b5fc7; }
    .ac-actionSet { flex-wrap: wrap !important; }
    .ac-input.ac-multichoiceInput { width: 100%; padding: 5px; border-radius: 4px; background: inherit; color: inherit; }
    .ac-textBlock { overflow-wrap: anywhere; }`;
  holder.appendChild(style);
  const drawn = adaptiveCard.render(holder);
  if (!drawn) return { problems: [...problems, 'nothing was drawn'] };

  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > limit) problems.push(`it is ${document.documentElement.scrollWidth} pixels wide in ${limit}`);
  for (const element of holder.querySelectorAll('*')) {
    const { right, width } = element.getBoundingClientRect();
    if (width > 0 && right > limit) problems.push(`<${element.tagName.toLowerCase()} class="${element.className}"> ends at ${Math.round(right)} of ${limit}`);
  }
  return { problems };
}
