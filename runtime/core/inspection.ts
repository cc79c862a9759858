/** What can be asked of a greenlet from outside, as types; runtime/inspect/ is the code. */

/** Where a function that waits will go on, in the user's own file: in the text that was given to the compiler. */
export interface FramePosition {
  /** Path of names from the module to the function, `outer.inner`. */
  function: string;
  /** As given to the compiler; `greenlets` for functions of the runtime. */
  file: string;
  /** 1-based. Left out where it is not known: code compiled with `frames: "none"`, functions of the runtime. */
  line?: number;
  /** 1-based; as `line`. */
  column?: number;
  /**
   * What the function still needs of its variables, by their names, and `this` and `arguments`. Only of code compiled with `frames: "full"`, as `gtsc run` does.
   * Left out: what is not needed any more, what has no value yet, and variables that closures share (those are not in the frame).
   */
  locals?: Record<string, unknown>;
}

export interface Inspection {
  /**
   * The frames that wait on the heap, innermost first (G86–G88). Empty for a pending and a dead greenlet. For the running one: those that wait for what is on
   * the native stack now. Not seen are plain functions in between, and the compiled ones that called these.
   */
  frames(): FramePosition[];
  /** How many frames `frames()` would give (G90). */
  readonly depth: number;
  /**
   * `frames()` as text, in the form of an error's stack:
   *
   *     <Greenlet suspended>
   *         at read (parser.ts:12:5)
   *         at <plain function>            and what called it, down to the compiled function that called the first plain one
   *         at parse (parser.ts:3:10)
   */
  readonly stack: string;
}
