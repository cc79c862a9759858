/** Construction: what `new` does around a constructor, where that one was suspended. */

/** A constructor's result if it is an object, else the object under construction (ECMA-262 §10.2.2). */
export function constructed(value: unknown, object: unknown): unknown {
  return Object(value) === value ? value : object;
}
