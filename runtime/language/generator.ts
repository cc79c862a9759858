/**
 * Generators. A compiled generator function stays one for the engine: its body is
 *
 *     return yield* $.generator(info, resumable form)
 *
 * so the engine makes a real generator object, whose steps come here as those of the iterator it delegates to. Called like that (`for…of`, a spread, a
 * plain function) the body runs on top of the engine's frames, and is pinned when it switches. Compiled code calls `next`, `return` and `throw` below instead
 * of the engine's (`generatorTwins`): there no foreign frame lies between.
 *
 * CAUTION: the body is user code.
 */
import { $ } from "../core/realm.ts";
import { save } from "../core/capture.ts";
import { describe, type Frame, type Frame2, type FunctionInfo, type Resume } from "../core/frame.ts";
import { mark } from "../core/marks.ts";
import { Stamp } from "../core/stamp.ts";
import { append, bodyFrame, type DrivenForm, enter, Given, hasEnded, type Mode, NEXT, RETURN, THROW } from "./body.ts";

const READY = 0;
const RUNNING = 1;
const DONE = 2;

const [STEP] = describe("greenlets", 4, [["next", 1, "0:0", [0, 2]]]) as [FunctionInfo];

/** What a compiled generator delegates to. */
export class GeneratorBody {
  frame: Frame;
  state = READY;

  constructor(fn: FunctionInfo, form: DrivenForm) {
    this.frame = bodyFrame(fn, form);
  }

  [Symbol.iterator](): this {
    return this;
  }
  next(value: unknown): unknown {
    if ($.token === ASK) return answer(this);
    return step(this, NEXT, value);
  }
  return(value: unknown): unknown {
    return step(this, RETURN, value);
  }
  throw(error: unknown): unknown {
    return step(this, THROW, error);
  }
}

/** GeneratorResume and GeneratorResumeAbrupt (ECMA-262 §27.5.3.3–4); behaves as a compiled function. */
function step(body: GeneratorBody, mode: Mode, value: unknown): unknown {
  const caller = $.token;
  $.token = 0;
  const { frame } = body;
  if (body.state === RUNNING) throw new TypeError("Generator is already running");
  if (body.state === DONE || (frame.at === 0 && mode !== NEXT)) {
    body.state = DONE;
    if (mode === THROW) throw value;
    return { value: mode === RETURN ? value : undefined, done: true };
  }
  body.state = RUNNING;
  let given: unknown;
  try {
    given = enter(frame, mode, value);
  } catch (error) {
    body.state = DONE;
    throw error;
  }
  if ($.unwinding === 0) return resultOf(body, given);
  append(frame);
  $.at = 1;
  $.s0 = body;
  return save(caller, STEP, goOn as Resume);
}

/** What is left of a step when its body goes on after it was captured. */
function goOn(frame: Frame2, value: unknown): unknown {
  const body = frame.s0 as GeneratorBody;
  if (frame.at !== 2) return resultOf(body, value);
  body.state = DONE;
  throw value;
}

function resultOf(body: GeneratorBody, given: unknown): unknown {
  const { frame } = body;
  frame.next = null;
  const isDone = hasEnded(frame);
  body.state = isDone ? DONE : READY;
  return given instanceof Given ? given.value : { value: given, done: isDone };
}

// ---- the steps that compiled code calls

/** The engine's own. */
export const generatorPrototype = Object.getPrototypeOf(function* () {}.prototype) as Record<"next" | "return" | "throw", (value: unknown) => unknown>;
const native = { next: generatorPrototype.next, return: generatorPrototype.return, throw: generatorPrototype.throw };

/** A token: the step that finds it tells its body instead of making a step. */
const ASK = {};
let asked: GeneratorBody | null = null;

function answer(body: GeneratorBody): unknown {
  $.token = 0;
  asked = body;
  return { value: undefined, done: false };
}

/** Keeps the body with its generator object; and marks the prototypes of compiled generator functions, by null. */
class Known extends Stamp {
  #body: GeneratorBody | null;
  constructor(object: object, body: GeneratorBody | null) {
    super(object);
    this.#body = body;
  }
  static of(object: object): GeneratorBody | null | undefined {
    return #body in object ? (object as Known).#body : undefined;
  }
}

/** Whether a generator object was made by a compiled function, as far as its prototype tells. */
export function isCompiledGenerator(generator: unknown): boolean {
  const own = typeof generator === "object" && generator !== null ? (Object.getPrototypeOf(generator) as object | null) : null;
  return own !== null && Known.of(own) === null;
}

/** A compiled generator function was made: its generators will be known by their prototype. */
export function markGenerator(fn: { prototype: unknown }): void {
  const { prototype: own } = fn;
  if (typeof own === "object" && own !== null && Known.of(own) === undefined) new Known(own, null);
}

/**
 * The body of a generator object; null for one that is not compiled, or that the engine has ended. The engine's `next` brings a new one to its
 * `yield*`, whose first step finds the question.
 */
function bodyOf(generator: unknown): GeneratorBody | null {
  if (typeof generator !== "object" || generator === null) return null;
  const known = Known.of(generator);
  if (known !== undefined) return known;
  if (!isCompiledGenerator(generator)) return null;
  $.token = ASK;
  asked = null;
  try {
    $.call(native.next, generator, undefined);
  } finally {
    $.token = 0;
  }
  const body = asked as GeneratorBody | null;
  if (body !== null) new Known(generator, body);
  return body;
}

function stepFunction(name: "next" | "return" | "throw", mode: Mode): (this: unknown, value: unknown) => unknown {
  const make = {
    [name](this: unknown, value: unknown): unknown {
      const caller = $.token;
      const body = bodyOf(this);
      $.token = body === null ? 0 : caller;
      return body === null ? $.call(native[name], this, value) : step(body, mode, value);
    },
  };
  return mark(make[name]!, STEP);
}

/** The capable twins of the engine's step functions. */
export const generatorTwins = { next: stepFunction("next", NEXT), return: stepFunction("return", RETURN), throw: stepFunction("throw", THROW) };
