import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RawClient } from '../../support/raw-client';

@WebSocketGateway({ path: '/other' })
class OtherGateway {
  @SubscribeMessage('hello')
  hello(): string {
    return 'other';
  }
}

@WebSocketGateway({ path: '/flood' })
class FloodGateway extends GatewayBase {
  @SubscribeMessage('flood')
  flood(): void {
    for (let count = 0; count < 100; count += 1) this.context.socket.emit('drop', 'x'.repeat(100_000));
  }

  @SubscribeMessage('hello')
  hello(): string {
    return 'hello';
  }
}

/** Whether anyone listens at a URL. */
async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const kit = TestGateway.createTestModule({ gateways: [OtherGateway] });

describe('a server under test', () => {
  it('listens on a free port of the loopback interface', () =>
    kit.runWithServer(async (ctx) => {
      expect(ctx.baseUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(await listens(ctx.baseUrl)).to.be.true;
    }));
});

describe('a server under test is closed', () => {
  it('after the body of runWithServer, which gives its result', async () => {
    const url = await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      return ctx.baseUrl;
    });
    expect(await listens(url)).to.be.false;
  });

  it('also after a body that throws, whose error the test fails with', async () => {
    let url = '';
    let left: unknown;
    const failed = kit.runWithServer(async (ctx) => {
      url = ctx.baseUrl;
      await ctx.connect();
      ctx.sio.on('disconnect', () => {
        left = ctx.sio.connected;
      });
      throw new Error('expected 1 to equal 2');
    });
    expect(await failed.catch((error: unknown) => error)).to.have.property('message', 'expected 1 to equal 2');
    expect(left).to.be.false;
    expect(await listens(url)).to.be.false;
  });

  it('also after a body that throws synchronously', async () => {
    let url = '';
    const failed = kit.runWithServer((ctx) => {
      url = ctx.baseUrl;
      throw new Error('at once');
    });
    expect(await failed.catch((error: unknown) => error)).to.have.property('message', 'at once');
    expect(await listens(url)).to.be.false;
  });

  it('by close(), which may be called again', async () => {
    const ctx = await kit.start();
    const { baseUrl } = ctx;
    await ctx.connect();
    await Promise.all([ctx.close(), ctx.close()]);
    await ctx.close();
    expect(ctx.sio.connected).to.be.false;
    expect(await listens(baseUrl)).to.be.false;
  });

  it('at the end of a block with await using', async () => {
    let url: string;
    {
      await using ctx = await kit.start();
      url = ctx.baseUrl;
      await ctx.connect();
      expect(await listens(url)).to.be.true;
    }
    expect(await listens(url)).to.be.false;
  });

  it('while clients are connected and requests are under way', async () => {
    const app = express().get('/endless', (_request, response) => void response.write('…'));
    const ctx = await TestGateway.createTestModule({ gateways: [OtherGateway], app }).start();
    await ctx.connect();
    const other = ctx.newSocketClientContext();
    await other.connect({ transports: ['polling'] });
    const response = await fetch(`${ctx.baseUrl}/endless`);
    await ctx.close();
    expect(await response.text().catch((error: unknown) => error)).to.be.an('error');
    expect([ctx.sio.connected, other.sio.connected]).to.deep.equal([false, false]);
  });

  it('also when a client does not read', async () => {
    const module = TestGateway.createTestModule({ gateways: [FloodGateway] });
    const ctx = await module.start();
    const { hostname, port } = new URL(ctx.baseUrl);
    const client = await RawClient.connect(ctx.baseUrl, '/flood');
    client.socket.pause();
    client.send('flood');
    await ctx.connect();
    await ctx.request('hello');
    const error = await ctx.close().catch((reason: unknown) => reason);
    expect(error).to.have.property('message').that.includes('a client that nobody disconnected');
    expect(await listens(`http://${hostname}:${port}`)).to.be.false;
    client.socket.terminate();
  });
});
