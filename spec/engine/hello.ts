import type { RequestHandler } from 'express';
import { type AttachOptions, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import type { Transport } from '../support/transports';

@WebSocketGateway({ path: '/ws' })
export class HelloGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

/** An application with the gateway, whose handshakes run `middleware`. */
export async function attached(
  middleware: readonly RequestHandler[],
  options: AttachOptions = {},
): Promise<TestApplication> {
  const application = await new TestApplication().listen();
  application.attach({ gateways: [HelloGateway], middleware, ...options });
  return application;
}

/** Lets a request in that says `?welcome`. */
export function unlessWelcome(handler: RequestHandler): RequestHandler {
  return (req, res, next) => (req.query.welcome === undefined ? handler(req, res, next) : next());
}

/** What the gateway answers a new client, which says `?welcome`. */
export async function helloOf(application: TestApplication, transport: Transport): Promise<unknown> {
  const client = await application.connect('/ws', { transports: [transport], query: { welcome: 'yes' } });
  return client.emitWithAck('hello');
}
