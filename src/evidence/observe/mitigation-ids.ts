import { FaultError } from '../clixml/fault.ts';
import { xmlParser } from '../clixml/parser.ts';

const LONGEST = 4 * 1024 * 1024;
const DEEPEST = 64;
const MOST = 1_000;
const ID = /^[\w.-]{1,64}$/;

/**
 * The ids of the `Config` elements in a reply of OCS (`<EOCS>`), in their order, each once; undefined when the text is
 * no such reply. The text comes from the network by way of a file: it is bounded, and its signature is not checked.
 */
export function mitigationIds(reply: string): readonly string[] | undefined {
  if (reply.length > LONGEST) return undefined;
  const ids = new Set<string>();
  let depth = 0;
  const parser = xmlParser({
    open(tag) {
      depth += 1;
      if (depth > DEEPEST || (depth === 1 && tag.name !== 'EOCS')) throw new FaultError('other-root');
      if (depth !== 2 || tag.name !== 'Config') return;
      const id = tag.attributes.id ?? '';
      if (!ID.test(id) || ids.size >= MOST) throw new FaultError('malformed');
      ids.add(id);
    },
    close() {
      depth -= 1;
    },
    text() {},
  });
  try {
    parser.write(reply.replace(/^\uFEFF/, ''));
    parser.close();
  } catch {
    return undefined;
  }
  return [...ids];
}
