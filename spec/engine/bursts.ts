import type { Server as HttpServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { type AttachOptions, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';

export const MANY = 1_000;

@WebSocketGateway({ path: '/bursts' })
export class BurstGateway extends GatewayBase {
  @SubscribeMessage('burst')
  burst(count: number): void {
    for (let number = 0; number < count; number += 1) this.context.socket.emit('number', number);
  }

  /** In turn: to the client, to its room, to everyone. */
  @SubscribeMessage('mixed')
  mixed(count: number): void {
    const { socket, namespace, sid } = this.context;
    const targets = [socket, namespace.to(sid), namespace] as const;
    for (let number = 0; number < count; number += 1) targets[number % targets.length]!.emit('number', number);
  }

  @SubscribeMessage('number?')
  number(number: number): number {
    return number;
  }

  @SubscribeMessage('leave')
  leave(count: number, closes: boolean): void {
    this.burst(count);
    this.context.socket.disconnect(closes);
  }
}

export const numbers = (count: number): number[][] => Array.from({ length: count }, (_, number) => [number]);

/** An application with the gateway, and how often it has written to any of its clients. */
export async function start(options: AttachOptions = {}) {
  const application = await new TestApplication().listen();
  const host = application.attach({ gateways: [BurstGateway], ...options });
  return { application, host, writes: countWrites(application.httpServer, 'connection') };
}

export interface Writes {
  count: number;
}

/** Counts what the connections of a server hand to the system, one `_write` or `_writev` for each time. */
export function countWrites(server: HttpServer, event: 'connection' | 'secureConnection'): Writes {
  const writes: Writes = { count: 0 };
  server.on(event, (connection: NetSocket) => {
    for (const method of ['_write', '_writev'] as const) {
      const original = Reflect.get(connection, method) as (...args: unknown[]) => unknown;
      Reflect.set(connection, method, function (this: NetSocket, ...args: unknown[]) {
        writes.count += 1;
        return original.apply(this, args);
      });
    }
  });
  return writes;
}
