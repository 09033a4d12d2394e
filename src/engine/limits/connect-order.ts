import type { Settings } from '../../contract/settings';
import { addressOf } from '../client-facts';
import type { Connection } from '../connections';
import type { DecodedPacket } from '../internals/socket-io';
import { reportNotTaken, reportSecondConnect } from '../refusals';

/**
 * The order in which the CONNECTs of a connection are taken: one at a time for each namespace, and after its client has
 * left the namespace where it says so before.
 */
export class ConnectOrder {
  protected readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /**
   * Hands a CONNECT to socket.io. One for a namespace that the connection is joining already gets no answer of
   * its own: clients that connect twice at once are common, and expect one.
   */
  take(connection: Connection, packet: DecodedPacket, hand: (packet: DecodedPacket) => void): void {
    const name = nameOf(packet, connection);
    if (connection.isConnectingTo(name)) return;
    if (connection.leaving?.has(name)) {
      process.nextTick(() => this.#takeAgain(connection, packet, hand)); // then socket.io has let it go
      return;
    }
    const there = connection.client?.nsps.get(name);
    if (there) {
      const client = { sid: there.id, address: addressOf(connection.conn, this.settings.app) };
      reportSecondConnect(name, client, this.settings);
    } else if (!this.mayBegin(connection, packet, name)) return;
    this.hand(connection, packet, hand);
  }

  /** It does not count any more, though socket.io lets it go a tick later: its next CONNECT may be here by then. */
  leave(connection: Connection, packet: DecodedPacket): void {
    const name = nameOf(packet, connection);
    if (!connection.client?.nsps.has(name)) return;
    const leaving = (connection.leaving ??= new Set());
    leaving.add(name);
    process.nextTick(() => leaving.delete(name));
  }

  /** Whether the connection may go on its way into a namespace; where it may not, it has been told. */
  protected mayBegin(_connection: Connection, _packet: DecodedPacket, _name: string): boolean {
    return true;
  }

  protected hand(_connection: Connection, packet: DecodedPacket, hand: (packet: DecodedPacket) => void): void {
    hand(packet);
  }

  /** socket.io closes the connection where the application throws at a CONNECT, and does not see it here. */
  #takeAgain(connection: Connection, packet: DecodedPacket, hand: (packet: DecodedPacket) => void): void {
    try {
      this.take(connection, packet, hand);
    } catch (error) {
      const address = addressOf(connection.conn, this.settings.app); // a connection that is closed may have lost it
      connection.conn.close();
      reportNotTaken(error, { address }, this.settings);
    }
  }
}

/** A client of the third protocol gives its `auth` as a query of the name. */
export function nameOf({ nsp }: Pick<DecodedPacket, 'nsp'>, { conn }: Pick<Connection, 'conn'>): string {
  return conn.protocol === 3 ? new URL(nsp, 'https://socket.io').pathname : nsp;
}
