import { type AttachOptions, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import type { Transport } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class OpenGateway {}

/** An application whose gateways are visited from other pages. */
export class VisitedApplication {
  readonly logger = new RecordingLogger();

  private constructor(readonly application: TestApplication) {}

  static async attach(options: AttachOptions = {}): Promise<VisitedApplication> {
    const visited = new VisitedApplication(await new TestApplication().listen());
    visited.application.attach({ gateways: [OpenGateway], logger: visited.logger, ...options });
    return visited;
  }

  /** Where its own pages are. */
  get origin(): string {
    return this.application.url;
  }

  /** Opens a session as a page of `origin` does, and gives whether it was let in. */
  async visit(transport: Transport, origin: string, headers: Record<string, string> = {}): Promise<boolean> {
    const { status } = await handshake(this.application, transport, '/ws', { Origin: origin, ...headers });
    const statuses = new Map([
      [transport === 'websocket' ? 101 : 200, true],
      [403, false],
    ]);
    const answer = statuses.get(status);
    if (answer === undefined) throw new Error(`A page of ${origin} was answered with ${status}`);
    return answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.application.close();
  }
}

/** An option that says for `origin`, later, what `allow` gives. */
export type OriginCallback = (error: Error | null, allow?: boolean | string) => void;
