import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Post } from '@inversifyjs/http-core';
import { InversifyExpressHttpAdapter } from '@inversifyjs/http-express';
import { expect } from 'chai';
import { Container, inject, injectable } from 'inversify';
import { io, type Socket } from 'socket.io-client';
import supertest from 'supertest';
import { attachGateways, GatewayBase, GatewayHost, SubscribeMessage, WebSocketGateway, WsBody } from '../src';
import { request } from '../src/client';

interface News {
  text: string;
}

interface NewsEvents {
  emits: { news: (news: News) => void };
}

@injectable()
class Newsroom {
  readonly texts: string[] = [];
}

@WebSocketGateway({ path: '/news-ws', namespace: '/news' })
class NewsGateway extends GatewayBase<NewsEvents> {
  constructor(@inject(Newsroom) private readonly newsroom: Newsroom) {
    super();
  }

  @SubscribeMessage('report')
  report(@WsBody() { text }: News): number {
    return this.newsroom.texts.push(text);
  }
}

@Controller('/news')
class NewsController {
  constructor(
    @inject(Newsroom) private readonly newsroom: Newsroom,
    @inject(GatewayHost) private readonly gateways: GatewayHost,
  ) {}

  @Get()
  list(): string[] {
    return this.newsroom.texts;
  }

  @Post()
  publish(@Body() news: News): { readers: number } {
    const readers = this.gateways.of(NewsGateway);
    readers.emit('news', news);
    return { readers: readers.sockets.size };
  }
}

describe('controllers of @inversifyjs/http-express and a gateway, in one container and on one port', () => {
  const container = new Container();
  container.bind(Newsroom).toSelf().inSingletonScope();
  container.bind(NewsController).toSelf().inSingletonScope();
  container.bind(NewsGateway).toSelf().inSingletonScope();
  let url: string;
  let client: Socket;
  let close: () => Promise<void>;

  before(async () => {
    const app = await new InversifyExpressHttpAdapter(container, { logger: false }).build();
    const httpServer = createServer(app);
    const host = attachGateways(app, httpServer, container);
    await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
    client = io(`${url}/news`, { path: '/news-ws' });
    await new Promise<void>((resolve, reject) => client.once('connect', resolve).once('connect_error', reject));
    close = async () => {
      client.disconnect();
      await host.close();
      await new Promise((resolve) => httpServer.close(resolve));
    };
  });

  after(() => close());

  it('share the services of the container', async () => {
    expect(await request(client, 'report', { text: 'It works' })).to.equal(1);
    const { body } = await supertest(url).get('/news').expect(200);
    expect(body).to.deep.equal(['It works']);
  });

  it('a controller emits to the clients of a gateway', async () => {
    const received = new Promise<News>((resolve) => client.once('news', resolve));
    const { body } = await supertest(url).post('/news').send({ text: 'It works' }).expect(200);
    expect(body).to.deep.equal({ readers: 1 });
    expect(await received).to.deep.equal({ text: 'It works' });
  });
});
