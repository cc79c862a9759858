"use greenlet";
/** Iterators whose steps may be suspended: ECMA-262 §7.4. */
import { type Bag, call, isObject, methodOf, twin } from "./operations.ts";

/** GetIteratorFromMethod, §7.4.3. */
export function iteratorOf(items: unknown, method: unknown): Bag {
  if (typeof method !== "function") throw new TypeError(`${isObject(items) ? typeof items : String(items)} is not iterable`);
  const iterator: unknown = call(twin(method), items);
  if (!isObject(iterator)) throw new TypeError("Result of the Symbol.iterator method is not an object");
  return iterator as Bag;
}

/** IteratorClose with a normal completion, §7.4.11. */
export function close(iterator: Bag): void {
  const method = twin(methodOf(iterator, "return"));
  if (method === undefined) return;
  const result: unknown = call(method, iterator);
  if (!isObject(result)) throw new TypeError(`${String(result)} is not an object`);
}

/** IteratorClose with a throw completion: its own errors are dropped. */
export function abort(iterator: Bag): void {
  try {
    const method = twin(methodOf(iterator, "return"));
    if (method !== undefined) call(method, iterator);
  } catch {
    // the loop's own error wins
  }
}
