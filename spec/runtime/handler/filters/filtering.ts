import {
  type ExceptionFilter,
  SubscribeMessage,
  UseFilters,
  WebSocketException,
  WebSocketGateway,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';

export type Catch = ExceptionFilter['catch'];

/** An error of an application's domain, which knows nothing of sockets. */
export class SoldOut extends Error {
  constructor(readonly seat: string) {
    super(`Seat ${seat} is sold`);
  }
}

export const soldOut: Catch = (error) =>
  error instanceof SoldOut ? new WebSocketException(4009, { sold: error.seat }) : undefined;

/** A test module whose one event, `buy`, throws and has a filter. */
export function filtered(filter: Parameters<typeof UseFilters>[0], thrown: () => unknown = () => new SoldOut('A1')) {
  @WebSocketGateway()
  class FilteredGateway {
    @SubscribeMessage()
    @UseFilters(filter)
    buy(): void {
      throw thrown();
    }

    @SubscribeMessage()
    hello(): string {
      return 'hello';
    }
  }
  const logger = new RecordingLogger();
  return { logger, kit: TestGateway.createTestModule({ gateways: [FilteredGateway], options: { logger } }) };
}

export const error = (code: number, reason: unknown, event = 'buy') => [{ error: { code, reason, event } }];

/** Whatever is done with it throws. */
export const hostile = new Proxy(
  {},
  new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('a trap');
      },
    },
  ),
);

export function throws(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}
