/** Our part of the builds that TypeScript drives: watching, and project references. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { rememberedSummaries } from "../compiler/facts/remembering.ts";
import type { Problem } from "../compiler/problem.ts";
import type * as typeHost from "../compiler/typehost/index.ts";
import { CompileMemory, serialize } from "./compile-memory.ts";
import { compileSources } from "./compile-sources.ts";
import { readConfig } from "./config.ts";
import { rewriteMap } from "./maps.ts";
import { type OutputFile, readText, touch, writeFiles } from "./output.ts";
import type { OwnOptions } from "./own-options.ts";
import { ownStamp } from "./own-stamp.ts";
import { ProblemsError } from "./problems.ts";

export class ProjectCompiler {
  readonly #own: OwnOptions;
  readonly #memory = new CompileMemory();
  readonly #summarize = rememberedSummaries();
  readonly #stamp = serialize(ownStamp());
  #warnings: Problem[] = [];
  #written = 0;

  readonly #touchesUnchanged: boolean;

  /** @param touchesUnchanged whoever compares dates of outputs with those of inputs needs it. */
  constructor(own: OwnOptions, { touchesUnchanged }: { touchesUnchanged: boolean }) {
    this.#own = own;
    this.#touchesUnchanged = touchesUnchanged;
  }

  /** A config that cannot be used is an error of the build that goes on: it may be mended while we watch. */
  compile(program: typeHost.Program, options: typeHost.TypeOptions, configFile: string | undefined): typeHost.Compilation {
    try {
      const { flags, frames } = this.#own;
      const job = {
        ...{ project: { options }, config: readConfig(configFile), folder: configFile === undefined ? process.cwd() : dirname(configFile) },
        ...{ flags, frames, compileFile: this.#memory.compileFile, summarize: this.#summarize },
      };
      const { sources, problems } = compileSources(program, job);
      return { compiled: sources, problems, rewrite: (file) => rewriteMap(file, sources) };
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      return { compiled: new Map(), problems: error.problems, rewrite: (file) => file };
    }
  }

  stamp(configFile: string | undefined): string {
    const { flags, frames } = this.#own;
    const settings = [this.#stamp, frames, flags.get("stress") ?? false, flags.get("keep-frames") ?? false, flags.get("types"), settingsOf(configFile)];
    return createHash("sha256").update(JSON.stringify(settings)).digest("base64url");
  }

  /** What is on the disk already is not written: whoever watches it sees only what changed. */
  write(files: readonly OutputFile[]): readonly Problem[] {
    try {
      const changed = files.filter(({ path, text }) => path.endsWith(".tsbuildinfo") || readText(path) !== text);
      writeFiles(changed);
      if (this.#touchesUnchanged) for (const file of files) if (!changed.includes(file)) touch(file.path);
      this.#written += changed.length;
      return [];
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      return error.problems;
    }
  }

  warn(problems: readonly Problem[]): void {
    this.#warnings.push(...problems);
  }

  /** Since the last time this was asked. */
  take(): { warnings: readonly Problem[]; compiled: number; written: number } {
    const taken = { warnings: this.#warnings, compiled: this.#memory.takeCount(), written: this.#written };
    this.#warnings = [];
    this.#written = 0;
    return taken;
  }
}

function settingsOf(configFile: string | undefined): string {
  try {
    return readConfig(configFile).settings;
  } catch {
    return "none that can be used";
  }
}
