/** Compiled files of a process that compiles the same ones again and again: a file is compiled anew when its text or its options have other values. */
import type { CompileOptions } from "../compiler/options.ts";
import { type CompiledFile, compileFile } from "./compile-file.ts";

export type CompileFile = (path: string, text: string, options: CompileOptions) => CompiledFile;

export class CompileMemory {
  readonly #last = new Map<string, { key: string; compiled: CompiledFile }>();
  #count = 0;

  readonly compileFile: CompileFile = (path, text, options) => {
    const key = `${serialize(options)}\n${text}`;
    const last = this.#last.get(path);
    if (last?.key === key) return last.compiled;
    const compiled = compileFile(path, text, options);
    this.#last.set(path, { key, compiled });
    this.#count++;
    return compiled;
  };

  /** How many were compiled since the last time this was asked. */
  takeCount(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }
}

/** By value: sets and maps as their members, in their order. */
export function serialize(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (item instanceof Set || item instanceof Map ? { [item.constructor.name]: [...item] } : item));
}
