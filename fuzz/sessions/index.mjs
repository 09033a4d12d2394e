import * as badPackets from './bad-packets.mjs';
import * as connecting from './connecting.mjs';
import * as engine from './engine.mjs';
import * as events from './events.mjs';
import * as handshakes from './handshakes.mjs';
import * as recovering from './recovering.mjs';

/** What a visitor may do, each of them a function of a {@link import('./visitor.mjs').Visitor}. */
export const sessions = { ...events, ...badPackets, ...connecting, ...recovering, ...handshakes, ...engine };
delete sessions.anyCall;

/** How often: what is sent in masses above all. */
export const weights = {
  ...Object.fromEntries(Object.keys(sessions).map((name) => [name, 1])),
  nearSchemas: 5,
  wellFormed: 3,
  anyValues: 4,
  mutatedPackets: 2,
};
