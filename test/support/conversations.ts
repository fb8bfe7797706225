import { instant } from '../../src/core/clock.ts';
import type { Conversation } from '../../src/delivery/model.ts';

/** A personal chat with Ana, unless told otherwise. */
export function aConversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: 'a:ana',
    kind: 'personal',
    serviceUrl: 'https://smba.example.test/emea/',
    tenantId: 'tenant-1',
    bot: { id: '28:bot', name: 'Patchwarden' },
    person: { id: '29:ana', aadObjectId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', name: 'Ana Alt' },
    teamId: null,
    shared: false,
    name: null,
    seenAt: instant(Date.parse('2026-11-21T09:00:00Z')),
    gone: null,
    ...over,
  };
}
