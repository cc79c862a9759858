/** Ordinary recursion that waits; the mark is a comment. */
import { wait } from "greenlets/hub";

export interface Tree {
  value: number;
  children: Tree[];
}

/** @greenlet */
export function sum({ value, children }: Tree): number {
  return wait(later(value)) + children.map((child) => sum(child)).reduce((left, right) => left + right, 0);
}

function later(value: number): Promise<number> {
  return new Promise((resolve) => setTimeout(() => resolve(value), 1));
}

/** @greenlet */
export function fail(depth: number): number {
  if (depth > 0) return fail(depth - 1) + 1;
  wait(later(depth));
  throw new RangeError("too deep in the tree");
}
