/**
 * `Greenlet`: a pseudo-thread with its own chain of frames. Semantics: python-greenlet's, by the numbers (G…) of docs/greenlet-compat.md.
 *
 *     pending ──switch──► running ⇄ suspended ──► dead
 *
 * `switch` and `throw` behave as compiled functions: they read the caller token and either return while the stack unwinds, or become a
 * pinned base when their caller is a plain function.
 */
/// <reference lib="esnext.disposable" preserve="true" />
import { $ } from "./realm.ts";
import { GreenletError, GreenletExit, KILLED } from "./errors.ts";
import { takeFrame } from "./capture.ts";
import { describe, type Frame, type Frame2, type FunctionInfo, type Resume } from "./frame.ts";
import type { Inspection } from "./inspection.ts";
import { isAware, mark, marked } from "./marks.ts";
import type { Context, GreenletOptions } from "./hooks.ts";
import { type Base, isPinnedBelow, pin, pinnedError } from "./pinned.ts";
import { ARGUMENTS, ERROR, type Mode, NOTHING, traced, VALUE } from "./trampoline.ts";

export const PENDING = 0;
/** Started and not dead: running when it is the current one, else suspended. */
export const SUSPENDED = 1;
export const DEAD = 2;
type State = typeof PENDING | typeof SUSPENDED | typeof DEAD;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a body takes and gives is the user's
export type Body = (...args: any[]) => any;

/** Where engines have no `Symbol.dispose`, the key that compilers of `using` (esbuild, Babel) fall back to. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** The functions of this file that behave as compiled ones. */
const [SWITCH, THROW, KILL] = describe("greenlets", 1, [["switch", 0, ""], ["throw", 0, ""], ["kill", 2, "0:0", [0, 2]]]) as [FunctionInfo, FunctionInfo, FunctionInfo];

/**
 * @typeParam Args what `switch` takes: the arguments of the first switch, later the values handed over.
 * @typeParam Result what comes back from `switch`: values handed to the parent, at the end the body's result.
 */
export class Greenlet<Args extends readonly unknown[] = any[], Result = any> {
  /** Bundlers may call the class something else. */
  static {
    Object.defineProperty(this, "name", { value: "Greenlet" });
  }

  /** @internal */ $state: State = PENDING;
  /** Innermost frame on the heap. @internal */ $top: Frame | null = null;
  /** The topmost pinned base this greenlet owns. @internal */ $base: Base | null = null;
  /** What runs at the first switch, once known; from then on null. @internal */ $body: Body | null;
  /** null for the main greenlet only. @internal */ $parent: Greenlet | null;
  /** See runtime/context/contexts.ts. @internal */ $context: Context | null | undefined = undefined;
  /** Who waits in `kill()` for this one to end, and goes on instead of its parent. @internal */ $killer: Greenlet | null = null;

  /**
   * A pending greenlet; runs nothing (G1).
   * @param run what the first switch calls; any function, compiled or not (G8). Left out: the method `run` of a subclass (G110).
   * @param parent who goes on when this greenlet dies; default: the current greenlet (G2).
   * @param options `context`: what the greenlet sees of the host's AsyncLocalStorages (G98); default "inherit".
   * @throws TypeError when `run` is not a function (G7), `parent` not a greenlet (G4), or an option has a wrong value.
   */
  constructor(run?: Body | null, parent?: Greenlet | null, options?: GreenletOptions | null) {
    this.$body = checkedBody(run);
    this.$parent = parent === undefined || parent === null ? $.current : checkedParent(parent);
    if (options) $.configure(this, options);
    else if (options !== null) $.contexts?.made(this);
  }

  /** The greenlet that is running now (G70). */
  static getCurrent(this: void): Greenlet {
    return $.current;
  }
  static readonly GreenletExit = GreenletExit;
  static readonly GreenletError = GreenletError;

  /**
   * Goes to this greenlet: starts it with the arguments (G17), or hands them to the `switch` it waits in: none as undefined, one as itself,
   * more as an array (G18). To a dead greenlet: to its first living ancestor (G45).
   * @returns what the next switch to the caller brings, from whomever (G21).
   * @throws whatever is thrown into the caller; PinnedError when a plain function's frame lies between; TypeError when a pending greenlet has no `run` (G6).
   */
  switch(...args: Args): Result;
  switch(): Result {
    const caller = $.token;
    $.token = 0;
    if ($.unwinding !== 0) { // never: see `room`
      Math.max(
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      );
    }
    // `arguments` is not materialised in optimised code; a rest parameter would be.
    const { length } = arguments;
    if (length === 1 && this.$state === SUSPENDED && (this.$base === null || this.$base === $.base) && this !== ($.current as unknown)) {
      // The common case, as `transfer` does it.
      $.target = this;
      $.mode = VALUE;
      $.value = arguments[0];
      if (!isAware(caller, SWITCH)) return pin() as Result;
      $.unwinding = 1;
      return undefined as Result;
    }
    // CAUTION: without arguments, `arguments[0]` would be looked up in Object.prototype.
    if (length === 0) return transfer(caller, SWITCH, this, NOTHING, undefined) as Result;
    return transfer(caller, SWITCH, this, length === 1 ? VALUE : ARGUMENTS, length === 1 ? arguments[0] : Array.from(arguments)) as Result;
  }

  /**
   * Raises an error in this greenlet, at the `switch` it waits in (G61–G69). A pending greenlet dies without running (G67).
   * @param error what to throw; left out: a GreenletExit (G61); an error class: a new instance of it with `args` (G62).
   * @returns as `switch` (G65).
   */
  throw(error?: unknown, ...args: unknown[]): Result;
  throw(): Result {
    const caller = $.token;
    $.token = 0;
    room();
    return transfer(caller, THROW, this, ERROR, thrown(Array.from(arguments))) as Result;
  }

  /**
   * Ends this greenlet as `generator.return()` ends a generator: its `finally` clauses run, its `catch` clauses do not. A pending one never
   * runs; a dead one stays dead; the current one ends itself.
   * @returns whether it is dead now: not when a `finally` switched away and has not come back yet.
   * @throws what a `finally` of it throws; GreenletError for the main greenlet.
   */
  kill(): boolean {
    const caller = $.token;
    $.token = 0;
    if (this.$parent === null) throw new GreenletError("cannot kill the main greenlet");
    if (this.$state !== SUSPENDED) {
      this.$state = DEAD;
      this.$body = null;
      return true;
    }
    if (this === ($.current as unknown)) throw KILLED;
    room();
    $.at = 1;
    $.s0 = this;
    return transfer(caller, KILL, this, ERROR, KILLED, takeFrame(KILL, afterKill as Resume)) as boolean;
  }

  /** `using g = new Greenlet(…)`: as `kill()`. */
  [dispose](): void {
    this.kill();
  }

  /** `switch` as a plain function, for callback parameters (G24). */
  callback(): (...args: Args) => Result {
    return mark(Greenlet.prototype.switch.bind(this), SWITCH) as (...args: Args) => Result;
  }

  /** What the first switch will call; undefined once started (G10). Assigning after the start is a TypeError (G11). */
  run?(...args: Args): unknown;

  /** Who goes on when this greenlet dies; null for the main greenlet (G34). May be changed at any time (G35). */
  get parent(): Greenlet | null {
    return this.$parent;
  }
  set parent(parent: Greenlet) {
    if (this.$parent === null) throw new GreenletError("cannot set the parent of the main greenlet");
    for (let ancestor: Greenlet | null = checkedParent(parent); ancestor !== null; ancestor = ancestor.$parent) {
      if (ancestor === (this as Greenlet)) throw new GreenletError("cyclic parent chain");
    }
    this.$parent = parent;
  }

  /** True after it returned, failed or was killed (G27). */
  get dead(): boolean {
    return this.$state === DEAD;
  }
  /** True once it was switched to, also after its death. */
  get started(): boolean {
    return this.$state !== PENDING;
  }
  /** Started and not dead (G28). */
  get active(): boolean {
    return this.$state === SUSPENDED;
  }

  /** G30. */
  toString(): string {
    const state = this === ($.current as unknown) ? "running" : ["pending", "suspended", "dead"][this.$state];
    return `<${this.$parent === null ? "main " : ""}${this.constructor.name} ${state}>`;
  }
}

// runtime/inspect/ puts these on the prototype: not needed for switching.
export interface Greenlet<Args extends readonly unknown[] = any[], Result = any> extends Inspection {}

marked(Greenlet.prototype, "switch", SWITCH, "throw", THROW, "kill", KILL);

// An accessor, not a method: a subclass's method `run` hides it, an assignment goes through the checks.
Object.defineProperty(Greenlet.prototype, "run", {
  get(this: Greenlet) {
    return this.$body ?? undefined;
  },
  set(this: Greenlet, run: unknown) {
    if (this.$state !== PENDING) throw new TypeError("run cannot be set after the start");
    this.$body = checkedBody(run);
  },
});

/** The main greenlet: nobody created it, it runs on the program's own stack and never dies (G48). */
export function mainGreenlet(): Greenlet {
  const main = new Greenlet(null, Object.create(Greenlet.prototype) as Greenlet, null); // any parent, and nothing of the realm: that is being made
  main.$parent = main.$context = null;
  main.$state = SUSPENDED;
  main.$base = { owner: main, below: null, rest: null, outer: null };
  return main;
}

/**
 * Decides a switch and starts to unwind. Everything that can fail without moving anything fails here, at the switch.
 * @param caller the token of the call of `switch`, `throw`, …
 * @param by which of them it was.
 * @param frame what is left to do when the caller goes on: `kill` only.
 */
export function transfer(caller: unknown, by: FunctionInfo, target: Greenlet, mode: Mode, value: unknown, frame: Frame | null = null): unknown {
  while (target.$state !== SUSPENDED) {
    if (target.$state === DEAD) {
      target = liveAncestor(target);
      if (isExit(mode, value)) {
        mode = VALUE;
        value = exitValue(value);
      }
    } else {
      prepare(target); // CAUTION: a getter may run, and even start the target (G14)
      if (target.$state === PENDING) break;
    }
  }
  if (target === $.current) {
    if ($.trace !== null && value !== room) {
      mode = traced(target, mode, value);
      value = $.value;
      $.value = undefined;
    }
    if (mode === ERROR) throw value; // G66
    return value; // G23, G45
  }
  if (isPinnedBelow(target, $.base)) throw pinnedError(target);
  if (frame !== null) target.$killer = $.current;
  $.target = target;
  $.mode = mode;
  $.value = value;
  $.head = $.tail = frame;
  if (!isAware(caller, by)) return pin();
  $.unwinding = 1;
  return undefined;
}

/**
 * Makes sure that the stack has room for the way from a switch to the trampoline, so that an overflow is raised here, where nothing has
 * moved, and never between. An engine reserves what a function could need when it is entered: for `switch` the 128 arguments, 1 KB, of a call
 * that it never makes. Optimised code pays nothing for it, yet asks for as much as its unoptimised form would need. So `switch` has made
 * sure of it when it runs, and others switch to the current greenlet, which does nothing (G23), and is not traced.
 */
export function room(): void {
  $.call(Greenlet.prototype.switch, $.current, room);
}

/**
 * What is left of `kill()` when the killer goes on, in any way: the same code as
 *
 *     try { target.throw(KILLED) } finally { if (target.$killer === the killer) target.$killer = null }
 *     return target.dead
 */
function afterKill(frame: Frame2, value: unknown): boolean {
  const target = frame.s0 as Greenlet;
  if (target.$killer === $.current) target.$killer = null;
  if (frame.at === 2) throw value;
  return target.$state === DEAD;
}

/** G47, G57: a GreenletExit that ends a greenlet, or meets a dead one, is a value (`exitValue`), not an error. */
export function isExit(mode: Mode, value: unknown): boolean {
  return mode === ERROR && value instanceof GreenletExit;
}

/** The exit itself; for a kill undefined. */
export function exitValue(exit: unknown): unknown {
  return exit === KILLED ? undefined : exit;
}

/** The first of a greenlet and its ancestors that is not dead; main never is. */
export function liveAncestor(greenlet: Greenlet): Greenlet {
  while (greenlet.$state === DEAD) greenlet = greenlet.$parent!;
  return greenlet;
}

/** Finds what a pending greenlet will run: the constructor's argument, else the attribute `run` by ordinary lookup (G6, G12, G13). */
export function prepare(greenlet: Greenlet): void {
  const body = checkedBody(greenlet.$body ?? greenlet.run);
  if (body === null) throw new TypeError("the greenlet has no run");
  if (greenlet.$state === PENDING) greenlet.$body = body;
}

function checkedBody(run: unknown): Body | null {
  if (run === undefined || run === null) return null;
  if (typeof run !== "function") throw new TypeError("run must be a function");
  return run as Body;
}

function checkedParent(parent: unknown): Greenlet {
  if (!(parent instanceof Greenlet)) throw new TypeError("parent must be a Greenlet");
  return parent;
}

/** G61, G62: what `throw(...args)` throws. */
function thrown(args: unknown[]): unknown {
  if (args.length === 0) return new GreenletExit();
  const error = args.shift();
  const isErrorClass = typeof error === "function" && (error === Error || error.prototype instanceof Error);
  return isErrorClass ? Reflect.construct(error, args) : error;
}
