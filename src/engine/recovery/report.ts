import type { Socket } from 'socket.io';
import { channels, type RecoveredMessage } from '../../channels';
import type { Settings } from '../../contract/settings';
import { quoted } from '../../log/printable';
import { clientFacts } from '../client-facts';

const WORDS: Readonly<Record<NonNullable<RecoveredMessage['reason']>, string>> = {
  taken: 'another client has it, or it was used up',
  over: 'its time was over',
  unknown: 'the adapter has no such session, or not all of what its client has missed',
};

/** A client has asked for its session. @param reason why it does not get it, if it does not */
export function reportRecovery(socket: Socket, reason: RecoveredMessage['reason'], { logger, app }: Settings): void {
  const { nsp } = socket;
  const isRecovered = reason === undefined;
  if (channels.recovered.hasSubscribers) {
    channels.recovered.publish({ server: nsp.server, namespace: nsp.name, isRecovered, reason });
  }
  if (!logger.isOn('debug')) return;
  const what = isRecovered ? 'A client has its session back' : 'A client does not get its session back';
  const why = isRecovered ? '' : `: ${WORDS[reason]}`;
  logger.debug(`${what} in ${quoted(nsp.name)}${why}`, clientFacts(socket, app));
}
