import {
  GatewayBase,
  type Guard,
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../../src';
import { type ConnectOptions, type TestClient } from '../../../../src/testing';
import { next } from '../../../support/application';

/** Lets in who says the word. */
export const knowsWord: Guard['canActivate'] = ({ environment }) => environment.auth.word === 'swordfish';
export const known: ConnectOptions = { auth: { word: 'swordfish' } };

/** How a client is refused, as socket.io-client says it. */
export async function connectError(client: Pick<TestClient, 'sio'>): Promise<Error & { data?: unknown }> {
  const error = next<Error>(client.sio, 'connect_error');
  client.sio.connect();
  return error;
}

/** A gateway that writes down what happens. */
/** A gateway that writes down what happens. */
export class LoggingGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  connected(): void {
    this.log.push('connected');
  }

  @OnDisconnecting()
  disconnecting(): void {
    this.log.push('disconnecting');
  }

  @OnDisconnected()
  disconnected(): void {
    this.log.push('disconnected');
  }

  @SubscribeMessage()
  secret(): string {
    this.log.push('secret');
    return 'secret';
  }
}
@WebSocketGateway()
@UseGuards(knowsWord)
export class VaultGateway extends LoggingGateway {}
