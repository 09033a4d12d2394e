import { type AttachOptions, GatewayConfigurationError, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from './application';

type Gateways = NonNullable<AttachOptions['gateways']>;

/** What attaching these gateways reports; nothing where they attach. */
export async function problemsOf(...gateways: Gateways): Promise<readonly string[]> {
  await using application = new TestApplication();
  try {
    application.attach({ gateways });
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error.problems;
    throw error;
  }
}

/** A gateway of that name with these options, right or wrong, and one event of its own. */
export function gatewayWith(name: string, options: unknown): Gateways[0] {
  const gateway = {
    [name]: class {
      handle(): void {}
    },
  }[name] as Gateways[0];
  SubscribeMessage(`event of ${name}`)(gateway.prototype as object, 'handle');
  WebSocketGateway(options as object)(gateway);
  return gateway;
}
