/**
 * Pinned bases: what happens when a compiled function was called by a foreign frame and has to be captured (DESIGN §4).
 *
 *     foreign frame                the function does not return: a trampoline starts on top of the foreign frame
 *     └ compiled function   ──►    └ trampoline   and the frames captured so far wait in the heap, above this base
 *
 * The greenlet that owns the base is pinned: it can go on only while its base is the topmost one. A switch to a greenlet that is pinned
 * further below is refused with a PinnedError.
 */
import { $ } from "./realm.ts";
import { PinnedError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import type { Greenlet } from "./greenlet.ts";
import { trampoline } from "./trampoline.ts";

/** A trampoline on the native stack, and the greenlet whose foreign frame lies under it. */
export interface Base {
  readonly owner: Greenlet;
  /** The base below on the native stack; null for the program's own stack. */
  readonly below: Base | null;
  /** The owner's frames under the foreign frame: what it goes on with when this base is done. */
  readonly rest: Frame | null;
  /** The owner's base before this one. */
  readonly outer: Base | null;
}

/** Starts a trampoline right here for the pending switch; returns (or throws) when the owner's frames above the base are done. */
export function pin(): unknown {
  const owner = $.current;
  const base: Base = { owner, below: $.base, rest: owner.$top, outer: owner.$base };
  owner.$top = $.head;
  $.head = $.tail = null;
  $.unwinding = 0;
  owner.$base = base;
  $.base = base;
  try {
    return trampoline(base);
  } finally {
    // Only a stack overflow in the trampoline itself leaves the base standing.
    if ($.base === base) unpin(base);
  }
}

/** The owner goes on in its foreign frame: the base is gone. */
export function unpin(base: Base): void {
  const { owner } = base;
  owner.$top = base.rest;
  owner.$base = base.outer;
  $.base = base.below;
  $.current = owner;
}

/** Whether `target` cannot go on while the topmost base is `base`. */
export function isPinnedBelow(target: Greenlet, base: Base | null): boolean {
  return target.$base !== null && target.$base !== base;
}

/** The error for a switch to `target`, naming the foreign frame right above it as far as the engine tells. */
export function pinnedError(target: Greenlet): PinnedError {
  // Invariant: the target's base is below the topmost one.
  let above = 0;
  for (let blocker = $.base!; blocker.below !== target.$base; blocker = blocker.below!) above++;
  // CAUTION: a subclass's own toString would be user code.
  return new PinnedError(`cannot switch to ${$.Greenlet.prototype.toString.call(target)}: it is pinned by ${foreignFrame(above)}`, target);
}

/**
 * The foreign frame under the n-th base from the top, read off the engine's stack trace:
 *
 *     at trampoline …      the base
 *     at pin …
 *     at save …            the runtime; or `switch`, at times through `transfer`: then it is the foreign frame that called it
 *     at callback …        the compiled function
 *     at Array.map …       the foreign frame
 *     at main (app.ts…)    who called it
 *
 * JavaScriptCore has no frames of functions that end in a call: there `save` and the compiled function are missing, and a foreign frame may be.
 */
function foreignFrame(above: number): string {
  const { stackTraceLimit } = Error as { stackTraceLimit?: number };
  // Where Error is frozen it stays as it is; and a program may make stacks that are no strings.
  Reflect.set(Error, "stackTraceLimit", 200);
  const lines = String(new Error().stack).split("\n");
  const drops = dropsFrames();
  Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  const at = lines.flatMap((line, index) => (nameOf(line) === trampoline.name ? index : []))[above];
  const [foreign = "", caller = ""] = at ? lines.slice(at + (drops ? 2 : /\.switch$/.test(nameOf(lines[at + 2] ?? "")) ? 3 : 4)) : [];
  const place = placeOf(foreign);
  const name = place === "" ? builtinName(nameOf(foreign)) : nameOf(foreign);
  return `${name || "a plain function"}${place || placeOf(caller)}`;
}

/** Whether the engine drops the frame of a function that ends in a call (strict code in JavaScriptCore). */
function dropsFrames(): boolean {
  const lines = (): number => String(new Error().stack).split("\n").length;
  const ending = (): number => lines();
  const returning = (): number => {
    const count = lines();
    return count;
  };
  return ending() < returning();
}

/** V8 calls `Array.prototype.map` `Array.map`. */
function builtinName(name: string): string {
  const [owner, method] = name.split(".") as [string, string];
  const { prototype } = (globalThis as unknown as Record<string, { prototype?: object }>)[owner] ?? {};
  return method in Object(prototype) ? `${owner}.prototype.${method}` : name;
}

/** `    at Array.map (<anonymous>)` (V8) or `map@file.js:1:2` (JavaScriptCore, SpiderMonkey): the function's name. */
export function nameOf(line: string): string {
  const [, v8, other] = /^ *at (?:async |new )*(.*?)(?: \[as .*)? \(|^([^@]*)@/.exec(line) ?? [];
  return v8 ?? other ?? "";
}

/** The ` (file:line:column)` of a stack line, without directories; empty for built-ins. */
function placeOf(line: string): string {
  const place = /[^/\\()\s@]+:\d+:\d+(?=\)?$)/.exec(line);
  return place ? ` (${place})` : "";
}
