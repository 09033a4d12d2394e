/**
 * A cheap first look at an undecoded packet: `false` where it cannot be nested deeper than so many levels, as too few
 * brackets open in it. Brackets in texts count, so that `true` says nothing.
 */
export function mayBeDeeper(chunk: unknown, levels: number): boolean {
  if (typeof chunk === 'string') return chunk.length > 2 * levels && hasMore(chunk, levels);
  // Another parser's packet, of which each level takes a byte, or an attachment.
  return !ArrayBuffer.isView(chunk) || chunk.byteLength > levels;
}

/** Each level of JSON opens with one of two characters; `indexOf` finds them faster than a loop in JavaScript. */
function hasMore(text: string, levels: number): boolean {
  let count = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > levels) return true;
    }
  }
  return false;
}

/** `true` where a decoded value is nested deeper than so many levels: `[[1]]` has two. Bytes count as none. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (!isNesting(value)) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (isNesting(item) && isDeeper(item, levels - 1)) return true;
    return false;
  }
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (isNesting(member) && isDeeper(member, levels - 1)) return true;
  }
  return false;
}

function isNesting(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
