import { useLayoutEffect, useReducer } from 'preact/hooks';

/** A value that components watch. */
export class Store<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: Value) => Value): void {
    this.value = change(this.#value);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The value of a store, now and whenever it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [, refresh] = useReducer<number, undefined>((count) => count + 1, 0);
  const shown = store.value;
  useLayoutEffect(() => {
    if (!Object.is(shown, store.value)) refresh(undefined); // changed between drawing and now
    return store.subscribe(() => refresh(undefined));
  }, [store]);
  return shown;
}
