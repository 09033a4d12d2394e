export { TestGateway, type TestModule, type TestModuleOptions } from './kit/test-gateway';
export type { TestClient, ConnectOptions } from './kit/test-client';
export type { TestContext } from './kit/test-context';
export type { WaitOptions } from './kit/inbox';
export type { DispatchOptions } from './in-memory/dispatch';
export type { Dispatched, Emission } from './in-memory/dispatch';
export { GatewayError } from '../client/gateway-error';
