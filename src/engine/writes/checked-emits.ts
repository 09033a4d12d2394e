import type { Namespace, Socket } from 'socket.io';
import type { Adapter, OutgoingPacket } from '../internals/adapters';
import { SharedHooks } from '../shared-hooks';

/** Looks at an event before it is emitted: its name, then its arguments. It throws where it must not be. */
export type EmitCheck = (data: readonly unknown[]) => void;

const check = Symbol('check of what is emitted');

interface CheckedSocket {
  readonly [check]?: EmitCheck;
}

type Emit = () => void;

/** Adapters, with the checks of all hosts; what somebody else has put around one since stays. */
const guarded = new SharedHooks<Adapter, (data: readonly unknown[], emit: Emit) => void>((adapter, checks) => {
  const checked = (data: readonly unknown[], emit: Emit): void => {
    let all = emit;
    for (const check of checks) {
      const inner = all;
      all = () => check(data, inner);
    }
    all();
  };
  const restore = (['broadcast', 'broadcastWithAck'] as const).map((name) => {
    const before = Object.getOwnPropertyDescriptor(adapter, name);
    const method = adapter[name].bind(adapter) as (packet: OutgoingPacket, ...rest: unknown[]) => void;
    const own = (packet: OutgoingPacket, ...rest: unknown[]): void =>
      checked(packet.data, () => method(packet, ...rest));
    Object.assign(adapter, { [name]: own });
    return () => {
      if ((adapter[name] as unknown) !== own) return;
      if (before) Object.defineProperty(adapter, name, before);
      else Reflect.deleteProperty(adapter, name);
    };
  });
  return () => {
    for (const each of restore) each();
  };
});

/**
 * Checks everything that is emitted to the clients of a namespace, by its adapter and by their sockets, against what
 * `@Emits` declares. Each event is checked once.
 */
export class CheckedEmits {
  readonly #check: EmitCheck;
  readonly #guarded = new WeakSet<Adapter>();
  readonly #takeBack: (() => void)[] = [];
  /** What is emitted now was looked at: one emit may end in others. From {@link stop} on, nothing is looked at. */
  #isChecked = false;

  constructor(check: EmitCheck) {
    this.#check = check;
  }

  /** Everything that is broadcast: by the namespace, to rooms, by a socket to others. */
  guard({ adapter }: Namespace | { adapter: Adapter }): void {
    if (this.#guarded.has(adapter)) return;
    this.#guarded.add(adapter);
    this.#takeBack.push(guarded.add(adapter, (data, emit) => this.#once(data, emit)));
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
    for (const takeBack of this.#takeBack.splice(0)) takeBack();
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
