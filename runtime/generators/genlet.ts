"use greenlet";
/// <reference lib="esnext.disposable" preserve="true" />
/**
 * Generators from greenlets (G114–G116): a genlet is an iterator whose values come from `Yield(value)`, called at any depth of ordinary calls.
 *
 *     consumer                              producer, a greenlet
 *     next(sent) ─────switch(sent)────►     … what Yield returns
 *                ◄──switch({ value })──     Yield(value)
 *                ◄────{ done: true }───     the function returned
 *
 * `next` and `Yield` are these switches, and keep next to nothing: the consumer is the producer's parent, so that the end and errors reach it, too. What
 * has to be known is who waits in `Yield` (`$at`), which may be another greenlet than the producer: one that it started, or one that runs a genlet
 * inside of this one (`Yield.to`). A switch that is refused changes nothing: who waits in `Yield` sets that back itself when it goes on.
 *
 * Not covered: a greenlet that waits in `next`, or in `Yield`, and is switched to by somebody else takes that for the answer (G21).
 */
import { apply } from "../builtins/operations.ts";
import { dispose, type Greenlet } from "../core/greenlet.ts";
import { $ } from "../core/realm.ts";

const { getCurrent } = $.Greenlet;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the program's
type Any = any;

/**
 * What a genlet function makes: for the program a generator object.
 * @typeParam T what `Yield` hands out.
 * @typeParam TReturn what the function returns.
 * @typeParam TNext what `next` sends, and `Yield` returns.
 */
export interface Genlet<T = unknown, TReturn = Any, TNext = Any> extends Generator<T, TReturn, TNext> {
  [Symbol.iterator](): Genlet<T, TReturn, TNext>;
  [Symbol.dispose](): void;
}

const NEXT = 0;
const THROW = 1;
const RETURN = 2;
type Mode = typeof NEXT | typeof THROW | typeof RETURN;

class Producer extends $.Greenlet {
  /** Who waits in `Yield`, or is to be started; null while a step is under way. */
  $at: Greenlet | null = null;
  /** The last step. */
  $mode: Mode = NEXT;
  /** What comes of a `return`: the end, or what a `Yield` in a `finally` hands out. */
  $item: IteratorResult<unknown> | null = null;
  /** What `return` was given; the function's result. */
  $completion: unknown = undefined;
  $start: (() => unknown) | null;

  constructor(start: () => unknown) {
    "use plain";
    super();
    this.$start = start;
    this.$at = this;
  }

  override run(): IteratorResult<unknown> | void {
    const start = this.$start!;
    this.$start = this.$at = null;
    let hasFailed = false;
    try {
      this.$completion = start();
    } catch (error) {
      hasFailed = !(error instanceof $.GreenletExit);
      if (hasFailed) throw error;
      this.$completion = error; // an exit is what a greenlet ends with (G57)
    } finally {
      const value = this.$completion;
      this.$completion = undefined;
      // A killed one, too, has its result: `catch` did not see that.
      if (!hasFailed) return handed(this, { value, done: true });
    }
  }
}

/** An item on its way to the consumer. The switch out of a greenlet that is being killed brings its value to nobody. */
function handed(producer: Producer, item: IteratorResult<unknown>): IteratorResult<unknown> {
  "use plain";
  if (producer.$mode === RETURN) producer.$item = item;
  return item;
}

class GenletObject {
  readonly #producer: Producer;
  constructor(producer: Producer) {
    this.#producer = producer;
  }

  next(sent: unknown): IteratorResult<unknown> {
    const producer = this.#producer;
    if (producer.dead) return { value: undefined, done: true };
    return begin(producer, NEXT).switch(sent);
  }

  throw(error: unknown): IteratorResult<unknown> {
    const producer = this.#producer;
    if (!producer.started) producer.kill();
    if (producer.dead) throw error;
    return begin(producer, THROW).switch(error);
  }

  return(value: unknown): IteratorResult<unknown> {
    const producer = this.#producer;
    if (!producer.started) producer.kill();
    if (producer.dead) return { value, done: true };
    return end(producer, value);
  }

  static producerOf(genlet: unknown): Producer {
    "use plain";
    if (typeof genlet !== "object" || genlet === null || !(#producer in genlet)) throw new TypeError("Yield.to() takes a genlet");
    return genlet.#producer;
  }
}

const { prototype } = GenletObject;
Reflect.deleteProperty(prototype, "constructor");
Object.setPrototypeOf(prototype, Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object);
Object.defineProperty(prototype, Symbol.toStringTag, { value: "Genlet", configurable: true });
Object.defineProperty(prototype, dispose, {
  value: {
    [dispose](this: GenletObject): void {
      this.return(undefined);
    },
  }[dispose],
  writable: true,
  configurable: true,
});

/** The consumer's side: who will go on. */
function begin(producer: Producer, mode: Mode): Greenlet {
  "use plain";
  const { $at } = producer;
  if ($at === null) throw new TypeError("Generator is already running");
  const consumer = getCurrent();
  // An assignment looks for a cycle, along all ancestors.
  if (producer.parent !== consumer) producer.parent = consumer;
  producer.$mode = mode;
  return $at;
}

function end(producer: Producer, value: unknown): IteratorResult<unknown> {
  const at = begin(producer, RETURN);
  producer.$completion = value;
  unwind(producer, at);
  const item = producer.$item!;
  producer.$item = null;
  return item;
}

/**
 * Ends who waits in `Yield`, then the greenlets around it, up to the producer: their `finally` clauses run, their `catch` clauses do not. A `Yield` in a
 * `finally` stops that, as it does with a generator; an error goes on outwards.
 */
function unwind(producer: Producer, at: Greenlet): void {
  for (let greenlet = at; greenlet !== producer; ) {
    const outer = greenlet.parent!;
    try {
      greenlet.kill();
    } catch (error) {
      if (producer.$at !== null) throw error; // refused
      outer.throw(error);
      return;
    }
    if (producer.$at !== null) return;
    greenlet = outer;
  }
  producer.kill();
}

/** The producer's side, in whichever greenlet. */
function give(producer: Producer, item: IteratorResult<unknown>): unknown {
  const consumer = offer(producer, item);
  let sent: unknown;
  try {
    sent = consumer.switch(item);
  } finally {
    producer.$at = null;
  }
  if (producer.$mode === THROW) throw sent;
  return sent;
}

function offer(producer: Producer, item: IteratorResult<unknown>): Greenlet {
  "use plain";
  if (producer.$at !== null) throw new $.GreenletError("Yield(): nobody waits for a value of the genlet");
  const { parent } = producer;
  const current = getCurrent();
  handed(producer, item);
  producer.$at = current; // last: a call may fail when the stack is full
  return parent!;
}

/** The innermost genlet that the current greenlet runs in: its own, or an ancestor's. */
function nearest(): Producer {
  "use plain";
  for (let greenlet: Greenlet | null = getCurrent(); greenlet !== null; greenlet = greenlet.parent) if (greenlet instanceof Producer) return greenlet;
  throw new $.GreenletError("Yield() outside of a genlet");
}

function enclosing(genlet: unknown): Producer {
  "use plain";
  const producer = GenletObject.producerOf(genlet);
  let greenlet: Greenlet | null = getCurrent();
  while (greenlet !== null && greenlet !== producer) greenlet = greenlet.parent;
  if (greenlet === null) throw new $.GreenletError("Yield.to() outside of that genlet");
  return producer;
}

/**
 * Hands a value to whoever asked the innermost running genlet for its next one, and waits to be asked again; from any depth of calls.
 * @returns what was given to `next`.
 * @throws what was given to `throw`; GreenletError outside of a genlet; PinnedError when a plain function's frame lies between.
 */
export function Yield<TNext = Any>(value?: unknown): TNext {
  return give(nearest(), { value, done: false }) as TNext;
}

/** The same for a genlet further out, which runs the one that this is in: `value` is the next one of `genlet`. */
Yield.to = function to<T, TNext>(genlet: Genlet<T, unknown, TNext>, value: T): TNext {
  return give(enclosing(genlet), { value, done: false }) as TNext;
};

/**
 * Makes a generator function of a function whose calls, at any depth, hand out values with `Yield`.
 *
 *     const walk = genlet<[tree: Tree | null], number>(function visit(tree) {
 *       if (tree === null) return;
 *       visit(tree.left);
 *       Yield(tree.value);
 *       visit(tree.right);
 *     });
 *     for (const value of walk(tree)) …
 *
 * @typeParam T what it hands out; no type can tell what a function yields, so it is said here or by the variable's type.
 */
export function genlet<Args extends readonly unknown[], T = unknown, TReturn = void, TNext = unknown, This = unknown>(
  fn: (this: This, ...args: Args) => TReturn,
): (this: This, ...args: Args) => Genlet<T, TReturn, TNext> {
  "use plain";
  if (typeof fn !== "function") throw new TypeError("genlet() takes a function");
  const make = {
    make(this: unknown, ...args: unknown[]): unknown {
      return new GenletObject(producerOf(fn, this, args));
    },
  };
  Object.defineProperties(make.make, { name: { value: fn.name }, length: { value: fn.length } });
  return make.make as (...args: Any[]) => Any;
}

function producerOf(fn: unknown, self: unknown, args: unknown[]): Producer {
  return new Producer(() => apply(fn, self, args));
}

/** Those of the copy of this package that was asked first, as everything is that greenlets share. Not done when this is loaded: a bundle that uses no genlet has none of this. */
function share(): { genlet: typeof genlet; Yield: typeof Yield } {
  "use plain";
  if (!("genlet" in $)) Object.assign($, { genlet, Yield });
  return $ as unknown as ReturnType<typeof share>;
}

export function sharedGenlet(): typeof genlet {
  "use plain";
  return share().genlet;
}

export function sharedYield(): typeof Yield {
  "use plain";
  return share().Yield;
}
