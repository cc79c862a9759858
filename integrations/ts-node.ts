/**
 * A transpiler for ts-node: `"ts-node": { "transpileOnly": true, "transpiler": "greenlets/ts-node" }` in tsconfig.json. ts-node's own tsconfig and its command decide what
 * becomes of a file; here it is compiled and its types are taken out. Nothing is type-checked: ts-node has no transpilers without `transpileOnly`.
 *
 * ts-node `require`s this file, with hooks for ES modules in the very thread that Node runs hooks in. Node 22 cannot load an ES module's imports there: so this file has none, and says so.
 */
import type { CreateTranspilerOptions, Transpiler } from "./ts-node-transpiler.ts";

export type { CreateTranspilerOptions, TranspileDiagnostic, TranspileOutput, Transpiler } from "./ts-node-transpiler.ts";

type Implementation = typeof import("./ts-node-transpiler.ts");

/** What ts-node calls, once for each kind of output. @throws ProblemsError for a config that cannot be used. */
export function create(options: CreateTranspilerOptions): Transpiler {
  return load().create(options);
}

function load(): Implementation {
  const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);
  try {
    return require("./ts-node-transpiler.js") as Implementation;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_METHOD_NOT_IMPLEMENTED") throw error;
    throw new Error("error GL8032: Node 22 cannot load greenlets/ts-node in ts-node's hooks for ES modules; run the program with node --import greenlets/register instead.");
  }
}
