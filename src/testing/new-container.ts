import { Container } from 'inversify';
import type { GatewayContainer } from '../container';

/** An empty container. Inversify 6 and 7 have two classes of it that are alike; the caller knows which one it means. */
export function newContainer(): GatewayContainer {
  return new Container();
}
