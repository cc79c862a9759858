/**
 * `$`: the one runtime object of a realm. Generated code holds it in a `const` of each module and reads two of its fields all the time.
 *
 * It is kept under a registered symbol, so that two copies of this package in one program share it: greenlets of both switch among each other.
 */
import { leave, save } from "./capture.ts";
import { GreenletError, GreenletExit, KILLED, PinnedError } from "./errors.ts";
import { describe, type Frame, Frame16, Frame2, Frame4, Frame8, type FunctionInfo, type Resume } from "./frame.ts";
import { Greenlet, mainGreenlet } from "./greenlet.ts";
import { constructing, mark, marked } from "./marks.ts";
import type { Base } from "./pinned.ts";
import { REALM_SYMBOL } from "./protocol.ts";
import { stress, type StressSchedule } from "./stress.ts";
import type { Contexts, GreenletOptions, Trace } from "./hooks.ts";
import { type Mode, VALUE } from "./trampoline.ts";

/** Calls a function without looking at its properties: as fast as a direct call once optimised, where `fn.call(…)` costs 2× (findings #2). */
type Call = (fn: unknown, self: unknown, ...args: unknown[]) => unknown;
const call = Function.prototype.call.bind(Function.prototype.call as never) as Call;

function createRealm() {
  const main = mainGreenlet();
  // State first, so that V8 keeps it in the object itself. Each field's type is that of its first value: Smis stay Smis.
  return {
    unwinding: 0,
    token: 0 as unknown,
    depth: 0,
    /** The frames being captured, innermost first, and the last of them. */
    head: null as Frame | null,
    tail: null as Frame | null,
    current: main,
    /** The topmost base on the native stack. */
    base: main.$base as Base | null,
    /** The pending switch. */
    target: null as Greenlet | null,
    mode: VALUE as Mode,
    value: undefined as unknown,
    /** The frame about to be made. */
    at: 0,
    s0: undefined as unknown, s1: undefined as unknown, s2: undefined as unknown, s3: undefined as unknown,
    s4: undefined as unknown, s5: undefined as unknown, s6: undefined as unknown, s7: undefined as unknown,
    s8: undefined as unknown, s9: undefined as unknown, s10: undefined as unknown, s11: undefined as unknown,
    s12: undefined as unknown, s13: undefined as unknown, s14: undefined as unknown, s15: undefined as unknown,
    /** `deepStacks` (runtime/deep/). */
    deepen: undefined as unknown as (caller: unknown, fn: FunctionInfo, self: unknown, args: ArrayLike<unknown>) => boolean,
    /** A bound function was made of a compiled one. */
    bound: undefined as unknown as (bound: object, target: unknown) => void,
    /** A compiled generator function was marked: what becomes of that is not the core's business. */
    markGenerator: undefined as unknown as (fn: { prototype?: unknown }) => void,
    /** Told of the frames that an error is about to go through: those of `greenlet` from `$top` on, the last of them the one that handles it, null for none. */
    passing: null as ((error: unknown, greenlet: Greenlet, last: Frame | null) => void) | null,
    /** The options of a new greenlet (runtime/context/). */
    configure: undefined as unknown as (greenlet: Greenlet, options: GreenletOptions) => void,
    stressSchedule: null as StressSchedule | null,
    main,
    trace: null as Trace | null,
    contexts: null as Contexts | null,

    save,
    leave,
    describe,
    mark,
    marked,
    constructing,
    call,
    apply: Reflect.apply as (fn: unknown, self: unknown, args: ArrayLike<unknown>) => unknown,
    callable,
    caught,
    uninitialized,
    read,
    write,
    stress,

    Greenlet,
    GreenletError,
    GreenletExit,
    PinnedError,
  };
}

export type Realm = ReturnType<typeof createRealm>;

/** What a binding holds in its temporal dead zone (§9.1.1.1), where the compiler could not prove that nobody sees it. */
const uninitialized = Symbol("uninitialized");

function read<T>(value: T, name: string): T {
  if (value === (uninitialized as unknown)) throw new ReferenceError(`Cannot access '${name}' before initialization`);
  return value;
}

function write<T>(value: T, current: unknown, name: string): T {
  read(current, name);
  return value;
}

/** The callee of a method call that is held in a temporary: the error stays what the engine would say. */
function callable(value: unknown, text: string, what = "function"): unknown {
  if (typeof value === "function") return value;
  const error = new TypeError(`${text} is not a ${what}`);
  Error.captureStackTrace?.(error, callable);
  throw error;
}

/**
 * First act of every compiled catch clause. A callee that failed before its entry (stack overflow) left its token behind.
 * @throws KILLED, which only `finally` may see.
 */
function caught<T>(error: T): T {
  $.token = 0;
  if (error === (KILLED as unknown)) throw error;
  return error;
}

const registry = globalThis as unknown as Record<symbol, Realm | undefined>;
const symbol = Symbol.for(REALM_SYMBOL);

export const $: Realm = registry[symbol] ?? createRealm();
Object.defineProperty(globalThis, symbol, { value: $ });

// V8 gives the objects of a class as much room in themselves as the first eight of them have used. Were those collected meanwhile, with the shapes they had, that would be none,
// for good: frames larger by a quarter, and slower (findings #39).
for (const Shape of [Frame2, Frame4, Frame8, Frame16]) Array.from({ length: 8 }, () => new Shape(null as unknown as FunctionInfo, null as unknown as Resume));
