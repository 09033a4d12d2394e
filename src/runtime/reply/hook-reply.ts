import { WsResponse } from '../../response';
import { type Failure, factsOf } from './failure';
import { EventReply } from './reply';
import { emitResponse } from './send';

/** The reply of `@OnConnected`: its client may get a response, and is disconnected where the hook throws. */
export class ConnectReply extends EventReply {
  override get hasRecipient(): boolean {
    return true; // the hooks of leaving follow it, and expect that it has run
  }

  override send(result: unknown): void {
    if (WsResponse.is(result)) emitResponse(this.socket, result);
  }

  override fail(error: unknown, failure?: Failure): void {
    super.fail(error, failure);
    this.socket.disconnect();
  }
}

/** The reply of the hooks of a client that leaves: others may get a response; errors go to the logger alone. */
export class LeaveReply extends EventReply {
  override get hasRecipient(): boolean {
    return true;
  }

  override send(result: unknown): void {
    if (WsResponse.is(result) && result.to !== 'client') emitResponse(this.socket, result);
  }

  override fail(error: unknown): void {
    this.settings.logger.error(`${this.label} failed on '${this.event}'`, {
      ...factsOf(this, this.settings),
      err: error,
    });
  }
}
