import { inspect } from 'node:util';
import { injectable } from 'inversify';
import { type GatewayContainer, isClass, type Newable } from '../container';
import { recordGateway } from './metadata';
import { expectLegacyDecorator, expectNoParameter, type Place } from './misuse';
import type { GatewayOptions, GatewayOptionsSource } from '../options';

/**
 * Makes a class a gateway, and injectable: bind it in the container and `attachGateways` finds it.
 *
 * ```ts
 * @WebSocketGateway({ path: '/events-ws', namespace: '/events' })
 * @WebSocketGateway((container) => container.get(Config).gateway)    // from the container, when attaching
 * @WebSocketGateway                                                  // '/socket.io', namespace '/'
 * ```
 */
export function WebSocketGateway(options: (container: GatewayContainer) => GatewayOptions): (target: Newable) => void;
export function WebSocketGateway(target: Newable): void;
export function WebSocketGateway(options?: GatewayOptionsSource): (target: Newable) => void;
export function WebSocketGateway(
  first: Newable | GatewayOptionsSource = {},
  ...member: [name?: string | symbol, index?: unknown]
): void | ((target: Newable) => void) {
  // Without parentheses; a function that is no class is one of the container.
  if (isClass(first)) {
    decorate([first, ...member], {});
    return;
  }
  return (target, ...itsMember: typeof member) => {
    decorate([target, ...itsMember], first); // whatever it is: the registry checks it
  };
}

/** @throws TypeError where it is no class: another decorator may have put something in its place */
function decorate(
  place: readonly [Newable, ...unknown[]] & Place,
  options: GatewayOptions | GatewayOptionsSource,
): void {
  const [target, name] = place;
  expectLegacyDecorator(name);
  expectNoParameter(place);
  if (typeof Reflect.get(target, 'prototype') !== 'object') {
    throw new TypeError(`@WebSocketGateway decorates ${inspect(target)}; expected a class`);
  }
  makeInjectable(target);
  recordGateway(target, options);
}

/** A class may say `@injectable()` itself, below; every version of Inversify throws when it is said twice. */
function makeInjectable(target: Newable): void {
  try {
    injectable()(target as never); // its type differs between the versions of Inversify
  } catch (error) {
    const saidTwice = error instanceof Error && error.message.includes('multiple times');
    if (!saidTwice) throw error;
  }
}
