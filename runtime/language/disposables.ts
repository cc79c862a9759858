/**
 * The resources of a block with `using` declarations: ECMA-262 §9.5 (DisposeCapability Records). The compiled code calls the methods and awaits
 * what they give; this says which is next.
 */
import { KILLED } from "../core/errors.ts";
import { dispose } from "../core/greenlet.ts";
import { describeValue, isObject } from "./iteration.ts";

const asyncDispose: symbol = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

interface Resource {
  readonly value: unknown;
  /** undefined: nothing to call, `await using` of null or undefined. */
  readonly method: unknown;
  readonly isAsync: boolean;
}

type Suppress = new (error: unknown, suppressed: unknown) => Error;

/** Where engines have none. */
const suppressedError: Suppress =
  (globalThis as { SuppressedError?: Suppress }).SuppressedError ??
  class SuppressedError extends Error {
    error: unknown;
    suppressed: unknown;
    constructor(error: unknown, suppressed: unknown) {
      super("An error was suppressed during disposal");
      this.error = error;
      this.suppressed = suppressed;
    }
    static {
      this.prototype.name = "SuppressedError";
    }
  };

const nothing = (): void => undefined;

export class Disposables {
  readonly #resources: Resource[] = [];
  #needsAwait = false;
  #hasAwaited = false;
  #hasFailed = false;
  #error: unknown = undefined;
  /** The next one: what to call on what, and whether to await the result. */
  value: unknown = undefined;
  method: unknown = undefined;
  isAwaited = false;

  /** AddDisposableResource, hint sync-dispose. @returns the value. @throws TypeError when it cannot be disposed of. */
  use<T>(value: T): T {
    if (value === null || value === undefined) return value;
    this.#resources.push({ value, method: methodOf(value, dispose, "Symbol.dispose"), isAsync: false });
    return value;
  }

  /** The same, hint async-dispose: a value without an async method is disposed of by its other one. */
  useAsync<T>(value: T): T {
    if (value === null || value === undefined) {
      this.#resources.push({ value, method: undefined, isAsync: true });
      return value;
    }
    const own = isObject(value) ? (value as Record<symbol, unknown>)[asyncDispose] : undefined;
    if (own !== undefined && own !== null) {
      this.#resources.push({ value, method: checked(own, "Symbol.asyncDispose"), isAsync: true });
      return value;
    }
    const method = methodOf(value, dispose, "Symbol.asyncDispose") as (this: unknown) => void;
    // What the other method returns is not awaited.
    this.#resources.push({ value, isAsync: true, method: function (this: unknown) { Reflect.apply(method, this, []); } });
    return value;
  }

  /** Moves to the next resource; false when all are done. */
  next(): boolean {
    for (let resource = this.#resources.pop(); resource !== undefined; resource = this.#resources.pop()) {
      if (resource.method === undefined) this.#needsAwait = true;
      else if (!resource.isAsync && this.#needsAwait && !this.#hasAwaited) {
        this.#resources.push(resource);
        return this.#awaitNothing();
      } else {
        this.#hasAwaited ||= resource.isAsync;
        return this.#take(resource.value, resource.method, resource.isAsync);
      }
    }
    return this.#needsAwait && !this.#hasAwaited ? this.#awaitNothing() : this.#take(undefined, undefined, false, false);
  }

  #awaitNothing(): boolean {
    this.#needsAwait = false;
    return this.#take(undefined, nothing, true);
  }

  #take(value: unknown, method: unknown, isAwaited: boolean, isThere = true): boolean {
    this.value = value;
    this.method = method;
    this.isAwaited = isAwaited;
    return isThere;
  }

  /** The block, or a dispose method, failed: an error before is suppressed by it. */
  fail(error: unknown): void {
    this.#error = this.#hasFailed && this.#error !== KILLED && error !== KILLED ? new suppressedError(error, this.#error) : error;
    this.#hasFailed = true;
  }

  /** @throws what failed. */
  end(): void {
    if (this.#hasFailed) throw this.#error;
  }
}

function methodOf(value: unknown, symbol: symbol, name: string): unknown {
  if (!isObject(value)) throw new TypeError(`${describeValue(value)} is not an object, and cannot be used with 'using'`);
  return checked((value as unknown as Record<symbol, unknown>)[symbol], name);
}

function checked(method: unknown, name: string): unknown {
  if (typeof method !== "function") throw new TypeError(`Property [${name}] is not a function`);
  return method;
}
