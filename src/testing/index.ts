export { TestGateway, type TestModule, type TestModuleOptions } from './test-gateway';
export type { TestClient, ConnectOptions } from './test-client';
export type { TestContext } from './test-context';
export type { WaitOptions } from './inbox';
export type { DispatchOptions } from './dispatch';
export type { Dispatched, Emission } from './in-memory-client';
export { GatewayError } from '../client/gateway-error';
