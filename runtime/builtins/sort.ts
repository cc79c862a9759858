"use greenlet";
/**
 * Stable sorting with a comparator that may be suspended (SortIndexedProperties and CompareArrayElements, ECMA-262 §23.1.3.30).
 *
 * Runs that are in order already are found, short ones filled up by binary insertion, and merged. Up to 63 items the comparator is called for the
 * same pairs, in the same order, as V8 calls it.
 */
import { type AnyFunction, call, put } from "./operations.ts";

const SHORTEST_RUN = 32;

/** Sorts a list that is ours in place: undefined last, whatever the comparator thinks of it. */
export function sortItems(items: unknown[], comparator: AnyFunction): unknown[] {
  const count = moveUndefined(items);
  const runs: number[] = [];
  const shortest = count < 2 * SHORTEST_RUN ? count : SHORTEST_RUN;
  for (let from = 0; from < count; ) {
    const end = from + shortest < count ? from + shortest : count;
    let to = findRun(items, from, count, comparator);
    if (to < end) {
      insert(items, from, to, end, comparator);
      to = end;
    }
    put(runs, runs.length, to);
    from = to;
  }
  mergeRuns(items, runs, comparator);
  return items;
}

/** Moves undefined to the end; how many others there are. */
function moveUndefined(items: unknown[]): number {
  "use plain";
  let count = 0;
  for (let index = 0; index < items.length; index++) if (items[index] !== undefined) items[count++] = items[index];
  for (let index = count; index < items.length; index++) items[index] = undefined;
  return count;
}

/** The end of the run that begins at `from`; a descending one is turned round. */
function findRun(items: unknown[], from: number, end: number, comparator: AnyFunction): number {
  let to = from + 1;
  if (to === end) return to;
  const isDescending = +call(comparator, undefined, items[to], items[from]) < 0;
  for (to++; to < end; to++) if (+call(comparator, undefined, items[to], items[to - 1]) < 0 !== isDescending) break;
  if (isDescending) reverse(items, from, to);
  return to;
}

function reverse(items: unknown[], from: number, to: number): void {
  "use plain";
  for (let low = from, high = to - 1; low < high; low++, high--) {
    const item = items[low];
    items[low] = items[high];
    items[high] = item;
  }
}

/** Binary insertion of what lies from `start` to `end` into the run from `from` to `start`. */
function insert(items: unknown[], from: number, start: number, end: number, comparator: AnyFunction): void {
  for (; start < end; start++) {
    const item = items[start];
    let left = from;
    let right = start;
    while (left < right) {
      const middle = (left + right) >>> 1;
      if (+call(comparator, undefined, item, items[middle]) < 0) right = middle;
      else left = middle + 1;
    }
    for (let at = start; at > left; at--) items[at] = items[at - 1];
    items[left] = item;
  }
}

/** Merges neighbours until one run is left; `ends` are the ends of the runs. */
function mergeRuns(items: unknown[], ends: number[], comparator: AnyFunction): void {
  while (ends.length > 1) {
    const merged: number[] = [];
    let from = 0;
    for (let index = 0; index < ends.length; index += 2) {
      const middle = ends[index]!;
      const end = index + 1 < ends.length ? ends[index + 1]! : middle;
      if (middle < end) merge(items, from, middle, end, comparator);
      put(merged, merged.length, end);
      from = end;
    }
    ends = merged;
  }
}

/** Merges [from, middle) and [middle, end); of equals the left one comes first. */
function merge(items: unknown[], from: number, middle: number, end: number, comparator: AnyFunction): void {
  const lower: unknown[] = [];
  for (let index = from; index < middle; index++) put(lower, index - from, items[index]);
  let left = 0;
  let right = middle;
  let to = from;
  while (left < lower.length && right < end) items[to++] = +call(comparator, undefined, items[right], lower[left]) < 0 ? items[right++] : lower[left++];
  while (left < lower.length) items[to++] = lower[left++];
}
