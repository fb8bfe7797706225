import { FaultError } from './fault.ts';
import type { Fault } from './fault.ts';
import type { ReadLimits } from './limits.ts';
import { ClixmlDocument } from './node.ts';
import type { Wanted } from './pattern.ts';
import { xmlParser } from './parser.ts';
import type { Scope } from './memory.ts';
import { treeBuilder } from './tree.ts';

export interface ClixmlReader {
  /** Null: carry on. After a fault nothing more may be fed. */
  feed(text: string): Fault | null;
  /** Ends the document. */
  end(): { readonly document: ClixmlDocument } | { readonly fault: Fault };
  /** The line the reader stands at, 1 for the first. */
  line(): number;
}

/**
 * Reads PowerShell's CLIXML as it streams in and keeps only what `wanted` names; in the scope `all` also, within bounds,
 * what a Ref may name that stands elsewhere. Rules: `WriteOneObject` and its neighbours in PowerShell's serialization.cs.
 */
export function clixmlReader(wanted: Wanted, limits: ReadLimits, scope: Scope): ClixmlReader {
  const builder = treeBuilder(wanted, limits, scope, (on) => parser.listen(on));
  const parser = xmlParser(builder);
  let begun = false;
  let events = 0;
  let quiet = 0;

  function fault(error: unknown): Fault {
    const line = parser.line();
    if (error instanceof FaultError) return { kind: error.kind, line, detail: error.detail };
    // saxes throws plain errors for malformed XML and nothing else; a bug of ours must not pass as one.
    if (error instanceof Error && error.constructor === Error) {
      return { kind: 'malformed', line, detail: plain(error.message) };
    }
    throw error;
  }

  return {
    feed(text) {
      if (!begun) {
        const start = text.trimStart();
        if (start !== '' && !start.startsWith('<'))
          return { kind: 'not-xml', line: 1, detail: plain(start.slice(0, 20)) };
        begun = start !== '';
      }
      try {
        parser.write(text);
      } catch (error) {
        return fault(error);
      }
      // saxes gathers one value, name or comment without a bound of its own.
      quiet = builder.events() === events ? quiet + text.length : text.length;
      events = builder.events();
      return quiet > limits.text ? { kind: 'too-long', line: parser.line(), detail: '' } : null;
    },
    end() {
      const line = parser.line();
      if (!begun) return { fault: { kind: 'empty', line, detail: '' } };
      try {
        parser.close();
      } catch (error) {
        return { fault: builder.complete() ? fault(error) : { kind: 'truncated', line, detail: '' } };
      }
      return { document: new ClixmlDocument(builder.roots(), builder.objects(), builder.refs()) };
    },
    line: () => parser.line(),
  };
}

/** One line of printable text. */
function plain(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 100);
}
