/**
 * Construction: what `new` and `super(…)` do around a constructor, where that one was suspended.
 *
 * `this` of a derived constructor is bound by a native `super(…)`, which cannot be left waiting. So a parent that is captured throws UNWOUND
 * through it, and keeps its frame; once the parent's object is there, `super(…)` is called again, and the parent's entry gives it that object:
 *
 *     try { super(x) } catch (e) { $1 = $.unwound(e) }     unwinding: $1 is the object under construction
 *     super($.adopt($value, $1))                           resumed: the parent returns `$.adopted()` at its entry
 */
import { $ } from "../core/realm.ts";
import type { FunctionInfo, Resume } from "../core/frame.ts";
import { infoOf } from "../core/marks.ts";

/** What leaves a `super(…)`; also stands for an object under construction that nobody has yet. */
const UNWOUND = Object.freeze({});

/** The object under construction, from `save` to `unwound`, and from `adopt` to `adopted`. */
let object: unknown;

/** A constructor's result if it is an object, else the object under construction (ECMA-262 §10.2.2). */
export function constructed(value: unknown, held: unknown): unknown {
  return Object(value) === value ? value : held;
}

/**
 * First capture of a constructor, as `save` in all else.
 * @param self the object under construction; a derived constructor may have none yet, and leaves it out.
 * @throws UNWOUND towards the `super(…)` of a compiled constructor.
 */
export function saveConstructor(caller: unknown, fn: FunctionInfo, resume: Resume, target: unknown, self: unknown = UNWOUND): unknown {
  if (typeof caller === "object" && isSuper(caller as FunctionInfo, fn, target)) {
    $.save(fn.id, fn, resume);
    object = self;
    throw UNWOUND;
  }
  const result = $.save(caller === fn.id ? caller : 0, fn, resume);
  return $.unwinding === 0 ? result : self;
}

/**
 * Whether the constructor that calls itself `caller` is right below `fn` in a class hierarchy: its `super(…)` is what called.
 * CAUTION: every function looked at is marked, so none is a proxy: no code runs.
 */
function isSuper(caller: FunctionInfo, fn: FunctionInfo, target: unknown): boolean {
  for (let at = target; infoOf(at) !== null; at = Object.getPrototypeOf(at)) {
    if (infoOf(at) === caller && infoOf(Object.getPrototypeOf(at)) === fn) return true;
  }
  return false;
}

/** What a `super(…)` threw: a parent that was captured, whose object under construction this returns; any other error goes on. */
export function unwound(error: unknown): unknown {
  if (error !== UNWOUND) throw error;
  const held = object;
  object = undefined;
  return held;
}

/** Before `super(…)` is called again: its parent is to return this object. */
export function adopt(value: unknown, held: unknown): void {
  object = constructed(value, held);
  $.token = true;
}

/** At the entry of a constructor whose token is `true`: its result. */
export function adopted(): unknown {
  return unwound(UNWOUND);
}

/**
 * The resumable form of a derived constructor: gives the object, or the error, that its native end would have given (ECMA-262 §10.2.2), outside of all its catch clauses.
 * @param self gives `this`; a ReferenceError before `super(…)`.
 */
export function derived(resume: Resume, self: () => unknown): Resume {
  return (frame, from) => {
    const value = resume(frame, from);
    if ($.unwinding !== 0 || Object(value) === value) return value;
    if (value === undefined) return self();
    throw new TypeError("Derived constructors may only return object or undefined");
  };
}

const { values } = Array.prototype;
const steps = Object.getPrototypeOf([].values()) as { next: unknown };
const { next } = steps;

/** An array for a spread that nobody can watch. */
export function list<T>(items: T[]): Iterable<T> {
  if (items[Symbol.iterator] === values && steps.next === next) return items;
  let at = 0;
  const step = (): IteratorResult<T> => (at < items.length ? { done: false, value: items[at++]! } : { done: true, value: undefined });
  return { [Symbol.iterator]: () => ({ next: step }) };
}

type Definer = (target: object, value: unknown) => void;

class Given {
  constructor(target: object) {
    return target;
  }
}

/** The engine's own way to make a field, for an object that is there already: a tenth of what `Object.defineProperty` takes. */
function definer(key: PropertyKey): Definer {
  let given: unknown;
  class Field extends Given {
    [key] = given;
  }
  return (target, value) => {
    given = value;
    new Field(target);
    given = undefined;
  };
}

const definers = new Map<PropertyKey, Definer>();

/** A field: an own property, whatever is inherited (ECMA-262 §7.3.7 CreateDataPropertyOrThrow). */
export function define(target: object, key: PropertyKey, value: unknown): void {
  let field = definers.get(key);
  if (field === undefined) definers.set(key, (field = definer(key)));
  field(target, value);
}

/** A private field's value, once its initialiser has run. */
export function initialized<T>(value: T, name: string, verb: string): T {
  if (value !== ($.uninitialized as unknown)) return value;
  throw new TypeError(`Cannot ${verb} private member ${name} ${verb === "read" ? "from" : "to"} an object whose class did not declare it`);
}

let handed: unknown;

/** What a class gives to who makes it, in its last static block. */
export function hand(value: unknown): void {
  handed = value;
}

/** That, at once, and only then. */
export function taken(): unknown {
  const value = handed;
  handed = undefined;
  return value;
}

/**
 * A decorator that changes nothing. As the innermost one it is the first to see a method or class, before a decorator may put another one in its place.
 * TypeScript's old decorators are called without a context, when everybody may have seen the class: then it does nothing.
 */
export function decorator(mark: (value: unknown) => void): (value: unknown, context: unknown) => void {
  return (value, context) => {
    if (typeof context === "object" && context !== null) mark(value);
  };
}
