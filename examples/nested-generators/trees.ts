/** Trees, and two ways to list their values in order: plain recursion with `Yield`, and native `yield*`. */
"use greenlet";
import { genlet, Yield } from "greenlets";

export interface Tree {
  left: Tree | null;
  value: number;
  right: Tree | null;
}

export const walk = genlet<[tree: Tree | null], number>(function visit(tree) {
  if (tree === null) return;
  visit(tree.left);
  Yield(tree.value);
  visit(tree.right);
});

export function* walkNative(tree: Tree | null): Generator<number> {
  "use plain";
  if (tree === null) return;
  yield* walkNative(tree.left);
  yield tree.value;
  yield* walkNative(tree.right);
}

/** Every node has one child, on the left: the walk goes all the way down before its first value, and comes up with the others. */
export function chain(depth: number): Tree {
  let tree: Tree = { left: null, value: 1, right: null };
  for (let value = 2; value <= depth; value++) tree = { left: tree, value, right: null };
  return tree;
}

/** Every node has one child, left and right in turn; in order the values are 1 to `depth`. */
export function zigzag(depth: number, isLeft = true): Tree {
  const tree: Tree = { left: null, value: 0, right: null };
  let [low, high] = [1, depth];
  for (let node = tree; ; isLeft = !isLeft) {
    node.value = isLeft ? high-- : low++;
    if (low > high) return tree;
    const child: Tree = { left: null, value: 0, right: null };
    if (isLeft) node.left = child;
    else node.right = child;
    node = child;
  }
}
