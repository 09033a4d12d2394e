import type { AppliedTo, SubscriberArguments, SubscriberDecorator } from '../contract/types/checked-handler';
import { recordMethod } from './metadata';
import type { HandlerDecorator } from './method-decorator';
import { expectLegacyDecorator, expectParenthesesOnClasses } from './misuse';

/**
 * Subscribes a method to events that clients send: those named, or the one with the method's own name.
 * Its return value is the reply: a value or a {@link WsResponse}.
 *
 * ```ts
 * @SubscribeMessage('my_event', 'my_old_event')
 * @SubscribeMessage()                                  // the method's name
 * @SubscribeMessage                                    // the same
 * ```
 */
export function SubscribeMessage<const Args extends string[] | AppliedTo>(
  ...args: SubscriberArguments<Args>
): SubscriberDecorator<Args>;
export function SubscribeMessage(...args: string[] | AppliedTo): void | HandlerDecorator {
  expectLegacyDecorator(args[1]);
  if (isApplied(args)) {
    subscribe(args, []);
    return;
  }
  return (...place) => {
    subscribe(place, args);
  };
}

/** `true` where the decorator was written without parentheses: these are the class and the method. */
function isApplied(args: string[] | AppliedTo): args is AppliedTo {
  return typeof args[0] === 'object' || typeof args[0] === 'function';
}

function subscribe(place: Parameters<HandlerDecorator>, events: readonly string[]): void {
  const [, name] = place;
  recordMethod(place, { events: events.length > 0 ? events : [nameOf(name)] });
}

/** A symbol has no name that could be sent, only a description; an empty one is reported when attaching. */
function nameOf(method: string | symbol): string {
  return typeof method === 'symbol' ? (method.description ?? '') : method;
}

/**
 * Handles an event that another server of the cluster sends with `serverSideEmit`. There is no client and no context;
 * the method gets the arguments, and what it returns answers `serverSideEmitWithAck`.
 * @see https://socket.io/docs/v4/server-instance/#serversideemit
 */
export function OnServerEvent(...events: string[]): HandlerDecorator {
  expectParenthesesOnClasses('@OnServerEvent', '@OnServerEvent()', events);
  return (...place) => {
    recordMethod(place, { serverEvents: events.length > 0 ? events : [nameOf(place[1])] });
  };
}
