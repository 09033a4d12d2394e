import { type GatewayHost, SubscribeMessage, WebSocketGateway } from '../../src';

@WebSocketGateway({ path: '/first' })
export class FirstGateway {
  @SubscribeMessage()
  hello(): string {
    return 'first';
  }
}

@WebSocketGateway({ path: '/second' })
export class SecondGateway {
  @SubscribeMessage()
  hello(): string {
    return 'second';
  }
}

/** The names of the classes that were attached. */
export function namesIn(host: GatewayHost): string[] {
  return host.registry.gateways.map(({ gateway }) => gateway.name);
}
