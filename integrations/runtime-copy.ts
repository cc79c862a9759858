/**
 * Which copy of `greenlets` a compiled module gets: the one that its own folder resolves, as for any import; and where that resolves none, the one that this
 * plugin belongs to, which is the one that the user installed.
 *
 * It is needed for npm packages that were compiled: they do not depend on `greenlets`, so under pnpm, and wherever packages are strictly apart, nothing is found.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { resolveOwnPackage } from "./resolve.ts";

const OWN_FOLDER = fileURLToPath(new URL("../runtime/", import.meta.url));

/** For the filters of the bundlers. */
export const OWN_SPECIFIERS = /^greenlets(?:\/hub|\/node)?$/;

export const OWN_NAMES: readonly string[] = ["greenlets", "greenlets/hub", "greenlets/node"];

/** A bundler's own resolution failed. undefined: where Node would find the package, it was not meant to be bundled. */
export function ownCopy(specifier: string, importer: string): string | undefined {
  if (!OWN_NAMES.includes(specifier)) return undefined;
  if (!/[\\/]node_modules[\\/]/.test(importer) && isFound(specifier, importer)) return undefined;
  return resolveOwnPackage(specifier);
}

function isFound(specifier: string, importer: string): boolean {
  try {
    createRequire(importer).resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

/** Whether a module belongs to the runtime, in whichever copy of the package. */
export function isOwnModule(id: string): boolean {
  return /[\\/]greenlets[\\/]dist[\\/]runtime[\\/]/.test(id) || id.startsWith(OWN_FOLDER);
}
