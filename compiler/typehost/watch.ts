/** A program that is kept and made anew whenever TypeScript sees a change: of files, of what they import and miss, of configs, of folders that `include` names. */
import type * as TypeScript from "typescript";
import { isOverflow } from "../overflow.ts";
import type { Problem } from "../problem.ts";
import { type Builder, Builders, type Compiling } from "./builder.ts";
import { open, ts } from "./classic.ts";
import { overflows, problem, tooDeepFor } from "./problems.ts";
import { bindAlone } from "./program.ts";
import type { CommandLine } from "./project.ts";

/** `Starting compilation in watch mode...` and its like. */
export interface Status {
  text: string;
  /** What was printed before is of the past. */
  isStart: boolean;
  flags: Readonly<Record<string, unknown>>;
}

/** What one round of a watch did. */
export interface Round {
  problems: readonly Problem[];
  /** Source files that are new, different or gone; in the first round undefined. */
  changed: number | undefined;
  /** Source files but for declarations. */
  files: number;
  /** Files whose types were checked, because something changed that they may depend on. */
  checked: number;
  /** What TypeScript has to say under --listFiles and --listEmittedFiles. */
  lines: readonly string[];
  flags: Readonly<Record<string, unknown>>;
}

export interface Watching extends Compiling {
  status(status: Status): void;
  done(round: Round): void;
  /** A problem that no program could be made for. */
  report(problem: Problem): void;
}

const STARTS = ["Starting compilation in watch mode...", "File change detected. Starting incremental compilation..."];

export function statusOf({ messageText }: TypeScript.Diagnostic, options: TypeScript.CompilerOptions): Status {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  return { text, isStart: STARTS.includes(text), flags: options };
}

/** Watches a config's project or, without one, the command line's files, until the process ends. */
export function watchProject(configFile: string | undefined, commandLine: CommandLine, watching: Watching): void {
  const builders = new Builders(watching);
  const report = (item: TypeScript.Diagnostic): void => watching.report(problem(item));
  const status: TypeScript.WatchStatusReporter = (item, _newLine, options) => watching.status(statusOf(item, options));
  const rounds = new Rounds(watching);
  if (configFile === undefined) {
    ts.createWatchProgram(whole(ts.createWatchCompilerHost(commandLine.files, open(commandLine.options), ts.sys, builders.create, report, status, undefined, watchOptions(commandLine)), builders, rounds));
  } else {
    ts.createWatchProgram(whole(ts.createWatchCompilerHost(configFile, open(commandLine.options), ts.sys, builders.create, report, status, watchOptions(commandLine)), builders, rounds));
  }
  rounds.begin();
}

function watchOptions({ watchOptions: options }: CommandLine): TypeScript.WatchOptions | undefined {
  return options as TypeScript.WatchOptions | undefined;
}

/** The host with our files, and our end of a round. */
function whole<Host extends TypeScript.WatchCompilerHost<Builder>>(host: Host, builders: Builders, rounds: Rounds): Host {
  const { readFile } = host;
  host.readFile = (path, encoding) => builders.read(path, readFile.call(host, path, encoding));
  host.afterProgramCreate = (builder) => rounds.next(builder);
  return host;
}

class Rounds {
  readonly #watching: Watching;
  #versions: ReadonlyMap<string, string> | undefined;
  /** The first round is over before folders are watched; that it watches is said when it is true. */
  #waiting: (() => void)[] | undefined = [];

  constructor(watching: Watching) {
    this.#watching = watching;
  }

  begin(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const tell of waiting) tell();
  }

  next(builder: Builder): void {
    const round = this.#round(builder);
    const errors = round.problems.filter(({ severity }) => severity === "error").length;
    const tell = (): void => {
      this.#watching.done(round);
      this.#watching.status({ text: `Found ${errors} error${errors === 1 ? "" : "s"}. Watching for file changes.`, isStart: false, flags: round.flags });
    };
    if (this.#waiting === undefined) tell();
    else this.#waiting.push(tell);
  }

  #round(builder: Builder): Round {
    const { problems, checked, emittedFiles } = performWithin(builder);
    const sources = builder.getSourceFiles();
    const versions = new Map(sources.map((file) => [file.fileName, (file as { version?: string }).version ?? file.text]));
    const before = this.#versions;
    const changed = before && [...new Set([...versions.keys(), ...before.keys()])].filter((path) => versions.get(path) !== before.get(path)).length;
    this.#versions = versions;
    const options = builder.getCompilerOptions();
    const lines = [
      ...(options.listEmittedFiles ? emittedFiles.map((path) => `TSFILE: ${ts.sys.resolvePath(path)}`) : []),
      ...(options.listFiles ? sources.map(({ fileName }) => fileName) : []),
    ];
    return { problems, checked, changed, files: sources.filter(({ isDeclarationFile }) => !isDeclarationFile).length, lines, flags: options };
  }
}

interface Performed {
  problems: readonly Problem[];
  checked: number;
  emittedFiles: readonly string[];
}

/** Where TypeScript's own recursion ends, that is a problem of this round. */
function performWithin(builder: Builder): Performed {
  try {
    return perform(builder);
  } catch (error) {
    if (!isOverflow(error)) throw error;
    const tooDeep = builder.getSourceFiles().filter((file) => overflows(() => bindAlone(file)));
    if (tooDeep.length === 0) throw error;
    return { problems: tooDeep.map(({ fileName, text }) => tooDeepFor(fileName, text)), checked: 0, emittedFiles: [] };
  }
}

/** In the order of tsc, and what it leaves out when there are errors before. */
function perform(builder: Builder): Performed {
  const options = builder.getCompilerOptions();
  const parsing = builder.getConfigFileParsingDiagnostics();
  const found: TypeScript.Diagnostic[] = [...builder.getSyntacticDiagnostics()];
  let checked = 0;
  if (found.length === 0) found.push(...builder.getOptionsDiagnostics(), ...builder.getGlobalDiagnostics());
  if (found.length === 0) {
    checked = checkAffected(builder);
    found.push(...builder.getSemanticDiagnostics());
  }
  if (found.length === 0 && options.noEmit && (options.declaration || options.composite)) found.push(...builder.getDeclarationDiagnostics());
  // A config that is half saved or half right would have outputs written to where nobody wants them.
  const { diagnostics, emittedFiles = [] } = parsing.length > 0 ? { diagnostics: [] } : builder.emit();
  return { problems: ts.sortAndDeduplicateDiagnostics([...parsing, ...found, ...diagnostics]).map(problem), checked, emittedFiles };
}

/** @returns how many files were checked. */
function checkAffected(builder: Builder): number {
  const checked = new Set<string>();
  for (;;) {
    const next = builder.getSemanticDiagnosticsOfNextAffectedFile();
    if (next === undefined) return checked.size;
    const files = "fileName" in next.affected ? [next.affected] : next.affected.getSourceFiles();
    for (const { fileName, isDeclarationFile } of files) if (!isDeclarationFile) checked.add(fileName);
  }
}

