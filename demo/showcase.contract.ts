/** Takes as many milliseconds as the page says, and answers with them. */
export interface WorkContract {
  listens: {
    work(ms: number, ack: (answer: number) => void): void;
  };
}

/** What the page may send to the showcase. It reads the stream with `stream()` and asks with `request()`. */
export interface ShowContract {
  listens: WorkContract['listens'] & {
    count_down(from: number, ack: (answer: string) => void): void;
    roll(ack: (answer: number) => void): void;
  };
}

/** What a page and one of the rooms send each other. */
export interface RoomContract {
  listens: {
    say(text: string): void;
  };
  emits: {
    said(line: { room: string; text: string }): void;
  };
}

/** Each order has an id of its own: that of its customer, a colon, and a number. */
export interface OrdersContract {
  listens: {
    place(id: string, ack: (answer: number) => void): void;
    placed(customer: string, ack: (answer: string[]) => void): void;
  };
}
