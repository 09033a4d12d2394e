import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { RequestHandler } from 'express';
import type { Socket } from 'socket.io-client';
import type { AttachOptions, GatewayHost } from '../../../src';
import { type DocsOptions, gatewayDocs } from '../../../src/docs';
import { TestApplication } from '../../support/application';
import { GuardedGateway, keepHost, reset, RoomGateway, TownGateway, VillageGateway } from './town.gateway';

export const DRY_RUN = 'application/vnd.gateways.dry-run+json';

export interface DryAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Town {
  readonly application: TestApplication;
  readonly host: GatewayHost;
  /** Sends a dry run of an event of the town; `changes` to the body. */
  readonly dry: (
    event: string,
    args?: readonly unknown[],
    changes?: object,
    headers?: Record<string, string>,
  ) => Promise<DryAnswer>;
  /** Sends any body to it. */
  readonly post: (body: string, headers: Record<string, string>, path?: string) => Promise<DryAnswer>;
  /** Somebody else, who is there and hears everything. */
  readonly observer: (namespace?: string) => Promise<Observer>;
}

/** A client, and the names of all events that it has got. */
export class Observer {
  readonly heard: string[] = [];

  constructor(readonly socket: Socket) {
    socket.onAny((event: string) => this.heard.push(event));
    socket.on('disconnect', () => this.heard.push('disconnect'));
  }
}

/** Serves the gateways with their documents, under `/docs`. */
export async function town(
  body: (town: Town) => Promise<void>,
  docs: DocsOptions = { dryRun: true },
  attach: AttachOptions = {},
  before: readonly RequestHandler[] = [],
): Promise<void> {
  reset();
  await using application = new TestApplication();
  for (const handler of before) application.app.use(handler);
  const gateways = [TownGateway, GuardedGateway, VillageGateway, RoomGateway];
  const host = application.attach({ gateways, ...attach });
  keepHost(host);
  application.app.use('/docs', gatewayDocs(host, docs));
  await application.listen();
  const post: Town['post'] = (content, headers, path = '/docs/dry-run') =>
    new Promise((resolve, reject) => {
      const sent = request(application.url + path, { method: 'POST', headers, agent: false }, (response) => {
        const { statusCode: status = 0 } = response;
        text(response).then(
          (answer) => resolve({ status, body: answer.startsWith('{') ? (JSON.parse(answer) as object as never) : {} }),
          reject,
        );
      });
      sent.on('error', reject);
      sent.end(content);
    });
  await body({
    application,
    host,
    post,
    dry: (event, args = [], changes = {}, headers = {}) => {
      const run = {
        path: '/town',
        namespace: '/town',
        auth: {},
        query: {},
        event,
        args,
        acknowledge: true,
        ...changes,
      };
      return post(JSON.stringify(run), { 'content-type': DRY_RUN, 'sec-fetch-site': 'same-origin', ...headers });
    },
    observer: async (namespace = '/town') => {
      const observer = new Observer(application.client('/town', { namespace }));
      await new Promise((resolve) => observer.socket.once('connect', () => resolve(undefined)).connect());
      return observer;
    },
  });
}
