/** Runs gtsc, as a process of its own, in a temporary folder with the files of a test. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const GTSC = fileURLToPath(new URL("../../cli/gtsc.js", import.meta.url));
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
  gtsc(args: readonly string[], env?: NodeJS.ProcessEnv): Outcome;
  /** `node …args` in the folder. */
  node(args: readonly string[]): Outcome;
  read(file: string): string;
  has(file: string): boolean;
  write(file: string, text: string): void;
  /** All files, sorted, without node_modules. */
  list(): string[];
  link(file: string, target: string): void;
}

/** Makes the folder, hands it over, and removes it whatever happens. */
export function inFolder(files: Readonly<Record<string, string>>, use: (folder: Folder) => void): void {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "gtsc-")));
  try {
    const folder = folderAt(path);
    for (const [file, text] of Object.entries(files)) folder.write(file, text);
    use(folder);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function folderAt(path: string): Folder {
  return {
    path,
    gtsc: (args, env = {}) => start([GTSC, ...args], path, env),
    node: (args) => start(args, path, {}),
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

const REMOVED = ["NODE_OPTIONS", "FORCE_COLOR", "NO_COLOR", "NODE_ENV", "GTSC_TRACE_FILES", "GTSC_VERIFY", "NODE_CHANNEL_FD"];

function start(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Outcome {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !REMOVED.includes(name)));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env: { ...inherited, ...env }, encoding: "utf8", timeout: 60_000 });
  return { code: status, signal, stdout, stderr };
}
