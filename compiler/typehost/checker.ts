/**
 * The seam between facts and the type checker: what `compiler/facts/` asks of a program, file by file, in batches, by UTF-16 offsets. Answers are plain data; no
 * type of TypeScript leaves here.
 *
 * There is one backend, over the classic API (`classic-checker.ts`). One over `typescript/sync` (7.1 on) needs: the symbol at a place and what an alias means
 * (batched by file), declarations of a symbol with their files, the flags and call signatures of a type; and a walk over its own parser's tree for the
 * definitions, which needs no checker at all (`definitions.ts`).
 */
import type { FunctionRef } from "../summary.ts";

/** An argument that may be a function. */
export interface Callback {
  /** -1: a spread, which may be any. */
  readonly index: number;
  /** The function that it surely is. */
  readonly target: FunctionRef | null;
}

/**
 * What is called at one place. callsBack: the function that it is known to call back; readAs: the properties that it is read from when it is called, of modules, namespaces and the
 * global object, to which anybody may write; none for what no one can swap.
 */
export type Callee =
  /** Anything. */
  | { readonly kind: "unknown"; readonly reason: string }
  /** Something that is no compiled function: a standard function, one of an uncompiled package. */
  | { readonly kind: "foreign"; readonly name: string; readonly readAs: readonly string[]; readonly text: string; readonly isOfPackage: boolean; readonly callbacks: readonly Callback[]; readonly callsBack: FunctionRef | null }
  /** Something that surely may suspend, as its declaration says: a function of the runtime, one that carries the mark. */
  | { readonly kind: "capable"; readonly name: string; readonly switches: boolean }
  /** A function of the program. */
  | { readonly kind: "function"; readonly name: string; readonly target: FunctionRef; readonly readAs: readonly string[] }
  /** The constructor of a class of the program. */
  | { readonly kind: "class"; readonly name: string; readonly target: FunctionRef; readonly readAs: readonly string[] }
  /** Whatever is called so. declared: by whom; target: the declaration, which subclasses may override; isShape: any object with such methods will do, one that is made of a table, too. */
  | { readonly kind: "method"; readonly name: string; readonly text: string; readonly declared: "standard" | "package" | "class" | "interface"; readonly target: FunctionRef | null; readonly isOfPrimitive: boolean; readonly isShape: boolean; readonly callbacks: readonly Callback[]; readonly callsBack: FunctionRef | null };

/** What the program's own files put under a name that a method call may find. */
export interface Member {
  /** null: any function. */
  readonly target: FunctionRef | null;
  /** Written to an object that exists: `o.name = …`, `Object.defineProperty(o, "name", …)`. */
  readonly isWritten: boolean;
  readonly place: Position;
}

export interface Position {
  readonly path: string;
  readonly start: number;
}

/** A function that gets under a name which the text does not tell. typed: into an object with an index signature; any: into anything. */
export interface Opening {
  readonly kind: "typed" | "any";
  /** null: any function. */
  readonly target: FunctionRef | null;
  readonly place: Position;
}

/** A call in the text of a file, compiled or not. */
export interface CallSite {
  /** Of the callee's name. */
  readonly start: number;
  readonly end: number;
  /** The callee, as it is written. */
  readonly name: string;
  readonly isNamed: boolean;
  /** The innermost function around it; null at the top of a module, and in initialisers. */
  readonly from: FunctionRef | null;
  readonly fromName: string;
  /** `"use plain"` is said of it, or around it. */
  readonly isSaidPlain: boolean;
  /** The functions that it is given. */
  readonly given: readonly Given[];
}

export interface Given {
  readonly start: number;
  readonly end: number;
  readonly target: FunctionRef;
}

/** standard: an array, a string, a map, a set. runtime: what `greenlets` made. */
export type Iterated = "standard" | "runtime" | "unknown";

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface Checker {
  /** The program's own files, those without code of ours in them, too. */
  files(): readonly SourceText[];
  /** Equal for a file as long as nothing has changed that its types depend on; null when that cannot be told. */
  fingerprint(path: string): string | null;
  /** What calls that end at these offsets call. */
  callees(path: string, ends: readonly number[]): Callee[];
  /** The calls of a file whose callee may have one of these names, or that are given a function which is written in place, or may have one of them. */
  callSites(path: string, names: ReadonlySet<string>): readonly CallSite[];
  /** What may be called by a method call of such a name. */
  members(name: string): readonly Member[];
  openings(): readonly Opening[];
  /** Whether anything, a class too, is put under such a name of an object that exists. */
  isWritten(name: string): boolean;
  /** Whether code that is compiled, but not here, may have a method of such a name: `greenlets` itself; packages and projects of which there are only declarations. */
  isDeclaredElsewhere(name: string, by: "runtime" | "others"): boolean;
  /** Whether each access that ends there may call an accessor: not, when its type says that it is a field, or belongs to a standard type. */
  mayBeAccessors(path: string, ends: readonly number[]): boolean[];
  /** Whether an operand of each operator that ends there may be an object of the program, which it converts. */
  mayConvert(path: string, ends: readonly number[]): boolean[];
  /** Whose iterator steps, at each place that starts there. */
  iterated(path: string, starts: readonly number[]): Iterated[];
}

export interface CheckerSettings {
  /** Whether functions that a declaration file declares are never compiled: it belongs to a package that is not. */
  readonly isForeign: (path: string) => boolean;
  /** Which of the program's own files belong together; left out: all. The others are as if they were not there. */
  readonly isOwn?: (path: string) => boolean;
}
