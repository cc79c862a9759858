/** The engines that npm has, in exact versions, installed beside the project and not into it: their packages would put a `node` before the user's own. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root as project } from "../helpers/paths.ts";

const FILES = ["package.json", "package-lock.json"];

/** A folder with the engines in its node_modules; installs what the lock says when it is not there yet. */
export function installEngines(): string {
  const { platform, arch } = process;
  if (platform !== "linux" || arch !== "x64") throw new Error(`the engines of npm run test:engines are for linux-x64, this is ${platform}-${arch}: name the binaries that you have, NAME=PATH`);
  const folder = join(project, ".cache", "engines");
  const from = join(project, "test", "engines", "packages");
  const isCurrent = existsSync(join(folder, "node_modules")) && FILES.every((name) => existsSync(join(folder, name)) && readFileSync(join(folder, name), "utf8") === readFileSync(join(from, name), "utf8"));
  if (isCurrent) return folder;
  mkdirSync(folder, { recursive: true });
  for (const name of FILES) copyFileSync(join(from, name), join(folder, name));
  process.stdout.write(`installing engines into ${folder}\n`);
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error("npm ci failed: the engines come from the npm registry");
  return folder;
}
