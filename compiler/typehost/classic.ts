/** The classic API of TypeScript 6, in process; importing it takes about 300 ms. And its compiler options, opaque outside this folder. */
import { createRequire } from "node:module";
import type * as TypeScript from "typescript";

export const ts = createRequire(import.meta.url)("typescript") as typeof TypeScript;

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
