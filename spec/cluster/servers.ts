import type { AttachOptions, GatewayHost } from '../../src';
import { TestApplication } from '../support/application';
import type { ClusterKind } from '../support/cluster-adapters';

/** A server of a cluster, that listens. */
export interface ClusterServer {
  readonly application: TestApplication;
  readonly host: GatewayHost;
}

/** Starts two servers that an adapter joins, and gives them to `body`. @param options of both, beside the adapter */
export async function runServers(
  kind: ClusterKind,
  options: AttachOptions,
  body: (one: ClusterServer, other: ClusterServer) => Promise<void>,
): Promise<void> {
  const medium = await kind.open();
  const applications: TestApplication[] = [];
  const start = async (): Promise<ClusterServer> => {
    const application = new TestApplication();
    applications.push(application);
    const join = await medium.join();
    const host = application.attach({ ...options, server: (path) => ({ adapter: join(path) }) });
    await application.listen();
    return { application, host };
  };
  try {
    await body(await start(), await start());
  } finally {
    for (const application of applications) await application.close();
    await medium.close();
  }
}
