import { ACK_POST } from '../acknowledgements/app.ts';
import { CALL_POST, CHANGE_POST, ROLLOUT_POST } from '../changes/app.ts';
import type { Renders } from '../delivery/model.ts';
import { DIGEST_POST, STOPPED_POST } from '../digests/store.ts';
import { renderAcknowledgement } from './render/acknowledgement.ts';
import { renderCall } from './render/call.ts';
import { type ChangeDrawing, renderChange } from './render/change.ts';
import { renderDigest } from './render/digest.ts';
import { renderDigestStopped } from './render/digest-stopped.ts';
import type { Drawing } from './render/readers.ts';
import { type RolloutDrawing, renderRollout } from './render/rollout.ts';

export type RenderOptions = Drawing & ChangeDrawing & RolloutDrawing;

/** Draws what leaves through the outbox, from the newest state, for those who will read it. */
export function createRenders(options: RenderOptions): Renders {
  return {
    ...digestRenders(options),
    [CHANGE_POST]: renderChange(options),
    [CALL_POST]: renderCall(options),
    [ROLLOUT_POST]: renderRollout(options),
    [ACK_POST]: renderAcknowledgement(options),
  };
}

/** The posts about digests alone. */
export function digestRenders(drawing: Pick<Drawing, 'audienceOf'>): Renders {
  return { [DIGEST_POST]: renderDigest(drawing), [STOPPED_POST]: renderDigestStopped };
}
