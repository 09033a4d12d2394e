import { inspect } from 'node:util';
import type { Newable } from '../../container';
import { MAX_TIMER_MS } from '../../contract/defaults';
import type { MethodRecord } from '../../decorators/metadata';
import { EXPECTED_STORE, type IdempotentOptions, isStore } from '../../idempotency/options';
import { isAsyncGenerator } from './async-generator';
import { nearest } from '../../contract/nearest-name';
import type { Problems } from '../problems';

const OPTIONS = Object.keys({ windowMs: true, waitMs: true, store: true, key: true } satisfies Record<
  keyof IdempotentOptions,
  true
>);

/** Reports an `@Idempotent` with options that are none, and one on a method whose answer cannot be kept. */
export function checkIdempotent(label: string, gateway: Newable, method: MethodRecord, problems: Problems): void {
  const { idempotent } = method.enhancers;
  const given: unknown = idempotent; // an application without types gives anything
  if (idempotent === undefined) return;
  if (method.events.length === 0 && !method.hooks.includes('unknownEvent')) {
    problems.add(label, 'is @Idempotent, and no client sends a request to it; expected it at a handler of events');
  }
  if (method.parameters.some(({ source }) => source === 'ack')) {
    problems.add(label, 'is @Idempotent and takes the acknowledgement by @WsAck; expected it to return its answer');
  }
  if (isAsyncGenerator(gateway, method.name)) {
    problems.add(label, 'is @Idempotent and gives a stream; expected one answer, which can be kept');
  }
  if (typeof given !== 'object' || given === null) {
    problems.add(label, `its @Idempotent is given ${inspect(given)}; expected options`);
    return;
  }
  for (const name of Object.keys(idempotent).filter((each) => !OPTIONS.includes(each))) {
    const near = nearest(name, OPTIONS);
    problems.add(
      label,
      `its @Idempotent has the unknown option '${name}'; expected ${(near.length > 0 ? near : OPTIONS).join(', ')}`,
    );
  }
  const { windowMs = 1, waitMs = 0, store, key } = idempotent;
  // Whatever they are, as an untyped application gives them.
  if (!isBetween(windowMs, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER) || !isBetween(waitMs, 0, MAX_TIMER_MS)) {
    problems.add(
      label,
      `its @Idempotent has windowMs ${windowMs} and waitMs ${waitMs}; expected numbers of milliseconds, ` +
        `windowMs above 0 and waitMs from 0 to ${MAX_TIMER_MS}`,
    );
  }
  if (store !== undefined && typeof store !== 'function' && !isStore(store)) {
    problems.add(label, `its @Idempotent has a store that is ${inspect(store)}; ${EXPECTED_STORE}`);
  }
  if (key !== undefined && typeof key !== 'function') {
    problems.add(label, `its @Idempotent has a key that is ${inspect(key)}; expected a function of the context`);
  }
}

function isBetween(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}
