/** The frames of a greenlet, read. Nothing of the program's own runs here, and nothing is done before somebody asks. */
import type { Frame, FunctionInfo } from "../core/frame.ts";
import type { Greenlet } from "../core/greenlet.ts";
import type { FramePosition } from "../core/inspection.ts";
import type { Base } from "../core/pinned.ts";
import { SLOTS } from "../core/protocol.ts";
import { $ } from "../core/realm.ts";

/** Where frames of plain functions lie between those of compiled ones. */
export const PLAIN = null;

/** Innermost first: those above the topmost base, then what lies under the foreign frame of each. */
export function* walk(greenlet: Greenlet): Generator<Frame | typeof PLAIN> {
  let frame = greenlet.$top;
  // The program's own stack, under the main greenlet, is no frame of anybody.
  for (let base: Base | null = greenlet.$base; ; base = base.outer) {
    for (; frame !== null; frame = frame.next) yield frame;
    if (base === null || base.below === null) return;
    yield PLAIN;
    frame = base.rest;
  }
}

export function framesOf(greenlet: Greenlet): FramePosition[] {
  const frames: FramePosition[] = [];
  for (const frame of walk(greenlet)) {
    if (frame === PLAIN) continue;
    const locals = localsOf(frame);
    frames.push(locals === undefined ? positionOf(frame.fn, frame.at) : { ...positionOf(frame.fn, frame.at), locals });
  }
  return frames;
}

export function depthOf(greenlet: Greenlet): number {
  let depth = 0;
  for (const frame of walk(greenlet)) if (frame !== PLAIN) depth++;
  return depth;
}

/** `read (parser.ts:12:5)` */
export function placeOf({ function: name, file, line, column }: FramePosition): string {
  return `${name} (${file}${line === undefined ? "" : `:${line}:${column}`})`;
}

/** As an error's stack has it. */
export const lineOf = (position: FramePosition): string => `    at ${placeOf(position)}`;

export const PLAIN_LINE = "    at <plain function>";

/** The lines under the first one of a greenlet's `stack`. */
export function linesOf(greenlet: Greenlet): string[] {
  const lines: string[] = [];
  for (const frame of walk(greenlet)) {
    if (frame !== PLAIN) lines.push(lineOf(positionOf(frame.fn, frame.at)));
    else if (lines.at(-1) !== PLAIN_LINE) lines.push(PLAIN_LINE);
  }
  return lines;
}

/** Where a function waits, of its table. */
export function positionOf(fn: FunctionInfo, at: number): FramePosition {
  const [line, column] = (fn.positions.split(" ")[at - 1] ?? "").split(":").map(Number);
  const place: FramePosition = { function: fn.name, file: fn.file };
  return line && column ? { ...place, line, column } : place; // the runtime's own functions stand at 0:0
}

/** The variables in a frame's slots; undefined when its code does not tell. Written as compiler/5-emit/locals.ts says. */
function localsOf(frame: Frame): Record<string, unknown> | undefined {
  const { fn, at } = frame;
  if (fn.locals === "") return undefined;
  const rows = fn.locals.split(" ");
  let row = at - 1;
  while (rows[row] === "=") row--;
  const locals: Record<string, unknown> = {};
  if (rows[row] === "-") return locals;
  rows[row]!.split(",").forEach((written, slot) => {
    const value = written === "" ? $.uninitialized : written.startsWith("*") ? unboxed(slotOf(frame, slot)) : slotOf(frame, slot);
    if (value !== $.uninitialized) Object.defineProperty(locals, written.replace("*", ""), { value, enumerable: true, configurable: true, writable: true });
  });
  return locals;
}

/** As compiler/5-emit/fast.ts writes it: beyond the largest shape an element of the array in the last slot. */
function slotOf(frame: Frame, slot: number): unknown {
  const slots = frame as unknown as Record<string, unknown>;
  if (frame.fn.size <= SLOTS || slot < SLOTS - 1) return slots[`s${slot}`];
  return (slots[`s${SLOTS - 1}`] as unknown[] | undefined)?.[slot - SLOTS + 1];
}

/** A box that has not been made yet is as good as empty. */
function unboxed(box: unknown): unknown {
  return box === undefined ? $.uninitialized : (box as { value: unknown }).value;
}

// ---- what a greenlet is called

/** As `toString()`, for a class that does not have its own; `where` it waits, if somebody knows. */
export function titleOf(greenlet: Greenlet, where = ""): string {
  const state = greenlet === $.current ? "running" : ["pending", "suspended", "dead"][greenlet.$state];
  return `<${greenlet.$parent === null ? "main " : ""}${classNameOf(greenlet)} ${state}${where}>`;
}

/** The name of an object's class, where that takes no getter and nothing of the program's. */
function classNameOf(object: object): string {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const made: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    const name: unknown = typeof made === "function" ? Object.getOwnPropertyDescriptor(made, "name")?.value : undefined;
    if (typeof name === "string" && name !== "") return name;
  }
  return "Object";
}
