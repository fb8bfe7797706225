import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { root } from './run.ts';

/** What goes into the app package, or every reason why it can't be made. */
export type AppPackage =
  | { readonly ok: true; readonly files: readonly PackedFile[]; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

export interface PackedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Ingredients {
  /** Text of the manifest with its `${{NAME}}` placeholders. */
  readonly manifest: string;
  /** Values for the placeholders. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Reads a file beside the manifest; null where there is none. */
  readonly read: (name: string) => Buffer | null;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PLACEHOLDER = /\$\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;
/** Words that Microsoft's store keeps out of the name of an app. */
const RESERVED = /\b(?:teams|exchange|microsoft|outlook|office)\b/i;

/** Fills in the manifest, checks it against the schema it names and its icons against their sizes. */
export function makeAppPackage({ manifest, values, read }: Ingredients): AppPackage {
  const missing = placeholderProblems(manifest, values);
  if (missing.length > 0) return { ok: false, problems: missing };

  const filled = manifest.replaceAll(PLACEHOLDER, (_, name: string) => values[name]?.trim() ?? '');
  const parsed = parse(filled);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };

  const icons = iconsOf(parsed.value);
  const problems = [
    ...schemaProblems(parsed.value),
    ...nameProblems(parsed.value),
    ...addressProblems(parsed.value),
    ...icons.flatMap((icon) => iconProblems(icon, read)),
  ];
  if (problems.length > 0) return { ok: false, problems };

  const files = icons.flatMap(({ name }) => ({ name, bytes: read(name) ?? Buffer.alloc(0) }));
  return {
    ok: true,
    files: [{ name: 'manifest.json', bytes: Buffer.from(filled) }, ...files],
    remarks: remarksOn(parsed.value),
  };
}

function placeholderProblems(manifest: string, values: Ingredients['values']): string[] {
  const names = [...new Set([...manifest.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
  return names.flatMap((name) => {
    const value = values[name]?.trim() ?? '';
    if (value === '') return [`${name} is not set: put it into env/.env or the environment (a GUID)`];
    return GUID.test(value) ? [] : [`${name} is "${value}", which is not a GUID`];
  });
}

type Manifest = Readonly<Record<string, unknown>>;

function parse(
  text: string,
): { readonly ok: true; readonly value: Manifest } | { readonly ok: false; readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { ok: true, value: value as Manifest };
    return { ok: false, problem: 'manifest.json holds no JSON object' };
  } catch (error) {
    return {
      ok: false,
      problem: `manifest.json is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function schemaProblems(manifest: Manifest): string[] {
  const version = String(manifest.manifestVersion);
  const file = join(
    root,
    `node_modules/@microsoft/app-manifest/build/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`,
  );
  if (!/^\d+\.\d+$/.test(version) || !existsSync(file))
    return [`manifestVersion is "${version}": there is no schema of that version`];

  const schema: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  // Both are CommonJS, whose callable the type checker sees one level deeper than it stands at run time.
  const ajv = new (Ajv as unknown as typeof Ajv.default)({ strict: false, allErrors: true });
  (addFormats as unknown as typeof addFormats.default)(ajv);
  const validate = ajv.compile(schema as object);
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const property = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : '';
    return `manifest.json ${instancePath || '/'} ${message ?? 'is wrong'}${property}`;
  });
}

function nameProblems(manifest: Manifest): string[] {
  const names = Object.entries((manifest.name ?? {}) as Record<string, unknown>);
  return names.flatMap(([which, name]) => {
    const word = RESERVED.exec(String(name))?.[0];
    return word ? [`manifest.json /name/${which} holds "${word}", which the store keeps out of names`] : [];
  });
}

/** The schema lets http pass, the store does not. */
function addressProblems(manifest: Manifest): string[] {
  const developer = Object.entries((manifest.developer ?? {}) as Record<string, unknown>);
  const open = developer.filter(([, value]) => /^http:/i.test(String(value)));
  return open.map(([which]) => `manifest.json /developer/${which} must begin with https:`);
}

interface Icon {
  readonly which: string;
  readonly name: string;
  readonly size: number;
}

function iconsOf(manifest: Manifest): Icon[] {
  const icons = (manifest.icons ?? {}) as Record<string, unknown>;
  return [
    { which: 'color', name: String(icons.color), size: 192 },
    { which: 'outline', name: String(icons.outline), size: 32 },
  ];
}

function iconProblems({ which, name, size }: Icon, read: Ingredients['read']): string[] {
  const bytes = read(name);
  if (!bytes) return [`the ${which} icon ${name} is missing`];
  // A PNG starts with eight fixed bytes and the chunk that holds width and height.
  const png = bytes.length > 24 && bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'));
  if (!png) return [`the ${which} icon ${name} is not a PNG`];
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return width === size && height === size
    ? []
    : [`the ${which} icon ${name} has ${width} × ${height} pixels, not ${size} × ${size}`];
}

function remarksOn(manifest: Manifest): string[] {
  const developer = JSON.stringify(manifest.developer ?? {});
  if (!developer.includes('.example')) return [];
  return [
    'The developer addresses in manifest.json are samples: enough for your own tenant, to be replaced before you publish.',
  ];
}
