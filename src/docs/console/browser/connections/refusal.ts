import { errorIn, type Mistake, mistakesIn, sentenceOf, titleOf } from '../form/mistakes';
import type { Transport } from './settings';

/** Why a connection was refused, or could not be made. */
export interface Refusal {
  readonly title: string;
  readonly sentence: string;
  readonly code?: number;
  readonly mistakes: readonly Mistake[];
  /** What one might do. */
  readonly hint?: string;
  /** As it came, for the timeline. */
  readonly wire: unknown;
}

/** What engine.io's client adds to its errors. */
interface TransportError extends Error {
  readonly data?: unknown;
  readonly type?: string;
  readonly description?: unknown;
  readonly context?: unknown;
}

export function refusalIn(error: TransportError, transport: Transport): Refusal {
  const answer = errorIn(error.data);
  if (answer) {
    return {
      title: 'The server has refused the connection',
      sentence: Array.isArray(answer.reason) ? titleOf(answer.code) : sentenceOf(answer.reason),
      code: answer.code,
      mistakes: mistakesIn(answer.reason),
      wire: answer,
    };
  }
  if (error.type !== 'TransportError') {
    // Of a server that is not of this library, or of socket.io itself: "Invalid namespace".
    return {
      title: 'The server has refused the connection',
      sentence: error.message,
      mistakes: [],
      wire: error.data ?? error.message,
    };
  }
  return transportRefusal(error, transport);
}

function transportRefusal({ description, context }: TransportError, transport: Transport): Refusal {
  const status = typeof description === 'number' ? description : 0;
  const { responseText } = (context ?? {}) as { responseText?: unknown }; // an XMLHttpRequest, for polling
  const text = typeof responseText === 'string' ? responseText.slice(0, 300) : '';
  const isUnknown = transport === 'websocket' || status === 0;
  return {
    title: isUnknown ? 'No connection' : `The server has answered the handshake with HTTP ${status}`,
    sentence: isUnknown
      ? 'The server cannot be reached, or it has refused the handshake.'
      : text || 'It gave no reason.',
    mistakes: [],
    ...(transport === 'websocket' && {
      hint: 'A browser does not tell why a WebSocket was refused. Connect with “Polling only” to read the reason.',
    }),
    wire: { status, text },
  };
}
