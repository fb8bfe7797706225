import { ACTION_LIMIT, CARD_LIMIT } from '../../src/cards/parts/card.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Node = { readonly [key: string]: Json };

/** What a card does against the house's rules for cards; empty when it keeps them all. */
export function brokenRules(card: unknown): readonly string[] {
  const json = JSON.stringify(card);
  const root = JSON.parse(json) as Node;
  const nodes = [...walk(root)];
  const bytes = Buffer.byteLength(json, 'utf8');
  const shown = (root['actions'] as readonly Node[] | undefined) ?? [];
  return [
    ...(bytes > CARD_LIMIT ? [`${bytes} bytes`] : []),
    ...(shown.length > ACTION_LIMIT ? [`${shown.length} actions`] : []),
    ...(root['version'] === '1.5' ? [] : [`version ${root['version']}`]),
    ...['fallbackText', 'speak'].filter((key) => !said(root[key])).map((key) => `no ${key}`),
    ...nodes.flatMap(rulesOf),
    ...repeated(nodes.flatMap((node) => (typeof node['id'] === 'string' && isElement(node) ? [node['id']] : []))).map(
      (id) => `id ${id} twice`,
    ),
    ...(nodes.some((node) => node['style'] === 'heading') ? [] : ['no heading']),
  ];
}

function rulesOf(node: Node): readonly string[] {
  const type = node['type'];
  if (type === 'TextBlock')
    return node['wrap'] === true && said(node['text'])
      ? []
      : [`TextBlock ${JSON.stringify(node['text'])} is empty or does not wrap`];
  if (type === 'Table') return node['fallback'] ? [] : ['Table without fallback'];
  if (typeof type !== 'string') return [];
  if (type.startsWith('Chart.')) return node['fallback'] ? [] : [`${type} without fallback`];
  if (type === 'Input.Toggle') return said(node['title']) ? [] : ['tick box without a title'];
  if (type.startsWith('Input.')) return said(node['label']) ? [] : [`${type} without a label`];
  if (type === 'Action.Execute') return executeRules(node);
  if (type.startsWith('Action.') && type !== 'Action.Submit') return [`${type} is no action of ours`];
  return [];
}

function executeRules(node: Node): readonly string[] {
  const verb = node['verb'];
  const data = node['data'] as Node;
  const fallback = node['fallback'] as Node | undefined;
  return [
    ...(said(node['title']) ? [] : ['button without a title']),
    ...((verb === 'ask' || verb === 'act') && data[verb] && said(data['once'])
      ? []
      : [`button ${node['title']} without verb or once`]),
    ...(JSON.stringify(fallback?.['data']) === JSON.stringify({ verb, ...data })
      ? []
      : [`button ${node['title']}: its fallback asks something else`]),
  ];
}

/** What a button carries may have an id of its own. */
function isElement({ type }: Node): boolean {
  return typeof type === 'string' && /^[A-Z]/.test(type);
}

/** Every object in a card, fallbacks too. */
export function* walk(value: Json | undefined): Generator<Node> {
  if (Array.isArray(value)) for (const one of value as readonly Json[]) yield* walk(one);
  else if (value !== null && typeof value === 'object') {
    yield value as Node;
    for (const one of Object.values(value as Node)) yield* walk(one);
  }
}

function said(value: Json | undefined): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function repeated(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
