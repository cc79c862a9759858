/**
 * Frames: one saved activation each, in a few shared shapes so that the trampoline's property reads stay cheap
 * (16 functions with a shape of their own: 70 ns an item; shared shapes: 41 ns, DESIGN §2).
 *
 *     Frame { next, fn, at, resume, s0 … sN }
 *
 * A frame names its function and resume point by data (`fn.file`, `fn.name`, `at`), never by code alone: that is what cloning,
 * serialising and moving frames between processes will stand on.
 */
import { GreenletError } from "./errors.ts";
import { VERSION } from "./protocol.ts";
import { $ } from "./realm.ts";

/** Re-enters a function after a suspension: restores from the frame and goes on at `frame.at` with the value of the call. */
export type Resume = (frame: Frame, value: unknown) => unknown;

/** What the runtime knows of one compiled function. */
export interface FunctionInfo {
  /** What call sites that can call no other function pass as token: a number below 2^30, the module's salt plus the function's place in it. */
  readonly id: number;
  /** The user's file, as given to the compiler. */
  readonly file: string;
  /** Path of names from the module to the function, `outer.inner`; with `file` a stable id. */
  readonly name: string;
  /** How many slots its frames have. */
  readonly size: number;
  /** `line:column` of each resume point's call, from resume point 1 on, separated by spaces (1-based line, 1-based column); empty when left out. */
  readonly positions: string;
  /** By resume point: the state of the handler that an exception resumes at, 0 for none. `null`: no handlers at all. */
  readonly handlers: readonly number[] | null;
  /** A generator function: its generators are known by their prototype. */
  readonly isGenerator: boolean;
  /** The user's variables in the slots, by resume point, as compiler/5-emit/locals.ts writes them; empty when left out. */
  readonly locals: string;
  /** Whether its functions can be constructed; null until somebody has asked. */
  isConstructor: boolean | null;
}

/** [name, slots, positions, handlers?, generator?, locals?] as generated code writes it. */
export type FunctionEntry = readonly [name: string, size: number, positions: string, handlers?: readonly number[] | null, generator?: 0 | 1, locals?: string];

/** Takes a module's table of compiled functions; returns what its frames point to. @throws GreenletError when another protocol was compiled for */
export function describe(file: string, salt: number, entries: readonly FunctionEntry[], version = 1): FunctionInfo[] {
  if (version !== VERSION) throw new GreenletError(`${file} was compiled for protocol ${version} of greenlets, not ${VERSION}: compile it again, or install the greenlets that it was compiled with`);
  return entries.map(([name, size, positions, handlers = null, generator, locals = ""], index) => ({ id: salt + index, file, name, size, positions, handlers, isGenerator: generator === 1, locals, isConstructor: null }));
}

/** The part that all shapes share. */
export interface Frame {
  /** The frame below, of the function that called this one. */
  next: Frame | null;
  readonly fn: FunctionInfo;
  at: number;
  readonly resume: Resume;
}

// The fields are only declared: a definition of each would be executed before the constructor assigns them.
export class Frame2 implements Frame {
  declare next: Frame | null;
  declare fn: FunctionInfo;
  declare at: number;
  declare resume: Resume;
  declare s0: unknown; declare s1: unknown;
  constructor(fn: FunctionInfo, resume: Resume) {
    this.next = null;
    this.fn = fn;
    this.at = $.at;
    this.resume = resume;
    this.s0 = $.s0; this.s1 = $.s1;
  }
}

export class Frame4 implements Frame {
  declare next: Frame | null;
  declare fn: FunctionInfo;
  declare at: number;
  declare resume: Resume;
  declare s0: unknown; declare s1: unknown; declare s2: unknown; declare s3: unknown;
  constructor(fn: FunctionInfo, resume: Resume) {
    this.next = null;
    this.fn = fn;
    this.at = $.at;
    this.resume = resume;
    this.s0 = $.s0; this.s1 = $.s1; this.s2 = $.s2; this.s3 = $.s3;
  }
}

export class Frame8 implements Frame {
  declare next: Frame | null;
  declare fn: FunctionInfo;
  declare at: number;
  declare resume: Resume;
  declare s0: unknown; declare s1: unknown; declare s2: unknown; declare s3: unknown;
  declare s4: unknown; declare s5: unknown; declare s6: unknown; declare s7: unknown;
  constructor(fn: FunctionInfo, resume: Resume) {
    this.next = null;
    this.fn = fn;
    this.at = $.at;
    this.resume = resume;
    this.s0 = $.s0; this.s1 = $.s1; this.s2 = $.s2; this.s3 = $.s3;
    this.s4 = $.s4; this.s5 = $.s5; this.s6 = $.s6; this.s7 = $.s7;
  }
}

export class Frame16 implements Frame {
  declare next: Frame | null;
  declare fn: FunctionInfo;
  declare at: number;
  declare resume: Resume;
  declare s0: unknown; declare s1: unknown; declare s2: unknown; declare s3: unknown;
  declare s4: unknown; declare s5: unknown; declare s6: unknown; declare s7: unknown;
  declare s8: unknown; declare s9: unknown; declare s10: unknown; declare s11: unknown;
  declare s12: unknown; declare s13: unknown; declare s14: unknown; declare s15: unknown;
  constructor(fn: FunctionInfo, resume: Resume) {
    this.next = null;
    this.fn = fn;
    this.at = $.at;
    this.resume = resume;
    this.s0 = $.s0; this.s1 = $.s1; this.s2 = $.s2; this.s3 = $.s3;
    this.s4 = $.s4; this.s5 = $.s5; this.s6 = $.s6; this.s7 = $.s7;
    this.s8 = $.s8; this.s9 = $.s9; this.s10 = $.s10; this.s11 = $.s11;
    this.s12 = $.s12; this.s13 = $.s13; this.s14 = $.s14; this.s15 = $.s15;
  }
}
