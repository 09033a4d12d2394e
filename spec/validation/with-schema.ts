import { type AttachOptions, GatewayBase, type Schema, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { TestGateway, type TestContext } from '../../src/testing';

/** A gateway that answers with what its schema has made of the body, and counts how often it did. */
export function gatewayOf(schema: Schema) {
  @WebSocketGateway({ path: '/validation' })
  class ValidationGateway extends GatewayBase {
    #handled = 0;

    @SubscribeMessage('event')
    event(@WsBody(schema) body: unknown): unknown {
      this.#handled += 1;
      return { body };
    }

    @SubscribeMessage('key')
    key(@WsBody('key', schema) key: unknown): unknown {
      return { key };
    }

    @SubscribeMessage('handled')
    handled(): number {
      return this.#handled;
    }
  }
  return ValidationGateway;
}

/** Attaches such a gateway and connects a client to it. */
export async function withSchema(
  schema: Schema,
  body: (ctx: TestContext) => Promise<void>,
  options: AttachOptions = {},
): Promise<void> {
  await TestGateway.createTestModule({ gateways: [gatewayOf(schema)], options }).runWithServer(async (ctx) => {
    await ctx.connect();
    await body(ctx);
  });
}

/** What acknowledges an event whose payload has these mistakes. */
export function invalid(event: string, ...reason: object[]) {
  return [{ error: { code: 1007, reason, event } }];
}
