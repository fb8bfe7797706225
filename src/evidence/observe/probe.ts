import type { Fact } from '../observation.ts';
import { eraA, sinceMarch2023 } from './paths.ts';
import { mitigationIds } from './mitigation-ids.ts';
import { fact, nilAt, reach } from './source.ts';
import type { Read, Source } from './source.ts';
import { flag, statusCode } from './values.ts';

export interface ProbeFacts {
  readonly ocsProbe: Fact<number | null>;
  readonly mitigationsOnOffer: Fact<readonly string[]>;
}

/** The server's own request to OCS, kept whole; Nil when it failed. */
export function probe(source: Source): ProbeFacts {
  const { probe: path, probeStatus, probeContent } = sinceMarch2023;
  return {
    ocsProbe: nilAt(source, path) ? { known: true, value: null, path } : fact(source, probeStatus, statusCode),
    mitigationsOnOffer: fact(source, probeContent, (node) => mitigationIds(node.text ?? '')),
  };
}

/** A status alone, or in the reply that it came with. */
const statusOrReply: Read<number> = (node, document) => {
  const inner = document.find(node, ['StatusCode']);
  return inner.kind === 'node' ? statusCode(inner.node) : statusCode(node);
};

/** Era A kept the status only. It asked OCS only where the organisation has the switch at all. */
export function summedUpProbe(source: Source): ProbeFacts {
  const path = eraA.probeStatus;
  const asked = fact(source, eraA.organisationSwitch, flag).known;
  return {
    ocsProbe: asked && nilAt(source, path) ? { known: true, value: null, path } : fact(source, path, statusOrReply),
    mitigationsOnOffer: {
      known: false,
      why: reach(source, eraA.summary).kind === 'nil' ? 'nil' : 'absent',
      path: eraA.summary,
    },
  };
}
