/** Nested generators without `yield`: a recursive walk hands out one value at a time, from any depth, and an item costs the same at each. */
"use greenlet";
import { chain, type Tree, walk, walkNative, zigzag } from "./trees.ts";

/** Do two trees hold the same values in the same order, whatever their shape? Stops at the first difference. */
function sameFringe(left: Tree, right: Tree): boolean {
  const others = walk(right);
  for (const value of walk(left)) if (others.next().value !== value) return false;
  return others.next().done === true;
}

function sumOf(items: Iterator<number>): number {
  let sum = 0;
  for (let item = items.next(); item.done !== true; item = items.next()) sum += item.value;
  return sum;
}

/** Nanoseconds an item, the best of three rounds. */
function cost(count: number, items: () => Iterator<number>): string {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    for (let done = 0; done < 3000; done += count) sumOf(items());
    best = Math.min(best, performance.now() - start);
  }
  return `${(best / (Math.ceil(3000 / count) * count) * 1e6).toFixed(0)} ns`.padStart(10);
}

function main(): void {
  const sum = sumOf(walk(zigzag(10_000)));
  const isSame = sameFringe(zigzag(10_000), zigzag(10_000, false)) && !sameFringe(zigzag(10_000), zigzag(10_001));
  const deepest = sumOf(walk(zigzag(1_000_000)));

  console.log("one value of a tree, by its depth:\n   depth     genlet     yield*");
  for (const depth of [10, 100, 1000]) {
    const tree = chain(depth);
    console.log(`${depth}`.padStart(8), cost(depth, () => walk(tree)), cost(depth, () => walkNative(tree)));
  }
  console.log("   10000", cost(10_000, () => walk(zigzag(10_000))), "\n");

  const isRight = sum === 50_005_000 && isSame && deepest === 500_000_500_000;
  console.log(isRight ? "ok: trees 10,000 and 1,000,000 deep, two of them in lockstep" : `FAILED: ${sum} ${isSame} ${deepest}`);
  if (!isRight) process.exitCode = 1;
}

main();
