import { organisationId } from '../../core/ids.ts';
import type { Observation } from '../observation.ts';
import { reach } from './source.ts';
import type { Source } from './source.ts';
import { text } from './values.ts';

type Organisation = NonNullable<Observation['organisation']>;

const CONTAINER = ['CN=Microsoft Exchange', 'CN=Services', 'CN=Configuration'].map((part) => part.toLowerCase());

/**
 * The organisation in which the distinguished names at `paths` lie. Null where there is none and where they name two:
 * the switch of one organisation must not speak for a server of another.
 */
export function organisationOf(source: Source, paths: readonly string[]): Organisation | null {
  const [first, ...others] = paths.flatMap((path) => {
    const found = reach(source, path);
    return (found.kind === 'node' ? fromDistinguishedName(text(found.node) ?? '') : null) ?? [];
  });
  return first !== undefined && others.every(({ id }) => id === first.id) ? first : null;
}

/**
 * `…,CN=ContosoORG,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=test` is ContosoORG with the id
 * `contosoorg@contoso.test`. Null for a name outside a domain, as on an Edge server without a subscription.
 */
function fromDistinguishedName(distinguishedName: string): Organisation | null {
  const parts = components(distinguishedName);
  const at = parts.findIndex((_, i) => CONTAINER.every((part, j) => parts[i + j]?.toLowerCase() === part));
  const name = attributeValue(parts[at - 1] ?? '', 'CN');
  const domain = parts.slice(at + CONTAINER.length).map((part) => attributeValue(part, 'DC'));
  if (at < 1 || !name || domain.length === 0 || domain.some((label) => !label)) return null;
  return { id: organisationId(`${name}@${domain.join('.')}`), name };
}

/** Splits at commas that are not escaped. */
function components(distinguishedName: string): string[] {
  return (distinguishedName.match(/(?:\\.|[^,\\])+/g) ?? []).map((part) => part.trim());
}

/** RFC 4514: a backslash stands before the character itself or before its two hexadecimal digits. */
function attributeValue(component: string, type: 'CN' | 'DC'): string | null {
  if (!component.toUpperCase().startsWith(`${type}=`)) return null;
  const bytes = component
    .slice(3)
    .replace(/(?:\\[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('\\', ''), 'hex').toString());
  return bytes.replace(/\\(.)/g, '$1').trim();
}
