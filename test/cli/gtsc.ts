/** Runs gtsc, as a process of its own, in a temporary folder with the files of a test. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const GTSC = fileURLToPath(new URL("../../cli/gtsc.js", import.meta.url));
export const REGISTER = new URL("../../integrations/register.js", import.meta.url).href;

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Folder {
  path: string;
  /** `gtsc …args` in the folder. */
  gtsc(args: readonly string[], env?: NodeJS.ProcessEnv, input?: string): Outcome;
  /** `node …args` in the folder. */
  node(args: readonly string[], env?: NodeJS.ProcessEnv): Outcome;
  read(file: string): string;
  has(file: string): boolean;
  write(file: string, text: string): void;
  /** All files, sorted, without node_modules. */
  list(): string[];
  link(file: string, target: string): void;
}

/** Makes the folder, hands it over, and removes it whatever happens. */
export function inFolder(files: Readonly<Record<string, string>>, use: (folder: Folder) => void): void {
  const folder = makeFolder(files);
  try {
    use(folder);
  } finally {
    removeFolder(folder);
  }
}

/** The same for what takes its time. */
export async function whileInFolder(files: Readonly<Record<string, string>>, use: (folder: Folder) => Promise<void>): Promise<void> {
  const folder = makeFolder(files);
  try {
    await use(folder);
  } finally {
    removeFolder(folder);
  }
}

function makeFolder(files: Readonly<Record<string, string>>): Folder {
  const folder = folderAt(realpathSync(mkdtempSync(join(tmpdir(), "gtsc-"))));
  for (const [file, text] of Object.entries(files)) folder.write(file, text);
  return folder;
}

function removeFolder({ path }: Folder): void {
  rmSync(path, { recursive: true, force: true });
  rmSync(cachesOf(path), { recursive: true, force: true });
}

/** Where the user's caches are, for processes in the folder. */
export function cachesOf(path: string): string {
  return `${path}-caches`;
}

function folderAt(path: string): Folder {
  return {
    path,
    gtsc: (args, env, input) => start([GTSC, ...args], path, { env, input }),
    node: (args, env) => start(args, path, { env }),
    read: (file) => readFileSync(join(path, file), "utf8"),
    has: (file) => existsSync(join(path, file)),
    write: (file, text) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    list: () => (readdirSync(path, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .sort(),
    link: (file, target) => symlinkSync(target, join(path, file)),
  };
}

const REMOVED = ["NODE_OPTIONS", "FORCE_COLOR", "NO_COLOR", "NODE_ENV", "GTSC_TRACE_FILES", "GTSC_VERIFY", "NODE_CHANNEL_FD", "GTSC_NO_CACHE", "CI", "GITHUB_WORKSPACE"];

/** The environment of a process in the folder: nothing of this one that changes what gtsc prints, and caches of its own. */
export function environment(path: string): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !REMOVED.includes(name)));
  return { ...inherited, XDG_CACHE_HOME: cachesOf(path) };
}

function start(args: readonly string[], cwd: string, { env = {}, input }: { env?: NodeJS.ProcessEnv; input?: string }): Outcome {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env: { ...environment(cwd), ...env }, input, encoding: "utf8", timeout: 60_000 });
  return { code: status, signal, stdout, stderr };
}
