import type { Namespace, Socket } from 'socket.io';
import type { Adapter, BroadcastOptions, OutgoingPacket } from '../internals/adapters';

/** Looks at an event before it is emitted: its name, then its arguments. It throws where it must not be. */
export type EmitCheck = (data: readonly unknown[]) => void;

const check = Symbol('check of what is emitted');

interface CheckedSocket {
  readonly [check]?: EmitCheck;
}

/**
 * Checks everything that is emitted to the clients of a namespace, by its adapter and by their sockets, against what
 * `@Emits` declares. Each event is checked once.
 */
export class CheckedEmits {
  readonly #check: EmitCheck;
  readonly #guarded = new WeakSet<Adapter>();
  readonly #restore: (() => void)[] = [];
  /** What is emitted now was looked at: one emit may end in others. From {@link stop} on, nothing is looked at. */
  #isChecked = false;

  constructor(check: EmitCheck) {
    this.#check = check;
  }

  /** Everything that is broadcast: by the namespace, to rooms, by a socket to others. */
  guard({ adapter }: Namespace | { adapter: Adapter }): void {
    if (this.#guarded.has(adapter)) return;
    this.#guarded.add(adapter);
    for (const name of ['broadcast', 'broadcastWithAck'] as const) {
      const own = Object.getOwnPropertyDescriptor(adapter, name);
      this.#restore.push(() => {
        if (own) Object.defineProperty(adapter, name, own);
        else Reflect.deleteProperty(adapter, name);
      });
    }
    const broadcast = adapter.broadcast.bind(adapter);
    adapter.broadcast = (packet: OutgoingPacket, options: BroadcastOptions) =>
      this.#once(packet.data, () => broadcast(packet, options));
    const broadcastWithAck = adapter.broadcastWithAck.bind(adapter);
    adapter.broadcastWithAck = (packet: OutgoingPacket, ...rest) =>
      this.#once(packet.data, () => broadcastWithAck(packet, ...rest));
  }

  /** Everything that is emitted to one client, or by a parent namespace, which emits by each of its children. */
  watch(emitter: Socket | Namespace): void {
    const emit = emitter.emit.bind(emitter) as (...data: unknown[]) => boolean;
    Object.assign(emitter, {
      emit: (...data: unknown[]) => this.#once(data, () => emit(...data)),
      [check]: this.#check,
    });
  }

  /** Adapters are as they were: theirs is a server that goes on. */
  stop(): void {
    this.#isChecked = true;
    for (const restore of this.#restore.splice(0)) restore();
  }

  #once<Result>(data: readonly unknown[], emit: () => Result): Result {
    if (this.#isChecked) return emit();
    this.#check(data);
    this.#isChecked = true;
    try {
      return emit();
    } finally {
      this.#isChecked = false;
    }
  }
}

/** For what is sent to a client past its `emit`. */
export function checkEmitted(socket: Socket, data: readonly unknown[]): void {
  (socket as CheckedSocket)[check]?.(data);
}
