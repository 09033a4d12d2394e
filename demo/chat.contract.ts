// What page and server send each other. The page imports these types alone, and no code.
import type { ErrorPayload } from '../src';

/** A message, once its schema has let it pass. */
export interface Message {
  data: string;
}

/** What somebody has said, and where. */
interface Said extends Message {
  from: string;
  room?: string;
}

interface Found {
  limit: number;
  found: Said[];
}

interface Login {
  name?: string;
  since?: string;
}

/** An acknowledgement takes the answer, or the error in place of it. */
type Ack<Answer> = (answer: Answer | { error: ErrorPayload }) => void;

/** What the page may send. */
interface ChatRequests {
  my_event(message: Message): void;
  my_broadcast_event(message: Message): void;
  join(wanted: { room: string }): void;
  leave(left: { room: string }): void;
  close_room(closed: { room: string }): void;
  my_room_event(message: Message & { room: string }): void;
  search(query: { text: string; limit?: number }, ack: Ack<Found>): void;
  introduce(who: { name: string; email: string; age: number }): void;
  whoami(ack: Ack<Login>): void;
  my_ping(): void;
  disconnect_request(): void;
}

/** What the gateway sends. */
interface ChatEvents {
  my_response(message: Said): void;
  my_pong(): void;
  introduced(who: { name: string }): void;
  session(login: { name: string | null }): void;
  session_over(): void;
  rooms(rooms: string[]): void;
  room_closed(closed: { room: string }): void;
  presence(presence: { clients: number; news: string }): void;
  tick(tick: { count: number }): void;
  announcement(announcement: { text: string; from?: string }): void;
}

/** For the compiler to check, on both sides. */
export interface ChatContract {
  listens: ChatRequests;
  emits: ChatEvents;
}
