/**
 * A cheap first look at a packet of socket.io's own parser: `false` where it cannot be nested deeper than so many levels, as
 * too few brackets open in it. Brackets in texts count, so that `true` says nothing. The text of another parser may be
 * anything, base64 for example: nothing follows from its brackets.
 */
export function mayBeDeeper(text: string, levels: number): boolean {
  return text.length > 2 * levels && hasMore(text, levels);
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
