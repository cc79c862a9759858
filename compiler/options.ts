/** What `compile` takes, and how unknown or wrong options are refused. */
import { CompileError } from "./diagnostics.ts";

/** Which functions may be suspended: those that carry a mark, or every function of the file. */
export type Capable = "marked" | "all";

/** How the module gets its handle on the runtime: `import`, `require`, or the registered symbol on `globalThis`. */
export type Format = "module" | "commonjs" | "script";

/**
 * What becomes of class fields after this compiler. native: the engine makes them. assign: `x = 1` becomes an assignment (TypeScript's
 * `useDefineForClassFields: false`). lowered: fields and private names are taken out of classes (a target before ES2022).
 */
export type ClassFields = "native" | "assign" | "lowered";

/**
 * Whose semantics decorators have after this compiler: those of TypeScript's `experimentalDecorators`, which run when the class is done, or the standard's,
 * which run while it is made and put code into constructors.
 */
export type Decorators = "legacy" | "standard";

/**
 * What compiled code says of its frames, for `frames()` and traces. full: functions, positions and the variables that each frame holds. positions: functions
 * and positions. none: functions only.
 */
export type FrameTables = "full" | "positions" | "none";

/**
 * What a program (the type checker) knows of one file, by UTF-16 offsets. Calls, accesses and operators are named by where they end: `f()()` are two calls that start at one
 * place, none ends where another does. Iterations are named by where they start. Plain data, in order, so that equal facts are equal text. Never needed for correctness: without them more is checked than has to be.
 */
export interface Facts {
  /** Calls whose callee is no compiled function: neither token nor check. */
  plainCalls?: readonly number[];
  /** Calls of functions of other files of the program that cannot be suspended. Under STRESS they are checked like any other. */
  leafCalls?: readonly number[];
  /** Accesses that may call a getter, or a setter, of another file which may be suspended. */
  getters?: readonly number[];
  setters?: readonly number[];
  /** Operators that may convert an operand by a method of another file which may be suspended. */
  conversions?: readonly number[];
  /** `for…of`, spreads and array patterns that may step an iterator of another file which may be suspended. */
  iterations?: readonly number[];
}

export interface CompileOptions {
  /** The user's file: for diagnostics, the source map and the frames. Its extension selects TypeScript and JSX. Default `input.ts`. */
  filename?: string;
  capable?: Capable;
  /** Default: "commonjs" for .cjs and .cts, else "module". */
  format?: Format;
  /** Capture and reinstate at suspension points, as the runtime's schedule says (STRESS). */
  stress?: boolean;
  /** Keep frames of tail calls, for complete greenlet stacks. */
  keepFrames?: boolean;
  /** Default: "positions". */
  frames?: FrameTables;
  /** Recursions of compiled functions are not limited by the engine's stack: where they get deep, it is moved to the heap. */
  deepStacks?: boolean;
  facts?: Facts;
  /** Default: "native". Another value keeps derived constructors as that tool understands them. */
  classFields?: ClassFields;
  /** Default: "standard". */
  decorators?: Decorators;
  /** For the runtime's own sources: the module whose `call` and `apply` are calls of their first argument, and whose other functions are plain. */
  intrinsics?: string | null;
  /** Check the compiler's own invariants after each phase (GTSC_VERIFY=1). */
  verify?: boolean;
}

export type ResolvedOptions = Required<Omit<CompileOptions, "facts">> & { facts: Facts };

/** The same, as they are asked for. */
export type KnownFacts = Readonly<Record<keyof Facts, ReadonlySet<number>>>;

export function knownFacts(facts: Facts): KnownFacts {
  const set = (offsets: readonly number[] | undefined): ReadonlySet<number> => new Set(offsets);
  return { plainCalls: set(facts.plainCalls), leafCalls: set(facts.leafCalls), getters: set(facts.getters), setters: set(facts.setters), conversions: set(facts.conversions), iterations: set(facts.iterations) };
}

const FACTS: ReadonlySet<string> = new Set<keyof Facts>(["plainCalls", "leafCalls", "getters", "setters", "conversions", "iterations"]);

const KNOWN: Record<keyof CompileOptions, (value: unknown) => boolean> = {
  filename: (value) => typeof value === "string",
  capable: (value) => value === "marked" || value === "all",
  format: (value) => value === "module" || value === "commonjs" || value === "script",
  stress: (value) => typeof value === "boolean",
  keepFrames: (value) => typeof value === "boolean",
  frames: (value) => value === "full" || value === "positions" || value === "none",
  deepStacks: (value) => typeof value === "boolean",
  classFields: (value) => value === "native" || value === "assign" || value === "lowered",
  decorators: (value) => value === "legacy" || value === "standard",
  intrinsics: (value) => value === null || typeof value === "string",
  facts: (value) => typeof value === "object" && value !== null && Object.entries(value).every(([name, offsets]) => FACTS.has(name) && (offsets === undefined || (Array.isArray(offsets) && offsets.every(Number.isInteger)))),
  verify: (value) => typeof value === "boolean",
};

/** Fills in defaults. @throws CompileError GL9001 for an option that does not exist or has a wrong value. */
export function resolveOptions(options: CompileOptions): ResolvedOptions {
  for (const [name, value] of Object.entries(options)) {
    const isValid = Object.hasOwn(KNOWN, name) ? KNOWN[name as keyof CompileOptions] : undefined;
    if (isValid === undefined) throw new CompileError(`GL9001: unknown option '${name}'; known are ${Object.keys(KNOWN).join(", ")}`);
    if (value !== undefined && !isValid(value)) throw new CompileError(`GL9001: wrong value for option '${name}': ${JSON.stringify(value)}`);
  }
  const filename = options.filename ?? "input.ts";
  return {
    filename,
    capable: options.capable ?? "marked",
    format: options.format ?? (/\.c[jt]s$/.test(filename) ? "commonjs" : "module"),
    stress: options.stress ?? false,
    keepFrames: options.keepFrames ?? false,
    frames: options.frames ?? "positions",
    deepStacks: options.deepStacks ?? false,
    facts: options.facts ?? {},
    classFields: options.classFields ?? "native",
    decorators: options.decorators ?? "standard",
    intrinsics: options.intrinsics ?? null,
    verify: options.verify ?? false,
  };
}
