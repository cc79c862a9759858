/**
 * The explicit form of `for…of`, `for…in` and of patterns, for loops and patterns that a suspension point lies in: the engine's own
 * forms cannot be left without running the iterator's `return` (no user code may run while frames unwind), nor entered again in the middle.
 *
 * Semantics: ECMA-262 §7.4 (Operations on Iterator Objects), §14.7.5 (ForIn/OfBodyEvaluation), §8.6.2 (BindingInitialization).
 * CAUTION: next, return, and the getters of their results are user code; they run as called by a plain function.
 */
const arrayValues = Array.prototype.values;
const arrayIteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]()) as { next: unknown };
const arrayNext = arrayIteratorPrototype.next;
const { apply } = Reflect;

export const isObject = (value: unknown): value is object => (typeof value === "object" && value !== null) || typeof value === "function";

export interface IteratorRecord {
  readonly iterator: Record<string, unknown>;
  readonly next: unknown;
}

/** GetIterator(iterable, sync), §7.4.3. */
export function getIterator(iterable: unknown): IteratorRecord {
  return iteratorOf(iterable, (iterable as Record<symbol, unknown>)[Symbol.iterator]);
}

export function iteratorOf(iterable: unknown, method: unknown, symbol = "iterator"): IteratorRecord {
  if (typeof method !== "function") throw new TypeError(`${describeValue(iterable)} is not ${symbol === "iterator" ? "iterable" : "async iterable"}`);
  const iterator: unknown = apply(method, iterable, []);
  if (!isObject(iterator)) throw new TypeError(`Result of the Symbol.${symbol} method is not an object`);
  return { iterator: iterator as Record<string, unknown>, next: (iterator as { next: unknown }).next };
}

/** One iteration under way. `step` moves on; `value` is the item; after `step` returned false there is nothing to close. */
export class Iteration {
  value: unknown;
  #done = false;
  /** The array when it is iterated by index, which nobody can tell from its iterator. */
  #array: readonly unknown[] | undefined;
  #index = 0;
  #iterator: object | undefined;
  #next: unknown;

  /** @param iterable as in GetIterator(iterable, sync): throws TypeError when it is not iterable. */
  constructor(iterable: unknown) {
    const method = (iterable as Record<symbol, unknown>)[Symbol.iterator];
    if (method === arrayValues && Array.isArray(iterable) && arrayIteratorPrototype.next === arrayNext) {
      this.#array = iterable;
      return;
    }
    ({ iterator: this.#iterator, next: this.#next } = iteratorOf(iterable, method));
  }

  /** Moves to the next item; false at the end. */
  step(): boolean {
    if (this.#done) return false;
    if (this.#array) {
      if (this.#index < this.#array.length) {
        this.value = this.#array[this.#index++];
        return true;
      }
      this.#finish();
      return false;
    }
    return this.accept(apply(this.request() as () => unknown, this.#iterator, []));
  }

  /** Whether the next step calls the iterator. */
  get isForeign(): boolean {
    return !this.#done && this.#array === undefined;
  }
  get iterator(): object | undefined {
    return this.#iterator;
  }

  /** The first half of a step: the method to call. An error of the iterator's own ends the iteration: it must not be closed afterwards. */
  request(): unknown {
    this.#done = true;
    return this.#next;
  }

  /** The second half: what the method gave. */
  accept(result: unknown): boolean {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describeValue(result)} is not an object`);
    if ((result as { done: unknown }).done) {
      this.#finish();
      return false;
    }
    this.value = (result as { value: unknown }).value;
    this.#done = false;
    return true;
  }

  /** The next item of an array pattern, undefined past the end. */
  take(): unknown {
    return this.step() ? this.value : undefined;
  }

  /** All that is left, for `[…, ...rest]`. */
  rest(): unknown[] {
    const items: unknown[] = [];
    while (this.step()) items.push(this.value);
    return items;
  }

  /** Leaves the loop by break, return or continue of an outer loop: IteratorClose with a normal completion. */
  close(): void {
    const iterator = this.#iterator;
    const method = this.closing();
    if (method !== null) this.closed(apply(method as () => unknown, iterator, []));
  }

  /** The first half of closing: the method to call, null for none. */
  closing(): unknown {
    const iterator = this.#done || this.#array ? undefined : this.#iterator!;
    this.#finish();
    return (iterator as { return?: unknown } | undefined)?.return ?? null;
  }

  /** The second half: what the method gave. */
  closed(result: unknown): void {
    if (!isObject(result)) throw new TypeError(`${describeValue(result)} is not an object`);
  }

  /** Leaves the loop by an error: IteratorClose with a throw completion, whose own errors are dropped. */
  abort(): void {
    try {
      this.close();
    } catch {
      // ECMA-262 §7.4.11 step 5: the loop's own error wins.
    }
  }

  #finish(): void {
    this.#done = true;
    this.#array = this.#iterator = this.value = undefined;
  }
}

/** `for…in`: the keys are collected at the start; one that was deleted meanwhile is not visited (§14.7.5.9). */
export class KeyIteration {
  value = "";
  #object: object;
  #keys: string[] = [];
  #index = 0;

  constructor(object: unknown) {
    this.#object = Object(object) as object;
    for (const key in object as object) this.#keys.push(key);
  }

  step(): boolean {
    while (this.#index < this.#keys.length) {
      const key = this.#keys[this.#index++]!;
      if (!(key in this.#object)) continue;
      this.value = key;
      return true;
    }
    return false;
  }
}

/** ToPropertyKey (§7.1.19): for computed keys that are used more than once. */
export function key(value: unknown): string | symbol {
  return typeof value === "string" || typeof value === "symbol" ? value : (Reflect.ownKeys({ [value as string]: 0 })[0] as string | symbol);
}

/** The rest object of an object pattern (CopyDataProperties, §7.3.26): own enumerable properties but those named. */
export function rest(source: object, excluded: readonly PropertyKey[]): object {
  const from = Object(source) as Record<PropertyKey, unknown>;
  const names = new Set(excluded.map(key));
  const isTaken = (name: PropertyKey): boolean => !names.has(name as string | symbol) && Object.prototype.propertyIsEnumerable.call(from, name);
  return Object.fromEntries(Reflect.ownKeys(from).flatMap((name) => (isTaken(name) ? [[name, from[name]]] : []))) as object;
}

export function describeValue(value: unknown): string {
  return isObject(value) ? typeof value : String(value);
}
