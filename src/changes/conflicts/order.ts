import type { ServerId } from '../../core/ids.ts';
import { isRepair } from '../path.ts';
import type { Picture } from './picture.ts';
import { type ConflictRule, namesText } from './rule.ts';

/** Source: Microsoft's announcements of updates: internet-facing servers first, then internal ones, then Edge. A convention. */
export const order: ConflictRule = (picture, plan) => {
  const updated = plan.servers.flatMap(({ server, target }) => (isRepair(target) ? [] : server));
  const last = updated.findLastIndex((server) => isFacing(picture, server));
  const early = updated.slice(0, Math.max(last, 0)).filter((server) => isInner(picture, server));
  const [first] = early;
  if (first === undefined) return [];
  const late = updated.slice(updated.indexOf(first)).filter((server) => isFacing(picture, server));
  return [
    {
      type: 'order',
      severity: 'warns',
      key: 'order',
      servers: early,
      with: [],
      text: `${namesText(picture, early)} ${early.length === 1 ? 'comes' : 'come'} before ${namesText(picture, late)}: Microsoft updates internet-facing servers first, then internal ones, then Edge.`,
    },
  ];
};

function isFacing(picture: Picture, server: ServerId): boolean {
  return picture.servers.get(server)?.internetFacing === true && !isEdge(picture, server);
}

function isInner(picture: Picture, server: ServerId): boolean {
  return isEdge(picture, server) || picture.servers.get(server)?.internetFacing === false;
}

function isEdge(picture: Picture, server: ServerId): boolean {
  return picture.servers.get(server)?.role === 'edge';
}
