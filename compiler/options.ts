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

/** What a program (the type checker) knows of calls, keyed by the offset where the call expression starts. Never needed for correctness. */
export interface Facts {
  /** Calls whose callee never suspends and calls nothing back: neither token nor check. */
  plainCalls?: ReadonlySet<number>;
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
  facts: (value) => typeof value === "object" && value !== null,
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
