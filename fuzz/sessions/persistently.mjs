/**
 * Sends until the server has had enough, and then comes again.
 *
 * @param {import('./visitor.mjs').Visitor} visitor
 * @param {string[]} namespaces where each of its clients goes
 * @param {number} count how often it sends
 * @param {(client: import('./visitor.mjs').Client) => Promise<void>} send
 * @param {number} often how likely it waits, after it has sent, until the server has had a look at it
 */
export async function persistently(visitor, namespaces, count, send, often = 0.2) {
  let client;
  for (let left = count; left > 0; left -= 1) {
    if (!client?.isOpen) client = await visitor.enter(...namespaces);
    if (!client) return;
    await send(client);
    if (visitor.random.chance(often)) await client.settle();
  }
  await client?.connection.flush();
}
