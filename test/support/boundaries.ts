import { dirname, posix } from 'node:path';
import { codeOnly } from './source-text.ts';

/** One source file: path from the project's root with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** From the lowest room to the highest. Rooms of one line stand side by side and do not know each other. */
const storeys: readonly (readonly string[])[] = [
  ['core'],
  ['config'],
  ['storage'],
  ['audit'],
  ['catalogue'],
  ['jobs', 'people'],
  ['evidence'],
  ['delivery', 'readiness'],
  ['maintenance'],
  ['acknowledgements', 'changes'],
  ['attention', 'calendar'],
  ['digests', 'questions'],
  ['cards'],
  ['teams'],
  ['http'],
  ['wire'],
  ['serve'],
  ['main', 'cli', 'demo'],
];

/** Who may import a package: anybody else keeps free of it. */
const owners: readonly { readonly of: RegExp; readonly may: RegExp; readonly rule: string }[] = [
  {
    of: /^kysely$/,
    may: /^src\/(?:storage|jobs|audit)\/|\/store\.ts$/,
    rule: 'only */store.ts, jobs/, audit/ and storage/ import kysely',
  },
  { of: /^(?:better-sqlite3|pg)$/, may: /^src\/storage\//, rule: 'only storage/ imports a database driver' },
  {
    of: /^(?:bot(?:builder|framework)[\w-]*|@microsoft\/teams-ai)$/,
    may: /^src\/teams\//,
    rule: 'only teams/ imports botbuilder and teams-ai',
  },
  { of: /^pg-boss$/, may: /^src\/jobs\//, rule: 'only jobs/ imports pg-boss' },
  { of: /^restify$/, may: /^src\/http\//, rule: 'only http/ imports restify' },
  {
    of: /^axios$/,
    may: /^src\/(?:evidence\/sources|catalogue\/refresh\.ts|teams\/)/,
    rule: 'only evidence/sources, catalogue/refresh.ts and teams/ import axios',
  },
];

const LONGEST_FILE = 300;
/** The tests of a subject may be a little longer than the subject. */
const LONGEST_TEST = 400;
const own = /^src\/(?:core|config)\//;

/** Patterns that code may not hold; `where` picks the files, `unless` lets some go. */
const forbidden: readonly {
  readonly code: RegExp;
  readonly where: RegExp;
  readonly unless?: RegExp;
  readonly rule: string;
}[] = [
  { code: /\bDate\.now\b/, where: /^src\//, unless: own, rule: 'take a Clock: no Date.now outside core and config' },
  {
    code: /\bnew Date\(\s*\)|\bTemporal\.Now\b/,
    where: /^src\//,
    unless: own,
    rule: 'take a Clock: no present time outside core and config',
  },
  {
    code: /\bMath\.random\b/,
    where: /^src\//,
    // Two processes that wait for each other's write need chance to part them.
    unless: /^src\/(?:core|config|storage)\//,
    rule: 'no Math.random outside core, config and storage',
  },
  {
    code: /\bprocess\.env\b/,
    where: /^src\//,
    unless: /^src\/(?:core|config)\/|^src\/(?:cli\/|demo\/)?main\.ts$/,
    rule: 'read variables through config: no process.env outside core, config and the main files',
  },
  { code: /\bexport\s+default\b/, where: /./, rule: 'no default exports' },
  { code: /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s/m, where: /./, rule: 'no enums: use a union' },
  { code: /(?::|\bas|\|)\s*any\b(?!\s*[:(])|<[^<>()]*\bany\b[^<>()]*>|\bany\[\]/, where: /^src\//, rule: 'no any' },
];

/** Every place where the sources break a rule of the house, as `path:line rule`. */
export function violations(sources: readonly Source[]): string[] {
  const known = new Set(sources.map((source) => source.path));
  const graph = new Map<string, readonly (Import & { readonly target: string })[]>();
  const found: string[] = [];

  for (const source of sources) {
    const code = codeOnly(source.text);
    const imports = importsOf(source.text, code);
    const local = imports.flatMap((it) => {
      const target = it.specifier.startsWith('.') ? posix.join(dirname(source.path), it.specifier) : null;
      return target !== null && known.has(target) ? [{ ...it, target }] : [];
    });
    graph.set(source.path, local);

    for (const it of local) {
      const rule = climbs(source.path, it.target);
      if (rule) found.push(`${source.path}:${it.line} ${rule}`);
    }
    for (const it of imports) {
      const owner = source.path.startsWith('src/')
        ? owners.find(({ of }) => of.test(packageOf(it.specifier)))
        : undefined;
      if (owner && !owner.may.test(source.path)) found.push(`${source.path}:${it.line} ${owner.rule}`);
    }
    found.push(...forbiddenIn(source.path, code));
    const lines = source.text.trimEnd().split('\n').length;
    const longest = source.path.startsWith('test/') ? LONGEST_TEST : LONGEST_FILE;
    if (lines > longest) found.push(`${source.path}:${lines} no file longer than ${longest} lines`);
  }
  return [...found, ...cycles(graph)];
}

function importsOf(text: string, code: string): Import[] {
  const statements = /\b(?:import|export)\b[^;'"`]*?\bfrom\s*(?=['"])|\bimport\s*\(?\s*(?=['"])/g;
  return [...code.matchAll(statements)].map((match) => {
    const start = match.index + match[0].length;
    const quote = text[start] ?? "'";
    return { specifier: text.slice(start + 1, text.indexOf(quote, start + 1)), line: lineAt(text, start) };
  });
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function roomOf(path: string): string | null {
  return /^src\/([^/]+?)(?:\.ts$|\/)/.exec(path)?.[1] ?? null;
}

function climbs(from: string, to: string): string | null {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === null || room === other) return null;
  if (other === null) return `src imports nothing outside src (${to})`;

  const [height, otherHeight] = [storeyOf(room), storeyOf(other)];
  if (height < 0 || otherHeight < 0) return `the room ${height < 0 ? room : other} has no place in the order of rooms`;
  return otherHeight < height ? null : `${room} may import only from rooms below it, not from ${other}`;
}

function storeyOf(room: string): number {
  return storeys.findIndex((rooms) => rooms.includes(room));
}

function forbiddenIn(path: string, code: string): string[] {
  return forbidden.flatMap(({ code: pattern, where, unless, rule }) => {
    if (!where.test(path) || unless?.test(path)) return [];
    const flags = pattern.flags.includes('m') ? 'gm' : 'g';
    return [...code.matchAll(new RegExp(pattern.source, flags))].map((match) => {
      const lead = match[0].length - match[0].trimStart().length;
      return `${path}:${lineAt(code, match.index + lead)} ${rule}`;
    });
  });
}

function cycles(graph: ReadonlyMap<string, readonly (Import & { readonly target: string })[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();

  const visit = (path: string, trail: readonly string[]): void => {
    if (done.has(path)) return;
    for (const { target, line } of graph.get(path) ?? []) {
      const at = [...trail, path].indexOf(target);
      if (at >= 0) found.push(`${path}:${line} no circles: ${[...trail, path].slice(at).join(' > ')} > ${target}`);
      else visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
