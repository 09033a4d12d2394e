/** What the page may send to the showcase. It reads the stream with `stream()` and asks with `request()`. */
export interface ShowContract {
  listens: {
    count_down(from: number, ack: (answer: string) => void): void;
    roll(ack: (answer: number) => void): void;
  };
}
