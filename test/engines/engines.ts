/** The engines by name: those that are installed beside the project, or the binaries that the command line names. */
import { join } from "node:path";
import type { Engine, OpenEngine } from "./engine.ts";
import { installEngines } from "./install.ts";
import { processEngine } from "./process-engine.ts";

const NODES = ["20", "22", "24", "26"];

/** Where npm puts a binary, and how it runs a script. */
const BINARIES: Readonly<Record<string, { path: string; flags?: readonly string[] }>> = {
  ...Object.fromEntries(NODES.map((version) => [`node${version}`, { path: `n${version}/bin/node` }])),
  bun: { path: "@oven/bun-linux-x64/bin/bun", flags: ["run"] },
  deno: { path: "@deno/linux-x64-glibc/deno", flags: ["run", "-A", "--no-lock"] },
};

/** Engines that are no binary of npm's, by name. */
const OTHERS: Readonly<Record<string, () => Promise<OpenEngine>>> = {
  chromium: async () => (await import("./browser.ts")).openChromium,
  firefox: async () => (await import("./browser.ts")).openFirefox,
};

export const ENGINES: readonly string[] = [...Object.keys(BINARIES), ...Object.keys(OTHERS)];

/** @param wanted `node20`, `bun=/usr/bin/bun` @throws Error for a name that is not known and a binary that is not there */
export async function openEngine(wanted: string): Promise<Engine> {
  const [name = "", path] = wanted.split("=", 2);
  const other = OTHERS[name];
  if (other !== undefined) return (await other())();
  const binary = BINARIES[name];
  if (binary === undefined) throw new Error(`there is no engine '${name}'; known are ${ENGINES.join(", ")}`);
  return processEngine(name, path ?? join(installEngines(), "node_modules", binary.path), binary.flags);
}
