/** One element of a CLIXML document with its offsets in the text. */
export interface Element {
  readonly tag: string;
  /** Its `N` attribute: the member's name. */
  readonly name: string | null;
  /** The text between the tags; empty for an element with children. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Element[];
}

const TAG = /<(\/?)([A-Za-z0-9]+)((?:\s[^>]*?)?)(\/?)>/g;

/** The document element. Made for well-formed CLIXML without comments or CDATA; it checks nothing. */
export function readElements(xml: string): Element {
  interface Open {
    readonly tag: string;
    readonly name: string | null;
    readonly start: number;
    readonly inner: number;
    readonly children: Element[];
  }
  const open: Open[] = [{ tag: '', name: null, start: 0, inner: 0, children: [] }];

  for (const match of xml.matchAll(TAG)) {
    const [whole, closing, tag = '', attributes = '', selfClosing] = match;
    const end = match.index + whole.length;
    if (closing === '/') {
      const element = open.pop();
      if (!element) throw new Error('more closing than opening tags');
      const text = element.children.length > 0 ? '' : xml.slice(element.inner, match.index);
      open
        .at(-1)
        ?.children.push({ tag, name: element.name, text, start: element.start, end, children: element.children });
      continue;
    }
    const name = /\sN="([^"]*)"/.exec(attributes)?.[1] ?? null;
    if (selfClosing === '/') open.at(-1)?.children.push({ tag, name, text: '', start: match.index, end, children: [] });
    else open.push({ tag, name, start: match.index, inner: end, children: [] });
  }
  const root = open[0]?.children[0];
  if (!root || open.length > 1) throw new Error('not one closed document element');
  return root;
}

/**
 * Finds a member by path: `ExchangeInformation > GetExchangeServer > Fqdn`. A step is a member's name under `Props` or `MS`;
 * `[Name=X]` picks the item of a list whose member `Name` is X, `[0]` an item by its place.
 */
export function findMember(root: Element, path: string): Element | null {
  let at: Element | undefined = root;
  for (const step of path.split(' > ')) at = at && childOf(at, step);
  return at ?? null;
}

function childOf(element: Element, step: string): Element | undefined {
  const members = element.children
    .filter(({ tag }) => tag === 'Props' || tag === 'MS')
    .flatMap(({ children }) => children);
  const [, key, value] = /^\[(?:Name=)?(.*?)(\d*)\]$/.exec(step) ?? [];
  if (value === undefined) return members.find(({ name }) => name === step);

  const items = element.children.filter(({ tag }) => tag === 'LST' || tag === 'IE').flatMap(({ children }) => children);
  if (key === '') return items[Number(value)];
  return items.find((item) => childOf(item, 'Name')?.text === key + value);
}

/** The object that holds a report's members, for `findMember`. */
export function reportElement(xml: string): Element {
  const top = readElements(xml).children.find(({ tag }) => tag === 'Obj');
  const server = top && findMember(top, 'HealthCheckerExchangeServer');
  if (!server) throw new Error('not a Health Checker report');
  return server;
}

/** The document with one element replaced. */
export function replaceElement(xml: string, element: Element, replacement: string): string {
  return xml.slice(0, element.start) + replacement + xml.slice(element.end);
}
