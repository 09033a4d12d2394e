import { Container } from 'inversify';
import type { GatewayContainer } from '../container';

/** An empty container, for whoever knows how it was loaded: Inversify 6 and 7 have two classes of it that are alike. */
export function newContainer(): GatewayContainer {
  return new Container();
}
