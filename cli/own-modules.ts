/**
 * Loads our own heavy modules, TypeScript among them, at the moment they are needed.
 *
 * Hooks that load CommonJS have no time to wait for an `import()`, so it is a `require()` of ES modules. Node 20 calls that
 * experimental; the warning names nothing that a user could change, so it is not shown for ours.
 */
import * as module from "node:module";

const require = module.createRequire(import.meta.url);

const OWN_MODULES = ["./compile-file.js", "../compiler/maps.js", "../compiler/typehost/index.js", "../runtime/index.js", "../runtime/hub/index.js"];

/** For Deno, which cannot `require()` an ES module for the first time once there are hooks: ours, and the runtime for CommonJS files, before there are. */
export function requireOwnEarly(): void {
  for (const path of OWN_MODULES) requireOwn(path);
}

/** `path` as seen from this folder. The type is the caller's word for it. */
export function requireOwn<T>(path: string): T {
  cacheCompiledCode();
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return require(path) as T;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Node ≥ 22.1 keeps V8's code on the disk: TypeScript is there in half the time. It would blur a coverage report. */
export function cacheCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  if (process.env["NODE_V8_COVERAGE"] === undefined) enableCompileCache?.();
}
