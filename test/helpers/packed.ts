/** The package as `npm pack` makes it, and projects that have it in their node_modules, beside the dependencies that this one has: nothing is downloaded. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./paths.ts";

export interface Manifest {
  name: string;
  version: string;
  type?: string;
  bin?: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  sideEffects?: boolean | string[];
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** Runs a command to its end. @throws Error with what it printed when it fails */
export function command(name: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, ...inherited } = process.env;
  const { status, stdout, stderr, error } = spawnSync(name, args, { cwd, encoding: "utf8", timeout: 110_000, env: { ...inherited, ...env } });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} in ${cwd}: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`);
  return stdout;
}

/** `npm pack` of a folder; the tarball's path. Lifecycle scripts are not run: what is to be packed is built. */
export function pack(folder: string, target: string): string {
  const output = command("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", target], folder);
  const [packed] = JSON.parse(output) as [{ filename: string }];
  return join(target, packed.filename);
}

/** Unpacks a tarball to node_modules/<name> of a project, with its commands in .bin as npm links them. */
export function unpack(tarball: string, project: string): string {
  const modules = join(project, "node_modules");
  mkdirSync(modules, { recursive: true });
  const unpacked = mkdtempSync(join(modules, ".unpack-"));
  command("tar", ["-xzf", tarball, "-C", unpacked], project);
  const manifest = manifestOf(join(unpacked, "package"));
  const target = join(modules, manifest.name);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(join(unpacked, "package"), target);
  rmSync(unpacked, { recursive: true });
  mkdirSync(join(modules, ".bin"), { recursive: true });
  for (const [name, path] of Object.entries(manifest.bin ?? {})) symlinkSync(join("..", manifest.name, path), join(modules, ".bin", name));
  return target;
}

let tarball: string | undefined;

/** This package, packed once for a process. */
export function packedGreenlets(): string {
  if (tarball !== undefined) return tarball;
  const folder = mkdtempSync(join(tmpdir(), "greenlets-pack-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return (tarball = pack(root, folder));
}

/** This package in a project, unpacked, with its dependencies and no others. */
export function installGreenlets(project: string): string {
  const target = unpack(packedGreenlets(), project);
  for (const name of Object.keys(manifestOf(target).dependencies ?? {})) linkPackage(name, target);
  return target;
}

/** A package of this project's own node_modules in the one of another folder. */
export function linkPackage(name: string, project: string): void {
  const link = join(project, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(root, "node_modules", name), link);
}

/** Calls `use` with a new folder of these files, outside of this project, and removes it. */
export async function inProject(files: Readonly<Record<string, string>>, use: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "greenlets-project-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files of a folder by their path in it, without node_modules and what a build made. */
export function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => !/(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(name));
  return Object.fromEntries(names.filter((name) => existsSync(join(folder, name)) && /\.\w+$/.test(name)).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
