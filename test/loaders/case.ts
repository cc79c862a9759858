/** One use of a loader: files, a command line, and what must come of it on any engine that it is for. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root as project } from "../helpers/paths.ts";

export interface LoaderCase {
  name: string;
  /** The folder also has `node_modules` with greenlets, and the packages that `packages` names. */
  files: Readonly<Record<string, string>>;
  /** Of the engine. */
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  packages?: readonly string[];
  /** `FOLDER` stands for the folder. */
  stdout: string | RegExp;
  /** Default: nothing. */
  stderr?: string | RegExp;
  /** Default: 0. */
  code?: number;
  /** The Node versions whose options it uses, from this major version on. */
  from?: number;
  /** Major versions that it is not for. */
  except?: readonly number[];
  /** The only major version that it is for. */
  only?: number;
}

export function isFor(item: LoaderCase, major: number): boolean {
  return (item.from ?? 0) <= major && item.except?.includes(major) !== true && (item.only ?? major) === major;
}

const REMOVED = ["NODE_OPTIONS", "FORCE_COLOR", "NO_COLOR", "NODE_ENV", "GTSC_TRACE_FILES", "GTSC_VERIFY", "NODE_CHANNEL_FD", "NODE_TEST_CONTEXT"];

/** What is not as the case says; null when all is. @param binary the engine; scripts that look for `node` find its folder first */
export function problemOf(item: LoaderCase, binary: string): string | null {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "loader-")));
  try {
    for (const [file, text] of Object.entries(item.files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    install(folder, item.packages ?? []);
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !REMOVED.includes(name)));
    const PATH = `${dirname(binary)}${delimiter}${process.env["PATH"] ?? ""}`;
    const { status, signal, stdout, stderr } = spawnSync(binary, item.args, { cwd: folder, env: { ...inherited, PATH, ...item.env }, encoding: "utf8", timeout: 60_000 });
    const shown = (text: string): string => text.replaceAll(folder, "FOLDER");
    const problems = [
      differs("stdout", item.stdout, shown(stdout)),
      differs("stderr", item.stderr ?? "", shown(stderr)),
      status === (item.code ?? 0) ? [] : [`exit code ${status ?? signal}, expected ${item.code ?? 0}`],
    ].flat();
    return problems.length === 0 ? null : [...problems, `stderr: ${shown(stderr)}`].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The packages as npm would leave them, but for symbolic links. */
function install(folder: string, packages: readonly string[]): void {
  const target = join(folder, "node_modules");
  mkdirSync(target, { recursive: true });
  symlinkSync(project, join(target, "greenlets"));
  for (const name of packages) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    symlinkSync(join(project, "node_modules", name), join(target, name));
  }
}

function differs(what: string, wanted: string | RegExp, actual: string): string[] {
  const isSame = typeof wanted === "string" ? wanted === actual : wanted.test(actual);
  return isSame ? [] : [`${what}: expected ${String(wanted)}\n        got ${actual}`];
}
