import { never } from '../core/result.ts';
import type { AckApp } from './app.ts';
import { ackForm } from './form.ts';
import { listAcknowledgements } from './list.ts';
import { makeAcknowledgements } from './make.ts';
import type { AckAnswer, AckRequest } from './model.ts';
import { plainText } from '../core/plain-text.ts';
import { withdrawAcknowledgement } from './withdraw.ts';

/** Does what a person said about acknowledgements. */
export async function actOnAck(app: AckApp, request: AckRequest): Promise<AckAnswer> {
  const { command } = request;
  switch (command.kind) {
    case 'unreadable':
      return { kind: 'refused', refusal: command.refusal };
    case 'list':
      return listAcknowledgements(app, request);
    case 'form':
      return ackForm(app, request, command);
    case 'make':
      return makeAcknowledgements(app, request, command);
    case 'withdraw':
      return withdrawAcknowledgement(app, request, plainText(command.id));
    default:
      return never(command);
  }
}
