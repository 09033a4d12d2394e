/** A class that can be constructed, whatever its constructor takes. */
export type Newable<Instance extends object = object> = abstract new (...args: never[]) => Instance;

/** Tells a class from other functions: only a class has a fixed prototype. */
export function isClass(value: unknown): value is Newable {
  return typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}

/** As wide as Inversify's own: a narrower one does not fit Inversify 8, whose classes take `any[]`. */
type Identifier<Instance extends object = object> = string | symbol | Newable<Instance>;

/**
 * The part of an Inversify container, of version 6, 7 or 8, that the gateways use. It is described by its shape, as 6 and 7 have
 * two `Container` classes each, one for `import` and one for `require`.
 */
export interface GatewayContainer {
  get<Instance extends object>(identifier: Identifier<Instance>): Instance;
  getAsync<Instance extends object>(identifier: Identifier<Instance>): Promise<Instance>;
  /** `true` where the identifier is bound here or in a parent. */
  isBound(identifier: Identifier): boolean;
  isCurrentBound(identifier: Identifier): boolean;
  bind<Instance extends object>(identifier: Identifier<Instance>): ContainerBinding<Instance>;
  unbind(identifier: Identifier): unknown;
  /** Inversify 6 only. */
  readonly options?: { readonly autoBindInjectable?: boolean };
  /** Inversify 7 only: there `unbind` is asynchronous. */
  unbindSync?(identifier: Identifier): void;
}

interface ContainerBinding<Instance> {
  toSelf(): { inSingletonScope(): unknown };
  toConstantValue(value: Instance): unknown;
}

export function unbind(container: GatewayContainer, identifier: Newable): void {
  if (!container.isCurrentBound(identifier)) return;
  if (container.unbindSync) container.unbindSync(identifier);
  else container.unbind(identifier);
}
