/** The corpus's packages: exact versions of npm, installed beside the project and not into it. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root as project } from "../helpers/paths.ts";

const FILES = ["package.json", "package-lock.json"];

/** A folder with the packages in its node_modules; installs what the lock says when it is not there yet. */
export function installPackages(): string {
  const folder = join(project, ".cache", "corpus");
  const from = join(project, "test", "corpus", "packages");
  const isCurrent = existsSync(join(folder, "node_modules")) && FILES.every((name) => existsSync(join(folder, name)) && readFileSync(join(folder, name), "utf8") === readFileSync(join(from, name), "utf8"));
  if (isCurrent) return folder;
  mkdirSync(folder, { recursive: true });
  for (const name of FILES) copyFileSync(join(from, name), join(folder, name));
  process.stdout.write(`installing the corpus's packages into ${folder}\n`);
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error("npm ci failed: the corpus needs the npm registry, or --root with a folder that has the packages");
  return folder;
}
