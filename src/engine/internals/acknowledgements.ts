/**
 * The private members of socket.io on the way of an acknowledgement's callback, as the other files of this folder have
 * those of their libraries. Sockets and namespaces get methods of their own, the same functions for all: no prototype of
 * socket.io is changed, as other servers of the process share it; one in front of it would cost half a kilobyte a socket.
 * Seen in socket.io 4.8.0 to 4.8.4.
 */
import type { Namespace, Socket } from 'socket.io';

type Callback = (...args: unknown[]) => unknown;

/** Gives the callback that socket.io is to call in place of another. */
export type WrapCallback = (callback: Callback) => Callback;

/** A client; one of another server is reached through an operator. */
interface FetchedSocket {
  operator?: Operator;
}

/** The part that a namespace and a `BroadcastOperator` share. */
interface Emitter {
  readonly volatile: Operator;
  readonly local: Operator;
  to(room: unknown): Operator;
  in(room: unknown): Operator;
  except(room: unknown): Operator;
  compress(compress: boolean): Operator;
  timeout(ms: number): Operator;
  emit(event: string, ...args: unknown[]): boolean;
  fetchSockets(): Promise<FetchedSocket[]>;
}

/** A `BroadcastOperator`: each step of `to(room).timeout(500)` makes another. */
interface Operator extends Emitter {
  readonly adapter: unknown;
  readonly rooms: unknown;
  readonly exceptRooms: unknown;
  readonly flags: unknown;
}

interface NamespaceInternals extends Emitter {
  serverSideEmit(event: string, ...args: unknown[]): boolean;
  _doConnect: (socket: Socket, connected?: (socket: Socket) => void) => void;
}

interface SocketInternals {
  newBroadcastOperator(): Operator;
  registerAckCallback(id: number, callback: Callback): void;
}

type Class<Instance> = new (...args: unknown[]) => Instance;
type Derive = (operator: Operator) => Operator;

/** Has socket.io call what `wrap` gives, wherever a callback for an acknowledgement is handed to it. */
export class AcknowledgementCallbacks {
  readonly #wrap: WrapCallback;
  #operators: Class<Operator> | undefined;
  /** What those get that have a prototype of socket.io, by that prototype. */
  readonly #overrides = new Map<object, Overrides>();

  constructor(wrap: WrapCallback) {
    this.#wrap = wrap;
  }

  /** For a namespace, and the sockets that connect to it from now on. */
  install(namespace: Namespace): void {
    const { constructor } = namespace.except([]);
    this.#operators ??= emitterClass(constructor as Class<Operator>, this.#derive, this.#wrap) as Class<Operator>;
    this.#override(namespace, (original) => {
      const base = original as Class<NamespaceInternals>;
      return [emitterClass(base, this.#derive, this.#wrap), namespaceClass(base, this.#wrap)];
    });
    const internals = namespace as unknown as NamespaceInternals;
    const connect = internals._doConnect.bind(namespace); // another library may have replaced it, too
    internals._doConnect = (socket, connected) => {
      this.#override(socket, (original) => [socketClass(original as Class<SocketInternals>, this.#derive, this.#wrap)]);
      connect(socket, connected);
    };
  }

  readonly #derive = (operator: Operator): Operator => {
    const { adapter, rooms, exceptRooms, flags } = operator;
    return this.#operators ? new this.#operators(adapter, rooms, exceptRooms, flags) : operator;
  };

  /** @param classesOver gives classes that extend another: their methods become the target's own */
  #override(target: Namespace | Socket, classesOver: (original: unknown) => readonly Class<object>[]): void {
    const original = Object.getPrototypeOf(target) as object;
    const overrides = this.#overrides.get(original) ?? overridesOf(classesOver(original.constructor));
    this.#overrides.set(original, overrides);
    Object.assign(target, overrides.methods); // to define them would take ten times as long, of each client
    if (overrides.accessors) Object.defineProperties(target, overrides.accessors);
  }
}

/** The callbacks of acknowledgements that a client still owes: socket.io forgets them with it. */
export function owedBy(socket: Socket): Iterable<Callback> {
  return (socket as unknown as { readonly acks: ReadonlyMap<number, Callback> }).acks.values();
}

/** The members of classes, as an object's own. */
interface Overrides {
  readonly methods: Readonly<Record<string, unknown>>;
  /** None of a socket. */
  readonly accessors: PropertyDescriptorMap | undefined;
}

function overridesOf(classes: readonly Class<object>[]): Overrides {
  const members = classes
    .map(({ prototype }) => Object.getOwnPropertyDescriptors(prototype as object))
    .flatMap(Object.entries<PropertyDescriptor>)
    .filter(([name]) => name !== 'constructor');
  const accessors = members.filter(([, member]) => !('value' in member));
  const methods = members
    .filter(([, member]) => 'value' in member)
    .map(([name, { value }]) => [name, value as unknown]);
  return {
    methods: Object.fromEntries(methods) as Record<string, unknown>,
    accessors: accessors.length > 0 ? Object.fromEntries(accessors) : undefined,
  };
}

function emitterClass(original: Class<Emitter>, derive: Derive, wrap: WrapCallback): Class<Emitter> {
  return class BroadcastOperator extends original {
    override get volatile(): Operator {
      return derive(super.volatile);
    }

    override get local(): Operator {
      return derive(super.local);
    }

    override to(room: unknown): Operator {
      return derive(super.to(room));
    }

    override in(room: unknown): Operator {
      return derive(super.in(room));
    }

    override except(room: unknown): Operator {
      return derive(super.except(room));
    }

    override compress(compress: boolean): Operator {
      return derive(super.compress(compress));
    }

    override timeout(ms: number): Operator {
      return derive(super.timeout(ms));
    }

    override emit(event: string, ...args: unknown[]): boolean {
      return super.emit(event, ...withCallback(args, wrap));
    }

    override fetchSockets(): Promise<FetchedSocket[]> {
      return super.fetchSockets().then((sockets) => {
        for (const socket of sockets) if (socket.operator) socket.operator = derive(socket.operator);
        return sockets;
      });
    }
  };
}

function namespaceClass(original: Class<NamespaceInternals>, wrap: WrapCallback): Class<NamespaceInternals> {
  return class Namespace extends original {
    override serverSideEmit(event: string, ...args: unknown[]): boolean {
      return super.serverSideEmit(event, ...withCallback(args, wrap));
    }
  };
}

function socketClass(original: Class<SocketInternals>, derive: Derive, wrap: WrapCallback): Class<SocketInternals> {
  return class Socket extends original {
    override newBroadcastOperator(): Operator {
      return derive(super.newBroadcastOperator());
    }

    override registerAckCallback(id: number, callback: Callback): void {
      super.registerAckCallback(id, wrap(callback));
    }
  };
}

function withCallback(args: unknown[], wrap: WrapCallback): unknown[] {
  const last = args.at(-1);
  return typeof last === 'function' ? [...args.slice(0, -1), wrap(last as Callback)] : args;
}
