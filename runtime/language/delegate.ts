/** `yield*` of a compiled generator: ECMA-262 §15.5.5, step 7. The iterator's methods are called as compiled code calls them. */
import { $ } from "../core/realm.ts";
import { save } from "../core/capture.ts";
import { describe, type Frame2, type FunctionInfo, type Resume } from "../core/frame.ts";
import { mark } from "../core/marks.ts";
import { twinOf } from "./twin.ts";
import { type Mode, NEXT, RETURN, THROW } from "./body.ts";
import { describeValue, getIterator, isObject, type IteratorRecord } from "./iteration.ts";

/** A `yield*` under way. */
export class Delegate {
  /** What came back from the last yield. */
  #mode: Mode = NEXT;
  #received: unknown = undefined;
  readonly #record: IteratorRecord;
  /** The iterator's last result, to be passed on. */
  result: object | undefined;
  /** At the end: what `yield*` gives, or what the generator returns. */
  value: unknown = undefined;
  isReturning = false;

  constructor(iterable: unknown) {
    this.#record = getIterator(iterable);
  }

  receive(value: unknown, mode: Mode | undefined): void {
    this.#mode = mode ?? NEXT;
    this.#received = value;
  }

  /** The method to call next; null when the delegation is over without one. */
  method(): ((...args: unknown[]) => unknown) | null {
    const { iterator, next } = this.#record;
    if (this.#mode === NEXT) return next as () => unknown;
    const method = iterator[this.#mode === THROW ? "throw" : "return"];
    if (method !== undefined && method !== null) return method as () => unknown;
    if (this.#mode === RETURN) {
      this.isReturning = true;
      this.value = this.#received;
      return null;
    }
    close(iterator);
    throw new TypeError("The iterator does not provide a 'throw' method");
  }

  get iterator(): object {
    return this.#record.iterator;
  }
  get received(): unknown {
    return this.#received;
  }

  /** @returns whether the delegation is over. */
  take(result: unknown): boolean {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describeValue(result)} is not an object`);
    this.result = result;
    if (!(result as { done: unknown }).done) return false;
    this.value = (result as { value: unknown }).value;
    this.isReturning = this.#mode === RETURN;
    this.result = undefined;
    return true;
  }
}

function close(iterator: Record<string, unknown>): void {
  const method = iterator["return"];
  if (method === undefined || method === null) return;
  const result = $.call(method, iterator);
  if (!isObject(result)) throw new TypeError(`${describeValue(result)} is not an object`);
}

const [ADVANCE] = describe("greenlets", 5, [["yield*", 1, "0:0"]]) as [FunctionInfo];

/** The next step of a `yield*`; behaves as a compiled function. @returns whether it is over. */
export function advance(delegate: Delegate): boolean {
  const caller = $.token;
  $.token = 0;
  const method = delegate.method();
  if (method === null) return true;
  const step = twinOf(method);
  $.token = step;
  const result = $.call(step, delegate.iterator, delegate.received);
  if ($.unwinding === 0) return delegate.take(result);
  $.at = 1;
  $.s0 = delegate;
  return save(caller, ADVANCE, ((frame: Frame2, value: unknown) => (frame.s0 as Delegate).take(value)) as Resume) as boolean;
}

mark(advance, ADVANCE);
