import { channels, type ConnectMessage, type EventMessage } from '../../channels';
import { whyRefused } from '../../runtime/reply/why';
import { shortName } from '../../validation/answer/issues';
import { clueOf, CONNECT, type Why } from './why';

/** Tells why each event, and each connect, goes as it does, where `isWanted`. Gives the function that ends it. */
export function watchWhys(
  isWanted: (message: EventMessage | ConnectMessage) => boolean,
  tell: (why: Why) => void,
): () => void {
  const onEvent = (message: EventMessage): void => {
    if (!isWanted(message)) return;
    const { event, ackId, isStream } = message;
    tell({ ...whyOf(message), event: shortName(event), ...(ackId !== undefined && !isStream && { ackId }) });
  };
  const onConnect = (message: ConnectMessage): void => {
    if (!isWanted(message)) return;
    const { id } = message.socket.conn as object as { readonly id: string }; // its types hide it
    tell({ ...whyOf(message), event: CONNECT, connection: clueOf(id) });
  };
  channels.event.asyncEnd.subscribe(onEvent);
  channels.connect.asyncEnd.subscribe(onConnect);
  return () => {
    channels.event.asyncEnd.unsubscribe(onEvent);
    channels.connect.asyncEnd.unsubscribe(onConnect);
  };
}

/** Nothing of payloads, and of what was thrown only the words of a guard that has refused. */
function whyOf({
  socket,
  outcome = 'ok',
  code,
  decidedBy,
  error,
  durations,
}: EventMessage | ConnectMessage): Omit<Why, 'event'> {
  return {
    sid: socket.id,
    outcome,
    ...(code !== undefined && { code }),
    ...(decidedBy && { decidedBy }),
    ...(outcome === 'refused' &&
      decidedBy?.step === 'guards' && {
        words: whyRefused({ thrown: error, step: { name: 'guards', by: decidedBy.name } }),
      }),
    durations,
  };
}
