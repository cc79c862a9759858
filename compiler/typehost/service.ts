/** A program that follows its files: for dev servers, which hand in one edited text after the other. What did not change is not read, parsed or bound again. */
import type * as TypeScript from "typescript";
import type { Checker, CheckerSettings } from "./checker.ts";
import { classicChecker } from "./classic-checker.ts";
import { open, ts } from "./classic.ts";
import { emitFormat, emittedSources } from "./program.ts";
import type { Project } from "./project.ts";
import type { Format } from "../options.ts";

export interface ProgramService {
  /** The program with such a text for a file, and all files as they are now. The same as before when nothing changed. */
  update(path: string, text: string): Checker;
  /** The module format in which a file will be emitted. */
  formatOf(path: string): Format | undefined;
  dispose(): void;
}

interface Known {
  readonly file: TypeScript.SourceFile;
  /** When it was written; undefined for a text that was handed in. */
  readonly modified: number | undefined;
}

export function createService(project: Project, settings: CheckerSettings): ProgramService {
  return new Service(project, settings);
}

class Service implements ProgramService {
  readonly #roots: Set<string>;
  readonly #options: TypeScript.CompilerOptions;
  readonly #references: readonly TypeScript.ProjectReference[] | undefined;
  readonly #settings: CheckerSettings;
  readonly #known = new Map<string, Known>();
  #program: TypeScript.Program | undefined;
  #checker: Checker | undefined;

  constructor({ files, options, references }: Project, settings: CheckerSettings) {
    this.#roots = new Set(files);
    this.#options = open(options);
    this.#references = references as readonly TypeScript.ProjectReference[] | undefined;
    this.#settings = settings;
  }

  update(path: string, text: string): Checker {
    const isNew = this.#forgetChanged();
    const known = this.#known.get(path)?.file ?? this.#program?.getSourceFile(path);
    if (!isNew && this.#checker !== undefined && known?.text === text) return this.#checker;
    if (known !== undefined && known.text !== text) this.#known.set(path, { file: this.#parse(path, text), modified: this.#known.get(path)?.modified === undefined ? undefined : modifiedOf(path) });
    else if (known === undefined) {
      this.#roots.add(path);
      this.#known.set(path, { file: this.#parse(path, text), modified: modifiedOf(path) });
    }
    return this.#renew();
  }

  formatOf(path: string): Format | undefined {
    const file = this.#program?.getSourceFile(path);
    return file === undefined ? undefined : emitFormat(this.#program!, file);
  }

  dispose(): void {
    this.#known.clear();
    this.#program = this.#checker = undefined;
  }

  #renew(): Checker {
    const program = (this.#program = ts.createProgram({ rootNames: [...this.#roots], options: this.#options, projectReferences: this.#references, host: this.#host(), oldProgram: this.#program }));
    return (this.#checker = classicChecker(program, emittedSources(program), (file) => emitFormat(program, file) === "commonjs", this.#settings));
  }

  #host(): TypeScript.CompilerHost {
    const host = ts.createCompilerHost(this.#options);
    const { getSourceFile } = host;
    host.getSourceFile = (path, settings, ...rest) => {
      const known = this.#known.get(path);
      if (known !== undefined) return known.file;
      const file = getSourceFile.call(host, path, settings, ...rest);
      if (file !== undefined) this.#known.set(path, { file, modified: modifiedOf(path) });
      return file;
    };
    return host;
  }

  #parse(path: string, text: string): TypeScript.SourceFile {
    const old = this.#program?.getSourceFile(path);
    const settings = { languageVersion: this.#options.target ?? ts.ScriptTarget.ES2023, impliedNodeFormat: old?.impliedNodeFormat };
    return ts.createSourceFile(path, text, settings, true);
  }

  /** Files that were written since they were read. @returns whether there are any. */
  #forgetChanged(): boolean {
    let hasChanged = false;
    for (const [path, { modified }] of this.#known) {
      if (path.includes("/node_modules/") || modified === undefined || modified === modifiedOf(path)) continue;
      this.#known.delete(path);
      hasChanged = true;
    }
    return hasChanged;
  }
}

const modifiedOf = (path: string): number | undefined => ts.sys.getModifiedTime?.(path)?.getTime();
