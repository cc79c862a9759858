/**
 * A project of a workspace as pnpm installs it, for bundlers to build: packages see only what they depend on, so `sax` does not see `greenlets`.
 *
 *     node_modules/.pnpm/greenlets/node_modules/greenlets       a copy of what is published
 *     node_modules/.pnpm/sax/node_modules/sax                   a copy
 *     packages/app/node_modules/{greenlets,sax}                 links to these
 *     packages/app/node_modules/vite …                          links to our own node_modules
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../helpers/paths.ts";

const PUBLISHED = ["package.json", "dist/runtime", "dist/compiler", "dist/cli", "dist/integrations"];
const DIRECT = ["@jridgewell", "@rollup", "@rspack", "@types", "esbuild", "rolldown", "rollup", "rollup-plugin-esbuild", "typescript", "playwright-core", "vite", "webpack"];

export interface BundledProject {
  path: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** `node …args` in the project. */
  node(...args: string[]): { code: number | null; stdout: string; stderr: string };
  /** The default export of a config in the project, as the bundler's command would import it. */
  config<T>(file: string): Promise<T>;
  remove(): void;
}

/** @param folders whose files it is made of, relative to the root of this repository. */
export function makeProject(...folders: string[]): BundledProject {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), "greenlets-bundled-")));
  const path = join(workspace, "packages", "app");
  const own = join(workspace, "node_modules", ".pnpm", "greenlets", "node_modules");
  for (const item of PUBLISHED) cpSync(join(root, item), join(own, "greenlets", item), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  for (const name of new Set(Object.keys(dependencies).map((name) => name.split("/")[0]!))) link(join(root, "node_modules", name), join(own, name));
  link(join(own, "greenlets"), join(path, "node_modules", "greenlets"));
  const sax = join(workspace, "node_modules", ".pnpm", "sax", "node_modules", "sax");
  cpSync(join(root, "node_modules", "sax"), sax, { recursive: true });
  link(sax, join(path, "node_modules", "sax"));
  for (const name of DIRECT) link(join(root, "node_modules", name), join(path, "node_modules", name));
  writeFileSync(join(workspace, "pnpm-workspace.yaml"), "packages: [packages/*]\n");
  write("package.json", JSON.stringify({ name: "app", private: true, type: "module" }));
  for (const folder of folders) {
    for (const file of readdirSync(join(root, folder))) if (file !== "node_modules") cpSync(join(root, folder, file), join(path, file), { recursive: true });
  }
  return { path, read, write, node, config, remove };

  function read(file: string): string {
    return readFileSync(join(path, file), "utf8");
  }

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }

  function node(...args: string[]): { code: number | null; stdout: string; stderr: string } {
    const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: path, env, encoding: "utf8", timeout: 60_000 });
    return { code: status, stdout, stderr };
  }

  async function config<T>(file: string): Promise<T> {
    return ((await import(join(path, file))) as { default: T }).default;
  }

  function remove(): void {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
