/** What a program of the corpus is: packages from npm, all compiled, and a driver of a few lines whose text is compared. */

/** Loads a package of the corpus as the program's own code would: `require`, or `import` where it is an ES module only. */
export type Load = (specifier: string) => Promise<any>;

/**
 * Called by a driver inside callbacks that the library calls. Interleaved, it switches to a second run of the same driver;
 * in all other runs it does nothing.
 */
export type Pause = () => void;

/** Runs the program once; the text must be the same each time. */
export type Driver = (pause: Pause) => string | Promise<string>;

export interface Program {
  /** What is installed for it, the one to be named first. */
  readonly packages: readonly string[];
  /** The driver calls `pause` where no foreign frame is in between, so two runs can be interleaved. */
  readonly interleaves?: boolean;
  /** Needs a repository under `--repos`, by the folder's name. */
  readonly repository?: string;
  open(load: Load, place: Place): Promise<Driver>;
}

/** Where a driver finds material to work on. */
export interface Place {
  /** Text of a file of the installed packages, `acorn/dist/acorn.js`. */
  read(file: string): string;
  /** The checked out repository. */
  readonly repository: string;
  /** Compiles a program's text as this run's files are compiled (for uncompiled runs: not at all), as a script for another global object. */
  compile(text: string, filename: string): string;
  /** Makes the runtime known to scripts of another global object. */
  share(global: object): void;
}

/** How a program is run. */
export type Mode = "plain" | "compiled" | "stress" | "interleaved";

/** What one run told. */
export interface Outcome {
  text: string;
  /** Processor time of the fastest of a few runs, in milliseconds. */
  milliseconds: number;
  /** Suspension points that were asked, and those that captured. */
  asked: number;
  taken: number;
  /** Times that a driver was left waiting inside the library. */
  pauses: number;
  error?: string;
}
