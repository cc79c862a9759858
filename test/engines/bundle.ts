/** inside.ts, the runtime and the compiler as one classic script. */
import { join } from "node:path";
import { build } from "esbuild";

/** @param packages the folder whose node_modules has node-inspect-extracted; without one, values are printed by plain-format.ts */
export async function bundleInside(packages?: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "inside.js")],
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    keepNames: false,
    alias: { "node:util": packages === undefined ? join(import.meta.dirname, "plain-format.js") : join(packages, "node_modules/node-inspect-extracted/index.mjs") },
    logLevel: "warning",
  });
  return outputFiles[0]!.text;
}
