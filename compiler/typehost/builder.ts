/**
 * TypeScript's builder programs (watching, project references, incremental builds) whose JavaScript is the compiled one.
 *
 * A builder knows which files a change affects, and which outputs are still to be written. All of that stays TypeScript's: only `emit` is ours. It lets
 * TypeScript emit, and puts into each JavaScript output the text that a second program, over the compiled sources, has there.
 *
 * What TypeScript does not know: a file's compiled text can change though no text that affects it did (marks, the config's "greenlets", another version of
 * this compiler). So the hashes of compiled texts are kept, in memory and in .tsbuildinfo, under a key that TypeScript ignores; what differs is emitted, too.
 */
import { createHash } from "node:crypto";
import type * as TypeScript from "typescript";
import { isOverflow } from "../overflow.ts";
import type { Problem } from "../problem.ts";
import { internals, seal, ts, type TypeOptions } from "./classic.ts";
import { type EmittedFile, compiledProgram } from "./emit.ts";
import { diagnosticOf, overflows, tooDeepFor } from "./problems.ts";
import { type Program, bindAlone, programOver, withLimit } from "./program.ts";
import { type CompiledText, tagging } from "./tags.ts";

export interface Compilation {
  /** By path, what differs from the user's text. */
  compiled: ReadonlyMap<string, CompiledText>;
  problems: readonly Problem[];
  /** Puts the compiler's own map into what TypeScript emitted. */
  rewrite(file: EmittedFile): EmittedFile;
}

export interface Compiling {
  compile(program: Program, options: TypeOptions, configFile: string | undefined): Compilation;
  /** Of all that output depends on, but for texts and TypeScript's options. */
  stamp(configFile: string | undefined): string;
  /** All of them or none. @returns why they could not be written. */
  write(files: readonly EmittedFile[]): readonly Problem[];
  /** What is said of a compilation that goes on. */
  warn(problems: readonly Problem[]): void;
}

export type Builder = TypeScript.EmitAndSemanticDiagnosticsBuilderProgram;
type Output = Parameters<TypeScript.WriteFileCallback>;
type Hashes = Map<string, string>;

/** What is kept of a project between its programs. */
interface Memory {
  hashes?: Hashes;
  compiled?: TypeScript.Program;
}

/** Our key in a .tsbuildinfo. */
interface Note {
  config: string | undefined;
  stamp: string;
  hashes: [path: string, hash: string][];
}

/** Makes the builders of one command, which may have several projects. */
export class Builders {
  readonly #compiling: Compiling;
  readonly #memories = new Map<string, Memory>();
  #outbox: EmittedFile[] = [];
  #afterwards: (() => void)[] = [];

  constructor(compiling: Compiling) {
    this.#compiling = compiling;
  }

  readonly create: TypeScript.CreateProgram<Builder> = (rootNames, options, host, oldProgram, ...rest) => {
    const unread: Problem[] = [];
    const make = (): Builder => ts.createEmitAndSemanticDiagnosticsBuilderProgram(rootNames, options, host && withLimit(host, unread), oldProgram, ...rest);
    const builder = madeWithin(make, rootNames ?? [], unread);
    const emit = builder.emit.bind(builder);
    builder.emit = (target, write = this.post, ...others) => {
      const run: Emit = (post) => emit(target, post, ...others);
      return target === undefined ? this.#emit({ program: builder.getProgram(), unread, host }, run, write) : run(write);
    };
    return builder;
  };

  /** For hosts: what is written through them waits until the whole project is emitted. */
  readonly post = (path: string, text: string, withBom?: boolean): void => {
    this.#outbox.push({ path, text: withBom ? `\uFEFF${text}` : text });
  };

  /** For hosts: a time is set when the file is there. */
  later(path: string, step: () => void): void {
    if (this.#outbox.some((file) => file.path === path)) this.#afterwards.push(step);
    else step();
  }

  /** For hosts: a .tsbuildinfo that was written by another compiler, or for other settings of this one, does not exist. */
  read(path: string, text: string | undefined): string | undefined {
    if (text === undefined || !path.endsWith(".tsbuildinfo")) return text;
    const note = noteIn(text);
    if (note === undefined || note.stamp !== this.#compiling.stamp(note.config)) return undefined;
    this.#memory(note.config).hashes ??= new Map(note.hashes);
    return text;
  }

  #memory(configFile: string | undefined): Memory {
    const key = configFile ?? "";
    const memory = this.#memories.get(key) ?? {};
    this.#memories.set(key, memory);
    return memory;
  }

  #emit({ program, unread, host }: Read, run: Emit, write: TypeScript.WriteFileCallback): TypeScript.EmitResult {
    const options = program.getCompilerOptions();
    const configFile = typeof options["configFilePath"] === "string" ? options["configFilePath"] : undefined;
    const compilation = this.#compiling.compile(programOver(program, program.getRootFileNames(), unread), seal(options), configFile);
    const errors = [...unread, ...compilation.problems].filter((item) => item.severity === "error");
    this.#compiling.warn(compilation.problems.filter((item) => item.severity !== "error"));
    if (errors.length > 0) return this.#refuse(program, errors, host);
    const outputs: Output[] = [];
    const result = run(tagging((...output) => outputs.push(output), program, compilation.compiled));
    const isEmitted = !result.emitSkipped && options.noEmit !== true;
    const memory = this.#memory(configFile);
    const hashes = hashesOf(compilation.compiled);
    const emitted = isEmitted ? this.#compiled(program, outputs, compilation, memory, hashes) : outputs;
    const note: Note = { config: configFile, stamp: this.#compiling.stamp(configFile), hashes: [...hashes] };
    for (const [path, text, ...rest] of emitted) write(path, path.endsWith(".tsbuildinfo") ? withNote(text, note) : text, ...rest);
    const failures = this.#flush();
    if (failures.length > 0) return this.#refuse(program, failures, host);
    if (isEmitted) memory.hashes = hashes;
    const others = emitted.map(([path]) => path).filter((path) => !outputs.some((output) => output[0] === path));
    return { ...result, emittedFiles: result.emittedFiles && [...result.emittedFiles, ...others] };
  }

  /** Nothing is written; and what a build would believe to be up to date is forgotten. */
  #refuse(program: TypeScript.Program, problems: readonly Problem[], host: TypeScript.CompilerHost | undefined): TypeScript.EmitResult {
    const buildInfo = internals.getTsBuildInfoEmitOutputFilePath(program.getCompilerOptions());
    if (buildInfo !== undefined && host?.fileExists(buildInfo) === true) ts.sys.deleteFile?.(buildInfo);
    return { emitSkipped: true, diagnostics: problems.map((item) => diagnosticOf(item, program)), emittedFiles: [] };
  }

  /** The outputs with the compiled JavaScript, and those of files that TypeScript takes for unchanged. */
  #compiled(program: TypeScript.Program, outputs: readonly Output[], { compiled, rewrite }: Compilation, memory: Memory, hashes: Hashes): Output[] {
    const { hashes: before } = memory;
    const isPending = new Set(outputs.flatMap(([path, , , , sources]) => (isScript(path) ? (sources ?? []).map(({ fileName }) => fileName) : [])));
    const others = before === undefined ? [] : [...new Set([...before.keys(), ...hashes.keys()])].filter((path) => before.get(path) !== hashes.get(path) && !isPending.has(path));
    const { declaration, composite } = program.getCompilerOptions();
    const hasDeclarations = declaration === true || composite === true;
    const wanted = [...isPending, ...others].filter((path) => compiled.has(path) || others.includes(path));
    if (wanted.length === 0) return [...outputs];
    memory.compiled = compiledProgram(program, program.getRootFileNames(), compiled, memory.compiled);
    const texts = new Map<string, Output>();
    for (const path of wanted) {
      const file = memory.compiled.getSourceFile(path);
      const original = program.getSourceFile(path);
      if (file === undefined || original === undefined) continue;
      memory.compiled.emit(file, (...output) => texts.set(output[0], rewritten(output, rewrite)));
      // What it declares may have got, or lost, a tag.
      if (hasDeclarations && !isPending.has(path)) program.emit(original, tagging((...output) => texts.set(output[0], output), program, compiled), undefined, true);
    }
    const replaced = outputs.map((output): Output => {
      const [path, , ...rest] = output;
      const text = texts.get(path)?.[1];
      texts.delete(path);
      return text === undefined ? output : [path, text, ...rest];
    });
    return [...texts.values(), ...replaced];
  }

  #flush(): readonly Problem[] {
    const [files, steps] = [this.#outbox, this.#afterwards];
    [this.#outbox, this.#afterwards] = [[], []];
    const failures = this.#compiling.write(files);
    if (failures.length === 0) for (const step of steps) step();
    return failures;
  }
}

/** A builder binds its files to see who imports whom. */
function madeWithin(make: () => Builder, rootNames: readonly string[], unread: Problem[]): Builder {
  try {
    return make();
  } catch (error) {
    const tooDeep = isOverflow(error) ? rootNames.filter((fileName) => overflows(() => bindAlone({ fileName }))) : [];
    if (tooDeep.length === 0) throw error;
    unread.push(...tooDeep.map((path) => tooDeepFor(path, ts.sys.readFile(path) ?? "")));
    return make();
  }
}

interface Read {
  program: TypeScript.Program;
  /** Problems of files that were taken for empty. */
  unread: readonly Problem[];
  host: TypeScript.CompilerHost | undefined;
}

type Emit = (post: TypeScript.WriteFileCallback) => TypeScript.EmitResult;

function rewritten([path, text, withBom, onError, sources, data]: Output, rewrite: Compilation["rewrite"]): Output {
  return [path, rewrite({ path, text, source: sources?.[0]?.fileName }).text, withBom, onError, sources, data];
}

function isScript(path: string): boolean {
  return !/\.d\.[cm]?ts(\.map)?$|\.tsbuildinfo$/.test(path);
}

function hashesOf(compiled: ReadonlyMap<string, CompiledText>): Hashes {
  return new Map([...compiled].map(([path, { code }]) => [path, createHash("sha256").update(code).digest("base64url").slice(0, 22)]));
}

function withNote(text: string, note: Note): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), greenlets: note });
}

function noteIn(text: string): Note | undefined {
  try {
    return (JSON.parse(text) as { greenlets?: Note }).greenlets;
  } catch {
    return undefined;
  }
}
