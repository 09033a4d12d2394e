/** The known names that someone meant who wrote another one: those with up to two letters of difference. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  const most = name.length > 5 ? 2 : 1; // two of few letters make another word
  const distances = known.map((each) => [each, distance(name.toLowerCase(), each.toLowerCase())] as const);
  const least = Math.min(...distances.map(([, letters]) => letters));
  return least > most ? [] : distances.filter(([, letters]) => letters === least).map(([each]) => each);
}

/** How many letters have to be added, dropped or changed. @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, wanted] of Array.from(other).entries()) {
      const changed = (row[j] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
