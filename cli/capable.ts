/** How much of a file is compiled, the same in every tool. */
import { fileURLToPath } from "node:url";
import type { Capable } from "../compiler/options.ts";
import type { GreenletsConfig } from "./config.ts";

/** Our own folder (dist/): the runtime is compiled already, and the compiler cannot compile itself while it is being loaded. */
const OWN_FOLDER = fileURLToPath(new URL("../", import.meta.url));

/** How much of a file is compiled: undefined for what belongs to others. */
export function capableOf(path: string, config: GreenletsConfig): Capable | undefined {
  if (path.startsWith(OWN_FOLDER)) return undefined;
  const name = packageOf(path);
  if (name !== undefined) return config.packages.has(name) ? "all" : undefined;
  return config.isIncluded(path) ? "all" : "marked";
}

/** Whether what a declaration file declares belongs to a package that is never compiled. */
export function isForeign(path: string, config: GreenletsConfig): boolean {
  const name = packageOf(path);
  return name !== undefined && !config.packages.has(name.replace(/^@types\/(?:([^_]+)__)?/, (_, scope: string | undefined) => (scope === undefined ? "" : `@${scope}/`)));
}

/** The npm package that a path is in: the last `node_modules` decides. */
function packageOf(path: string): string | undefined {
  const parts = path.split(/[\\/]/);
  const at = parts.lastIndexOf("node_modules");
  if (at === -1) return undefined;
  return parts[at + 1]?.startsWith("@") ? `${parts[at + 1]}/${parts[at + 2]}` : parts[at + 1];
}
