import { Agent, type IncomingMessage, request } from 'node:http';
import type { Message, Messenger, Place, SendResult } from '../../../src/delivery/model.ts';
import type { Death } from './death.ts';

/** Posts to the rig's own server with one plain call, and dies on the way where it was told to. */
export function plainMessenger(name: string, death: Death): Messenger {
  const agent = new Agent({ keepAlive: true });

  async function call(method: string, place: Place, path: string, message: Message): Promise<SendResult> {
    const result = await new Promise<SendResult>((resolve) => {
      const doubt = (): void => resolve({ kind: 'doubtful', code: 'reset' });
      const url = new URL(path, place.conversation.serviceUrl);
      const call = request(url, { agent, method, headers: { 'x-process': name } }, (response) => {
        read(response).then((text) => {
          death.at('after-200');
          const { id } = JSON.parse(text) as { id: string };
          resolve({ kind: 'sent', activityId: id });
        }, doubt);
      });
      call.once('error', doubt);
      call.once('finish', () => death.at('after-http-write'));
      call.end(message.text);
    });
    death.handed();
    return result;
  }

  const room = ({ conversation }: Place): string => `conversations/${encodeURIComponent(conversation.id)}/activities`;
  return {
    post: (place, message) => call('POST', place, room(place), message),
    update: (place, id, message) => call('PUT', place, `${room(place)}/${id}`, message),
  };
}

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}
