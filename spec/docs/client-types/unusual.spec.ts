import { expect } from 'chai';
import Joi from 'joi';
import { z } from 'zod';
import { Emits, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { clientTypes } from '../../../src/docs';
import { registryOf } from '../fixture/registry';
import { mistakesIn } from './compile';

const SOCKET = `
  import type { Socket } from 'socket.io-client';
  declare const socket: Socket<gateways.V1Beta.ServerToClientEvents, gateways.V1Beta.ClientToServerEvents>;
`;

function named(id: string): z.ZodType {
  return z.object({ size: z.number() }).meta({ id });
}

class Base {
  @SubscribeMessage
  ping(): void {}

  @SubscribeMessage
  words(...words: string[]): number {
    return words.length;
  }

  @SubscribeMessage
  count(from = 1): number {
    return from;
  }
}

@WebSocketGateway({ namespace: '/v1beta', handshake: { auth: named('Auth') } })
@Emits('picture', Joi.binary().required())
class UnusualGateway extends Base {
  @SubscribeMessage('s3put')
  put(@WsBody(Joi.object({ bytes: Joi.binary().required().allow(null) }).required()) _file: unknown): void {}

  @SubscribeMessage
  root(@WsBody(named('Root')) _body: unknown): void {}

  @SubscribeMessage
  events(@WsBody(named('ClientToServerEvents')) _body: unknown): void {}

  @SubscribeMessage
  version(@WsBody(z.object({ a: named('2nd v1alpha') })) _body: unknown): void {}

  @SubscribeMessage
  prices(@WsBody(z.partialRecord(z.enum(['apple', 'pear']), z.number())) _prices: unknown): void {}
}

describe('the types of a client, where schemas are unusual', () => {
  let types = '';

  before(async () => {
    types = await clientTypes(await registryOf([UnusualGateway]));
  });

  const cases: readonly (readonly [title: string, code: string, ...refused: string[]])[] = [
    [
      'may have definitions with names that the file needs itself',
      `const auth: gateways.V1Beta.Auth = { size: 1 };
       socket.auth = auth;
       socket.emit('root', { size: 1 });
       socket.emit('events', { size: 1 });`,
      `socket.emit('root', 'x');`,
      `socket.emit('events', 'x');`,
    ],
    [
      'may have digits in the names of namespaces, events and definitions',
      `socket.emit('version', { a: { size: 1 } });`,
      `socket.emit('version', { a: 'x' });`,
    ],
    [
      'have bytes where bytes are sent',
      `socket.emit('s3put', { bytes: new Uint8Array(3) });
       socket.emit('s3put', { bytes: null });
       socket.on('picture', (picture) => picture.byteLength);`,
      `socket.emit('s3put', { bytes: 3 });`,
    ],
    [
      'have the names of a record that lists them',
      `socket.emit('prices', { pear: 3 });`,
      `socket.emit('prices', { cherry: 3 });`,
    ],
    [
      'take what a method takes without decorators, also an inherited one',
      `socket.emit('words', 'a', 'b');
       socket.emit('count', 3);
       socket.emit('ping');`,
      `socket.emit('ping', 3);`,
    ],
  ];
  for (const [title, accepted, ...refused] of cases) {
    it(title, () => {
      expect(mistakesIn(types, SOCKET + accepted)).to.deep.equal([]);
      expect(mistakesIn(types, SOCKET + refused.join('\n'))).to.have.length(refused.length);
    }).timeout(0); // it runs the compiler
  }
});
