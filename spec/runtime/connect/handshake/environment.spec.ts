import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type Application } from 'express';
import { Container } from 'inversify';
import { io } from 'socket.io-client';
import {
  attachGateways,
  type Environment,
  GatewayBase,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketGateway,
  WsAuth,
  WsHeader,
  WsQuery,
} from '../../../../src';
import { type ConnectOptions, TestGateway } from '../../../../src/testing';
import { selfSigned } from '../../../support/certificate';
import { overBothTransports } from '../../../support/transports';

@WebSocketGateway({ path: '/env', namespace: '/environment' })
class EnvironmentGateway extends GatewayBase {
  static readonly connected: Environment[] = [];
  static readonly disconnected: Environment[] = [];

  @OnConnected()
  connected(): void {
    EnvironmentGateway.connected.push(this.context.environment);
  }

  @OnDisconnected()
  disconnected(): void {
    EnvironmentGateway.disconnected.push(this.context.environment);
  }

  @SubscribeMessage()
  whence(): unknown {
    const { address, secure } = this.context.environment;
    return { address, secure };
  }

  @SubscribeMessage()
  parameters(
    @WsHeader('X-Locale') locale: string,
    @WsQuery('room') room: string,
    @WsAuth('token') token: string,
  ): string[] {
    return [locale, room, token];
  }
}

overBothTransports((run) => {
  describe('context.environment', () => {
    const kit = TestGateway.createTestModule({ gateways: [EnvironmentGateway] });
    const visitor: ConnectOptions = {
      extraHeaders: { 'X-Locale': 'en-GB' },
      query: { room: 'lobby' },
      auth: { token: 'abc' },
    };

    it('holds the headers, query and auth of the handshake', () =>
      run(
        kit,
        async () => {
          const { headers, query, auth } = EnvironmentGateway.connected.at(-1)!;
          expect(headers).to.include({ 'x-locale': 'en-GB' });
          expect(query).to.include({ room: 'lobby', EIO: '4' });
          expect(auth).to.deep.equal({ token: 'abc' });
        },
        visitor,
      ));

    it('is what @WsHeader, @WsQuery and @WsAuth read', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('parameters')).to.deep.equal(['en-GB', 'lobby', 'abc']);
        },
        visitor,
      ));

    it('holds the URL, the time, the headers and the parameters of the handshake', () => {
      const before = Date.now();
      return run(kit, async (ctx) => {
        const { url, time, request, params } = EnvironmentGateway.connected.at(-1)!;
        expect(url).to.match(/^\/env\/\?/);
        expect(time.getTime()).to.be.within(before, Date.now());
        expect(request.headers).to.equal(ctx.host.of(EnvironmentGateway).sockets.get(ctx.sio.id!)!.request.headers);
        expect(params).to.deep.equal({});
      });
    });

    it('cannot be changed', () =>
      run(kit, async () => {
        const environment = EnvironmentGateway.connected.at(-1)!;
        expect(Object.isFrozen(environment)).to.be.true;
      }));

    it('is the same for all events of a client, also when it has left', () =>
      run(kit, async (ctx) => {
        await ctx.disconnect();
        await ctx.idle();
        expect(EnvironmentGateway.disconnected.at(-1)).to.equal(EnvironmentGateway.connected.at(-1));
      }));

    it('has the address of a client that has left, also when it is read only then', async () => {
      const addresses: string[] = [];
      @WebSocketGateway()
      class LateGateway extends GatewayBase {
        @OnDisconnected()
        disconnected(): void {
          addresses.push(this.context.environment.address);
        }
      }
      await run(TestGateway.createTestModule({ gateways: [LateGateway] }), async (ctx) => {
        const peer = ctx.host.of(LateGateway).sockets.get(ctx.sio.id!)!;
        const left = new Promise((resolve) => peer.once('disconnect', resolve));
        ctx.sio.io.engine.close();
        await left;
        await ctx.idle();
      });
      expect(addresses).to.deep.equal(['127.0.0.1']);
    });
  });

  describe('address and secure', () => {
    function trusting(trust: unknown) {
      const app = (): Application => express().set('trust proxy', trust);
      return TestGateway.createTestModule({ gateways: [EnvironmentGateway], app });
    }
    const forwarded: ConnectOptions = {
      extraHeaders: { 'X-Forwarded-For': '203.0.113.7, 198.51.100.2', 'X-Forwarded-Proto': 'https' },
    };

    for (const [what, trust, address, secure] of [
      ['nobody', false, '127.0.0.1', false],
      ['everybody', true, '203.0.113.7', true],
      ['one hop', 1, '198.51.100.2', true],
      ['the loopback interface', 'loopback', '198.51.100.2', true],
      ['both proxies', 'loopback, 198.51.100.0/24', '203.0.113.7', true],
      ['another network', '10.0.0.0/8', '127.0.0.1', false],
    ] as const) {
      it(`are those of Express when it trusts ${what}`, () =>
        run(
          trusting(trust),
          async (ctx) => {
            expect(await ctx.request('whence')).to.deep.equal({ address, secure });
          },
          forwarded,
        ));
    }

    it('are those of the connection when no proxy sent headers', () =>
      run(trusting(true), async (ctx) => {
        expect(await ctx.request('whence')).to.deep.equal({ address: '127.0.0.1', secure: false });
      }));

    it('use the first of several protocols, as req.secure does', () =>
      run(
        trusting(true),
        async (ctx) => {
          expect(await ctx.request('whence')).to.deep.include({ secure: false });
        },
        { extraHeaders: { 'X-Forwarded-Proto': 'http, https' } },
      ));
  });
});

overBothTransports((_run, transport) => {
  describe('gateways on an HTTPS server', () => {
    it('have `secure: true` in the environment', async () => {
      const app = express();
      const server = createServer(selfSigned, app);
      const container = new Container();
      container.bind(EnvironmentGateway).toSelf().inSingletonScope();
      const host = attachGateways(app, server, container);
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const client = io(`https://127.0.0.1:${(server.address() as AddressInfo).port}/environment`, {
        path: '/env',
        transports: [transport],
        rejectUnauthorized: false,
        reconnection: false,
        forceNew: true,
      });
      expect(await client.emitWithAck('whence')).to.deep.equal({ address: '127.0.0.1', secure: true });
      client.disconnect();
      await host.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
  });
});
