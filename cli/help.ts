/** What `--help` and `--version` print, of all commands. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const RUN_OPTIONS = `Options of run
  -p, --project FILE  the tsconfig.json to use (default: the nearest one above the file)
  --frames=WHAT       what frames() tells: full (default), positions (default when NODE_ENV=production), none
  --no-keep-frames    drop frames of tail calls (default when NODE_ENV=production)
  --stress            capture and reinstate at suspension points, to test programs
  --warnings          show warnings, such as functions left plain
  --no-cache          compile all files anew, and keep nothing for the next run
`;

const BUILD_OPTIONS = `Options of the build, besides tsc's own (-p, --outDir, --noEmit, --sourceMap, --declaration, --pretty, --listFiles, …: gtsc --all)
  --output=SHAPE      human (default); json: an object in a line for each problem; github: annotations
  --fail-on-warnings  warnings make the exit code 1 or 2, too
  --warnings          show all warnings, also for files that are compiled by "include"
  --frames=WHAT       what frames() tells: positions (default); full: variables, too; none: functions only
  --keep-frames       keep frames of tail calls, for complete greenlet stacks
  --stress            capture and reinstate at suspension points, to test programs
  --no-types          compile each file alone, without what the types tell of calls
`;

const HELP = `gtsc: the compiler of greenlets

Usage
  gtsc [-p tsconfig.json] [tsc options]      type-check; write JavaScript, source maps and .d.ts as the tsconfig says
  gtsc [tsc options] file…                   the same for single files, without a tsconfig
  gtsc -w, --watch …                         the same again after each change
  gtsc -b, --build [projects]                projects and what they reference: --dry, --force, --clean, --verbose, --watch
  gtsc run [run options] file [args…]        compile in memory and run
  gtsc --init                                make a project that runs, in this folder
  gtsc --showConfig                          what a tsconfig.json says, with all that it extends
  gtsc --print=WHAT file[:function]          print select, blocks, live, frames, output or dot
  gtsc --explain file[:function|:line]       why it may be suspended, or cannot: the chain of calls

${BUILD_OPTIONS}
${RUN_OPTIONS}
In tsconfig.json
  "greenlets": {
    "include": ["src/parser/**"],            files whose functions are all capable
    "packages": ["sax"],                     npm packages that gtsc run compiles too
    "frames": "full",                        as --frames, which wins
    "deepStacks": true,                      recursions are not limited by the engine's stack
    "types": false                           as --no-types
  }

Environment
  GTSC_NO_CACHE=1     as --no-cache, for "node --import greenlets/register", too
  GTSC_VERIFY=1       check the compiler's invariants after each phase
  GTSC_TRACE_FILES=1  say on stderr which files are compiled

Exit codes: 0 fine; 1 errors, nothing written; 2 errors, output written all the same.
`;

export function printHelp(): void {
  process.stdout.write(HELP);
}

/** Of `gtsc run -h`. */
export function printRunHelp(): void {
  process.stdout.write(`Usage: gtsc run [run options] file [args…]\n\nCompiles in memory what the program imports, and runs it in this process. All after the file is the program's.\n\n${RUN_OPTIONS}`);
}

/** Of `gtsc -b -h`. */
export function printBuildHelp(): void {
  process.stdout.write(`Usage: gtsc -b [options] [projects]

Builds projects and what they reference, in order, those that are out of date.

Options
  -v, --verbose       say what is built, and why
  -d, --dry           say what would be built
  -f, --force         build all, as if nothing were up to date
  --clean             delete the outputs
  -w, --watch         build again after each change
  --stopBuildOnErrors leave out what references a project that has errors

${BUILD_OPTIONS}`);
}

/** Of `gtsc --all`: ours, then TypeScript's own list. */
export function printAllHelp(): number {
  printHelp();
  process.stdout.write("\nAll options of tsc\n");
  const tsc = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "--all"], { encoding: "utf8" });
  process.stdout.write(stdout.replace(/^tsc: .*\n/, ""));
  return status ?? 1;
}

export function printVersion(): void {
  process.stdout.write(`Version ${version()}\n`);
}

/** Of this package. */
export function version(): string {
  return (JSON.parse(readFileSync(packageFile(), "utf8")) as { version: string }).version;
}

/** package.json is above the folder that the build writes to, however deep that is. */
function packageFile(): URL {
  for (let url = new URL("../package.json", import.meta.url); ; url = new URL("../package.json", url)) {
    try {
      readFileSync(url);
      return url;
    } catch (error) {
      if (url.pathname === "/package.json") throw error;
    }
  }
}
