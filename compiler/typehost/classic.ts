/** The classic API of TypeScript 6, in process; importing it takes about 300 ms. And its compiler options, opaque outside this folder. */
import { createRequire } from "node:module";
import type * as TypeScript from "typescript";

export const ts = createRequire(import.meta.url)("typescript") as typeof TypeScript;

/** What tsc itself uses, and its types do not show. */
interface Internals {
  getTsBuildInfoEmitOutputFilePath(options: TypeScript.CompilerOptions): string | undefined;
  convertToTSConfig(parsed: TypeScript.ParsedCommandLine, configFile: string, host: TypeScript.System): object;
  parseBuildCommand(args: readonly string[]): { buildOptions: TypeScript.BuildOptions; watchOptions: TypeScript.WatchOptions; projects: string[]; errors: TypeScript.Diagnostic[] };
  explainFiles(program: TypeScript.Program, write: (line: string) => void): void;
}

export const internals = ts as unknown as Internals;

/** Compiler options, opaque outside this file. */
export interface TypeOptions {
  readonly brand: "TypeOptions";
}

export const version: string = ts.version;

export function seal(options: TypeScript.CompilerOptions): TypeOptions {
  return options as unknown as TypeOptions;
}

export function open(options: TypeOptions): TypeScript.CompilerOptions {
  return options as unknown as TypeScript.CompilerOptions;
}

export function resolvePath(path: string): string {
  return ts.sys.resolvePath(path).replaceAll("\\", "/");
}
