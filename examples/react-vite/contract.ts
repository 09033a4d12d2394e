import type { ErrorPayload } from 'inversify-express-gateways';

export interface Item {
  id: number;
  text: string;
}

/** What page and server send each other. Both import these types, and the compiler checks both. */
export interface ListContract {
  listens: {
    add(text: string, ack: (answer: Item | { error: ErrorPayload }) => void): void;
  };
  emits: {
    items(items: Item[]): void;
  };
}
