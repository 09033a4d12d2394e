import { Body, Controller, Get, Post } from '@inversifyjs/http-core';
import { InversifyExpressHttpAdapter } from '@inversifyjs/http-express';
import { expect } from 'chai';
import { type Container, inject, injectable } from 'inversify';
import supertest from 'supertest';
import { GatewayBase, GatewayHost, SubscribeMessage, WebSocketGateway, WsBody } from '../src';
import { TestGateway } from '../src/testing';

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
  const newsroom = TestGateway.createTestModule({
    gateways: [NewsGateway],
    bind: (container: Container) => {
      container.bind(Newsroom).toSelf().inSingletonScope();
      container.bind(NewsController).toSelf().inSingletonScope();
    },
    app: (container: Container) => new InversifyExpressHttpAdapter(container, { logger: false }).build(),
  });

  it('share the services of the container', async () => {
    await newsroom.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('report', { text: 'It works' })).to.equal(1);
      const { body } = await supertest(ctx.baseUrl).get('/news').expect(200);
      expect(body).to.deep.equal(['It works']);
    });
  });

  it('a controller emits to the clients of a gateway', async () => {
    await newsroom.runWithServer(async (ctx) => {
      await ctx.connect();
      const { body } = await supertest(ctx.baseUrl).post('/news').send({ text: 'It works' }).expect(200);
      expect(body).to.deep.equal({ readers: 1 });
      expect(await ctx.waitFor('news')).to.deep.equal({ text: 'It works' });
    });
  });
});
