/** Generated names: `$` and a word of the glossary, made longer only where the user's file uses that name itself. */
export class Names {
  readonly #taken: Set<string>;
  readonly #file: string;
  readonly runtime: string;
  readonly table: string;
  readonly caller: string;
  readonly at: string;
  readonly capture: string;
  readonly frame: string;
  readonly value: string;
  readonly run: string;
  readonly handler: string;
  readonly error: string;
  readonly self: string;
  readonly arguments: string;
  readonly newTarget: string;
  readonly mode: string;
  readonly task: string;
  readonly depth: string;

  /**
   * @param taken the names that the user's file uses.
   * @param file what tells this file's names from those of others, for scripts: all scripts of a realm share one scope.
   */
  constructor(taken: ReadonlySet<string>, file = "") {
    this.#taken = new Set(taken);
    this.#file = file;
    this.runtime = this.topLevel("$");
    this.table = this.topLevel("$functions");
    this.caller = this.unique("$caller");
    this.at = this.unique("$at");
    this.capture = this.unique("$capture");
    this.frame = this.unique("$frame");
    this.value = this.unique("$value");
    this.run = this.unique("$run");
    this.handler = this.unique("$handler");
    this.error = this.unique("$error");
    this.self = this.unique("$this");
    this.arguments = this.unique("$arguments");
    this.newTarget = this.unique("$newTarget");
    this.mode = this.unique("$mode");
    this.task = this.unique("$task");
    this.depth = this.unique("$depth");
  }

  /** The name itself if nobody has it, else with a number; taken from now on. */
  unique(name: string): string {
    let candidate = name;
    for (let n = 1; this.#taken.has(candidate); n++) candidate = name === "$" ? `$`.repeat(n + 1) : `${name}$${n}`;
    this.#taken.add(candidate);
    return candidate;
  }

  /** A name for the top of the file. */
  topLevel(name: string): string {
    return this.unique(`${name}${this.#file}`);
  }

  /** The n-th name of a series that starts anew in each function: `$1`, `$2`; `$slot0`, … */
  series(prefix: string, n: number): string {
    let candidate = `${prefix}${n}`;
    while (this.#taken.has(candidate)) candidate += "$";
    return candidate;
  }
}
