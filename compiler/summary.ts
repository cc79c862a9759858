/** What the rest of a program needs to know of one file, as `2-select/summary.ts` reads it off a selection that knew nothing of the other files. */

/**
 * A function by its file and the offset where its body's `{` stands; of an arrow function without one, where it begins. Both parsers agree on these, whatever
 * modifiers and decorators stand in front.
 */
export interface FunctionRef {
  readonly path: string;
  readonly key: number;
}

export interface FileSummary {
  readonly functions: readonly FunctionSummary[];
  /** What `new` of a class of the file runs, by the offset of its body: a constructor by its key, nothing that suspends, or anybody's code. */
  readonly classes: ReadonlyMap<number, number | "plain" | "unknown">;
}

export interface FunctionSummary {
  readonly key: number;
  readonly name: string;
  readonly kind: "function" | "initializer";
  /** Where the function begins and ends; -1 when the rewriting of classes made it. */
  readonly start: number;
  readonly end: number;
  /** "suspending" as long as nothing is known of other files. */
  readonly status: "plain" | "leaf" | "suspending";
  /** Why it is capable, or plain. */
  readonly reason: string;
  readonly isMarked: boolean;
  /** Its own mark, not one of the file or of a function around it. */
  readonly hasOwnMark: boolean;
  /** A generator: calling it runs nothing. */
  readonly isGenerator: boolean;
  /** Something of it may suspend whatever other files hold: a step of an iterator, a `using`. */
  readonly suspendsAnyway: boolean;
  /** The constructor that is suspending when this is, because an arrow function in it calls `super(…)`: its key. */
  readonly owner: number | null;
  /** Calls of functions of this file, and accessors and conversions that may be called: their keys. */
  readonly callees: readonly number[];
  /** Calls of which the file alone does not tell what they call, by the offset where they end: two calls may start at one place, none end at one. */
  readonly openCalls: readonly OpenCallSummary[];
  /** All its calls: for explanations and diagnostics. */
  readonly calls: readonly CallSummary[];
  readonly implicit: readonly ImplicitSummary[];
  readonly accesses: readonly AccessSummary[];
  /** Ends of operators that convert an operand which may be an object, as far as the text tells. */
  readonly operators: readonly OperatorSummary[];
  /** Ends of `for…of` heads' iterables, spreads and patterns that step the engine's own iterator, as far as the file tells. */
  readonly iterations: readonly number[];
  /** `get x`, `set x`, and the name of a method under which others may call it unseen: `@@iterator`, `valueOf`; null for any other function. */
  readonly member: string | null;
}

export interface OpenCallSummary {
  readonly end: number;
  /** By its name it may be a standard function with a capable twin, which calls this argument back; -1: not only an argument; null: it is none. */
  readonly twin: number | null;
}

export interface CallSummary {
  readonly start: number;
  readonly end: number;
  /** The key of the function of this file that it surely calls. */
  readonly callee: number | null;
  /** As long as nothing is known of other files. */
  readonly maySuspend: boolean;
  readonly reason: string;
  /** What it calls, where that is imported by name: `greenlets/hub wait`. */
  readonly imported: string | null;
}

/** An access, operator, step of an iterator or disposal during which something may be called. */
export interface ImplicitSummary {
  readonly start: number;
  readonly end: number;
  readonly callees: readonly number[];
  readonly maySuspend: boolean;
  readonly reason: string;
}

export interface AccessSummary {
  readonly start: number;
  readonly end: number;
  readonly kinds: readonly ("get" | "set")[];
  readonly name: string;
}

export interface OperatorSummary {
  readonly start: number;
  readonly end: number;
  readonly isInstanceOf: boolean;
}
