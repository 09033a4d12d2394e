import {
  type ExceptionFilter,
  GatewayBase,
  type GatewayContext,
  SubscribeMessage,
  UseFilters,
  WebSocketException,
  WsBody,
  WsStatus,
} from '../../../src';
import { catalogue } from '../catalogue';
import { checkEntrance, checkHandled, checkRefused } from '../witness';

const entries = new Map(catalogue.map((entry) => [entry.name, entry]));

/** Sees what validation refuses. Limits refuse as well, with other codes. */
const refusals: ExceptionFilter['catch'] = (error: unknown, { event, message }: GatewayContext) => {
  const entry = entries.get(event);
  const isInvalid = error instanceof WebSocketException && error.code === WsStatus.INVALID_FRAME_PAYLOAD_DATA;
  if (entry && isInvalid) checkRefused(entry, message);
};

/** An event for each schema of the catalogue. */
@UseFilters(refusals)
export class SchemaGateway extends GatewayBase {}

for (const entry of catalogue) {
  const method = {
    async value(this: SchemaGateway, got: unknown): Promise<string> {
      checkEntrance(this.context);
      await checkHandled(entry, this.context.message, got);
      return 'valid';
    },
  };
  // As if it had been written down.
  Object.defineProperty(SchemaGateway.prototype, entry.name, method);
  WsBody(entry.schema)(SchemaGateway.prototype, entry.name, 0);
  SubscribeMessage(entry.name)(SchemaGateway.prototype, entry.name, method);
}
