/** Loads the programs in bench/workloads: as they are, or compiled. Every load is a copy of its own, with type feedback of its own. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compile, type CompileOptions, formatDiagnostic } from "../compiler/index.ts";
import { getCurrent, Greenlet } from "../runtime/index.ts";

const require = createRequire(import.meta.url);
/** The project's folder: the build keeps the sources where they are. */
const ROOT = dirname(require.resolve("greenlets/package.json"));

/** What a workload exports: jobs, or functions that make one for a depth. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each workload file knows which
export type Workload = Record<string, (option: number) => any>;

export function loadPlain(name: string): Workload {
  return evaluate(sourceOf(name));
}

export function loadCompiled(name: string, options: CompileOptions = {}): Workload {
  const filename = `bench/workloads/${name}.js`;
  const { code, diagnostics } = compile(sourceOf(name), { filename, format: "script", ...options });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(formatDiagnostic).join("\n"));
  if (!code.includes(".unwinding")) throw new Error(`nothing in ${filename} was compiled`);
  return evaluate(code);
}

/** An npm package's only file, both ways. */
export function loadPackage<T>(name: string, isCompiled: boolean): T {
  const source = readFileSync(require.resolve(name), "utf8");
  return evaluate(isCompiled ? compile(source, { filename: `${name}.js`, format: "script", capable: "all" }).code : source) as T;
}

function sourceOf(name: string): string {
  return readFileSync(join(ROOT, "bench", "workloads", `${name}.js`), "utf8");
}

/** `unknown` stands for a function of which the compiler knows nothing: a call of it may suspend. */
function evaluate(code: string): Workload {
  const exports = {} as Workload;
  new Function("exports", "require", "Greenlet", "getCurrent", "unknown", code)(exports, require, Greenlet, getCurrent, () => 0);
  return exports;
}
