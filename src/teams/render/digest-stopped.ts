import { digestStoppedCard } from '../../cards/digest-settings.ts';
import { freshId } from '../../core/ids.ts';
import type { Render } from '../../delivery/model.ts';
import { readStopped } from '../../digests/read.ts';

export const renderDigestStopped: Render = async (reader, { conversation }) => {
  const found = await readStopped(reader, conversation.id);
  if (!found) return { kind: 'superseded', why: 'runs-again' };
  const context = { zone: found.subscription.schedule.zone, once: freshId };
  return { kind: 'message', message: digestStoppedCard(found, context) };
};
