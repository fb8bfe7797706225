import { SaxesParser } from 'saxes';
import type { SaxesTagPlain, XMLDecl } from 'saxes';
import { FaultError } from './fault.ts';

/** What a hardened parser tells. `text` and CDATA come only while `listen(true)` holds. */
export interface XmlHandler {
  open(tag: SaxesTagPlain): void;
  close(): void;
  text(text: string): void;
}

export interface XmlParser {
  write(chunk: string): void;
  close(): void;
  listen(on: boolean): void;
  /** 1 for the first. */
  line(): number;
}

type Options = { xmlns: false; position: false };

const ACCEPTED = /^(?:utf-?8|utf-?16(?:le|be)?|us-ascii|ascii)$/i;

/**
 * saxes as strict as it goes: a document type is refused outright, so no entity is ever defined, let alone expanded, and
 * nothing outside the document is ever asked for. Throws `FaultError`, and what saxes throws for malformed XML.
 */
export function xmlParser(handler: XmlHandler): XmlParser {
  const parser = new SaxesParser<Options>({ xmlns: false, position: false });
  // Without this the names of Object's own methods would count as defined entities.
  parser.ENTITIES = Object.assign(Object.create(null), { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" });
  const text = (part: string) => handler.text(part);
  let listening = false;
  parser.on('opentag', (tag) => handler.open(tag));
  parser.on('closetag', () => handler.close());
  // Every parser gets its handlers in one order, text included: V8 runs saxes several times slower over many shapes of it.
  parser.on('text', text);
  parser.off('text');
  parser.on('cdata', (part) => {
    if (listening) handler.text(part);
  });
  parser.on('doctype', () => {
    throw new FaultError('document-type');
  });
  parser.on('xmldecl', (declaration: XMLDecl) => {
    const { encoding } = declaration;
    if (encoding !== undefined && !ACCEPTED.test(encoding)) {
      throw new FaultError('encoding', `It declares the encoding ${encoding}`);
    }
  });
  return {
    write: (chunk) => void parser.write(chunk),
    close: () => void parser.close(),
    // Without a handler saxes does not even cut the text out: most of a document is never looked at.
    listen(on) {
      listening = on;
      if (on) parser.on('text', text);
      else parser.off('text');
    },
    line: () => parser.line,
  };
}
