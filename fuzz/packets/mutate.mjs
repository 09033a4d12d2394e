const tokens = [
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '-',
  '/',
  '0',
  '9',
  '99999999999',
  '1e999',
  '\\u0000',
  '\\',
  'null',
  '_placeholder',
  '4',
  '5',
  '\x1e',
  '?',
  '%',
  ' ',
];

/**
 * A packet with a few of its characters changed, or parts of it moved: often no packet any more.
 *
 * @param {import('../harness/random.mjs').Random} random
 */
export function mutated(random, packet) {
  let text = packet;
  for (let left = random.pick([1, 1, 2, 5]); left > 0; left -= 1) text = once(random, text);
  return text;
}

function once(random, text) {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + random.below(8));
  return random.pick([
    () => text.slice(0, at) + random.pick(tokens) + text.slice(at),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, at) + random.text(1) + text.slice(at + 1),
    () => text.slice(0, to) + text.slice(at, to).repeat(random.pick([1, 3, 50])) + text.slice(to),
    () => text.slice(0, at),
    () => text.slice(at) + text.slice(0, at),
    () => random.below(10) + text.slice(1),
    () => text.slice(0, 1) + random.below(10) + text.slice(2),
  ])();
}
