/** `gtsc --help` and `gtsc --version`. */
import { readFileSync } from "node:fs";

const RUN_OPTIONS = `Options of run
  -p, --project FILE  the tsconfig.json to use (default: the nearest one above the file)
  --frames=WHAT       what frames() tells: full (default), positions (default when NODE_ENV=production), none
  --no-keep-frames    drop frames of tail calls (default when NODE_ENV=production)
  --stress            capture and reinstate at suspension points, to test programs
  --warnings          show warnings, such as functions left plain
  --no-cache          compile all files anew, and keep nothing for the next run
`;

const HELP = `gtsc: the compiler of greenlets

Usage
  gtsc [-p tsconfig.json] [tsc options]      type-check; write JavaScript, source maps and .d.ts as the tsconfig says
  gtsc [tsc options] file…                   the same for single files, without a tsconfig
  gtsc run [run options] file [args…]        compile in memory and run
  gtsc --print=WHAT file[:function]          print select, blocks, live, frames, output or dot
  gtsc --explain file[:function|:line]       why it may be suspended, or cannot: the chain of calls

Options of the build, besides tsc's own (-p, --outDir, --noEmit, --sourceMap, --declaration, --pretty, --listFiles, …)
  --frames=WHAT       what frames() tells: positions (default); full: variables, too; none: functions only
  --keep-frames       keep frames of tail calls, for complete greenlet stacks
  --stress            capture and reinstate at suspension points, to test programs
  --no-types          compile each file alone, without what the types tell of calls
  --warnings          show all warnings, also for files that are compiled by "include"

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

export function printVersion(): void {
  const { version } = JSON.parse(readFileSync(packageFile(), "utf8")) as { version: string };
  process.stdout.write(`Version ${version}\n`);
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
