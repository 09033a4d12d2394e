import { GatewayBase, OnConnected, OnUserOffline, OnUserOnline, WebSocketGateway } from '../../../src';
import type { Newable } from '../../../src/container';

/** A gateway whose clients name themselves, and that tells of its users. */
export function hallGateway(tell: (line: string) => void): Newable {
  @WebSocketGateway({ path: '/live', namespace: '/hall' })
  class HallGateway extends GatewayBase {
    @OnConnected()
    connected(): void {
      this.context.user = this.context.environment.auth.user;
    }

    @OnUserOnline()
    online(key: string): void {
      tell(`online ${key}`);
    }

    @OnUserOffline()
    offline(key: string): void {
      tell(`offline ${key}`);
    }
  }
  return HallGateway;
}
