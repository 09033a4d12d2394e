import { expect } from 'chai';
import * as msgpack from 'socket.io-msgpack-parser';
import { Decoder, Encoder } from 'socket.io-parser';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import type { ConsolePage } from './console-page';
import { workbench } from './workbench';

@WebSocketGateway({ path: '/packed', namespace: '/packed', parser: msgpack })
class PackedGateway extends GatewayBase {
  @SubscribeMessage()
  double(@WsBody() bytes: Buffer): Buffer {
    return Buffer.concat([bytes, bytes]);
  }

  @SubscribeMessage()
  async *letters(): AsyncGenerator<string, string> {
    yield* 'abc';
    return 'done';
  }
}

const ownParser = { Encoder: class extends msgpack.Encoder {}, Decoder: class extends msgpack.Decoder {} };

/** Sends as socket.io's does. */
class RoomyDecoder extends Decoder {
  constructor() {
    super({ maxAttachments: 50 });
  }
}

@WebSocketGateway({ path: '/roomy', namespace: '/roomy', parser: { Encoder, Decoder: RoomyDecoder } })
class RoomyGateway extends GatewayBase {
  @SubscribeMessage()
  half(@WsBody() bytes: Buffer): Buffer {
    return bytes.subarray(0, bytes.length / 2);
  }
}

@WebSocketGateway({ path: '/halls', namespace: /^\/hall-(?<number>\d+)$/ })
class HallGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.socket.emit('welcome', this.context.environment.params);
  }

  @SubscribeMessage()
  echo(@WsBody() value: unknown): unknown {
    return value;
  }
}

async function connectWith(opened: ConsolePage, label: string, value: string): Promise<void> {
  await opened.press('Connect …');
  await opened.fill(label, value);
  await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
}

describe('The console, with what few servers have', () => {
  const bench = workbench();

  it('speaks with a server that has the msgpack parser, binary and streams with it', async () => {
    const opened = await bench.open(await bench.serve({ gateways: [PackedGateway] }), '/docs/#/packed/double');
    await opened.write([{ $base64: 'AQI=' }]);
    await opened.send();
    await opened.answers('binary, 4 bytes: 01 02 01 02');
    await opened.connected('A');
    await opened.find('letters');
    await opened.send();
    await opened.answers('3 items');
  });

  it('says which parser it takes where the server has one of its own', async () => {
    const application = await bench.serve({ gateways: [PackedGateway], attach: { server: { parser: ownParser } } });
    const opened = await bench.open(application, '/docs/#/packed/double');
    await opened.press('New connection …');
    await opened.dialog().getByText('Transport and address').click();
    const parser = opened.field('Parser');
    expect(await parser.locator('option').allInnerTexts()).to.have.length(2);
    await opened.dialog().getByText('The server has its own parser. This page speaks these two.').waitFor();
  });

  it('connects without a choice where a parser of the server sends as socket.io’s own does', async () => {
    const opened = await bench.open(await bench.serve({ gateways: [RoomyGateway] }), '/docs/#/roomy/half');
    await opened.write([{ $base64: 'AQI=' }]);
    await opened.send();
    await opened.answers('binary, 1 byte: 01');
    await opened.press('New connection …');
    await opened.dialog().getByText('Transport and address').click();
    expect(await opened.dialog().getByText('Parser').count()).to.equal(0);
  });

  it('connects to a namespace of a RegExp by the name that one types', async () => {
    const opened = await bench.open(await bench.serve({ gateways: [HallGateway] }));
    await opened.find('echo');
    await connectWith(opened, 'Namespace', 'hall-7');
    await opened.connectionSays('A', '/hall-7');
    await opened.logs('Received', 'number: "7"');
    await opened.write(['hello']);
    await opened.send();
    await opened.answers('"hello"');
  });

  it('shows why a name that the RegExp does not match is refused', async () => {
    const opened = await bench.open(await bench.serve({ gateways: [HallGateway] }));
    await opened.find('echo');
    await connectWith(opened, 'Namespace', 'cellar');
    await opened.dialog().getByText('Invalid namespace').waitFor();
  });

  it('drops a volatile event that cannot be sent at once, and only such a one', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.press('New connection …');
    await opened.dialog().getByText('Transport and address').click();
    await opened.field('Transport').selectOption('Polling only');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connected('A', /^connected, polling/);
    await opened.waitFor(3);
    const sendTwiceAtOnce = (): Promise<unknown> =>
      opened.page.evaluate(
        "const form = document.querySelector('form.send'); form.requestSubmit(); form.requestSubmit();",
      );
    await sendTwiceAtOnce();
    await opened.entries('Answers', 'ring').nth(1).waitFor();
    await opened.page.getByLabel('Volatile', { exact: false }).check();
    await opened.page.getByText('waits 3 s, volatile').waitFor();
    await sendTwiceAtOnce();
    await opened.entries('Answers', 'ring').nth(2).waitFor();
    await opened.logs('Errors', 'No answer within 3000 ms');
    expect(await opened.entries('Answers', 'ring').count()).to.equal(3);
  });
});
