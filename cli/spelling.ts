/** `did you mean …?` for a name that does not exist. */

/** In front of whatever follows; empty when no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  let [best, least] = ["", Math.max(1, Math.floor(name.length * 0.4)) + 1];
  for (const candidate of known) {
    const changes = distance(name.toLowerCase(), candidate.toLowerCase());
    if (changes < least) [best, least] = [candidate, changes];
  }
  return best === "" ? "" : ` Did you mean '${best}'?`;
}

/** Letters to insert, to remove or to change. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let at = 1; at <= b.length; at++) {
      current.push(Math.min(above[at]! + 1, current[at - 1]! + 1, above[at - 1]! + (a[row - 1] === b[at - 1] ? 0 : 1)));
    }
    above = current;
  }
  return above[b.length]!;
}
