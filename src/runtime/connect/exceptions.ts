import { WebSocketException, WsStatus } from '../../errors';

/** The refusal of what would run besides too much else of the same connection. */
export function tooManyAtOnce(): WebSocketException {
  return new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Too many events at once');
}

/** The refusal of an event that comes while the host closes and disconnects its client. */
export function serverIsClosing(): WebSocketException {
  return new WebSocketException(WsStatus.GOING_AWAY, 'Server is closing');
}

/** Why the signal of what a client has begun is aborted. */
export function clientHasLeft(): Error {
  return new Error('The client has left');
}

/** Why the signal of what still runs is aborted when the time of closing is up. */
export function timeOfClosingIsUp(): Error {
  return new Error('The gateways are closing');
}
