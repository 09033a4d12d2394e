/** All items of a stream, then what it returns, or its error. */
export async function all(items: AsyncGenerator): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (;;) {
    const next = await items.next().catch((error: unknown) => ({ done: true, value: error }));
    seen.push(next.value);
    if (next.done) return seen;
  }
}
