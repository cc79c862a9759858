/** The shapes of what gtsc prints: for programs, for GitHub, in colour, and the progress line. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatGithub, formatJson } from "../cli/machine.ts";
import { Progress } from "../cli/progress.ts";
import { Reporter, type Sink } from "../cli/reporter.ts";
import type { Problem } from "../compiler/problem.ts";
import { inFolder } from "./cli/gtsc.ts";

const CONFIG = JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", strict: true, lib: ["es5"], types: [] }, include: ["src"] });
const FILES = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": CONFIG,
  "src/a.ts": `"use greenlet";\nexport function f(g: () => void): void { eval(""); g(); }\nexport const text: string = 1;\ninterface P { q: 1 }\nexport const p: P = {};\n`,
};

test("--output json: one object in a line for each problem, ours and TypeScript's in one order, and nothing else", () => {
  inFolder(FILES, (folder) => {
    const { code, stdout, stderr } = folder.gtsc(["--output", "json", "--listEmittedFiles", "--pretty"]);
    const problems = stdout.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    const file = `${folder.path}/src/a.ts`;
    assert.equal(problems.map(({ code: name }) => name), ["GL2004", "TS2322", "TS2741"]);
    assert.equal(problems[1], { code: "TS2322", severity: "error", message: "Type 'number' is not assignable to type 'string'.", file, line: 3, column: 14, endLine: 3, endColumn: 18, related: [] });
    assert.equal(problems[2]!["related"], [{ message: "'q' is declared here.", file, line: 4, column: 15, endLine: 4, endColumn: 16 }]);
    assert.equal([code, stderr], [2, `TSFILE: ${folder.path}/out/a.js\n`]);
    const stopped = folder.gtsc(["--output=json", "-p", "nowhere"]);
    assert.equal(JSON.parse(stopped.stdout), { code: "TS5058", severity: "error", message: "The specified path does not exist: 'nowhere'.", file: null, line: null, column: null, endLine: null, endColumn: null, related: [] });
    assert.is(folder.gtsc(["--output", "xml"]).stdout, "error TS6046: Argument for '--output' option must be: 'human', 'json', 'github'.\n");
  });
});

const problem = (text: string, start: number, length: number, message = "m"): Problem => ({ code: "GL3001", severity: "error", message, place: { file: `${process.cwd()}/a, b:c.ts`, text, start, length } });

test("--output github: properties and text are escaped, columns only within a line, paths from the workspace", () => {
  assert.is(formatGithub(problem("ab\ncd", 3, 2, "50% of\r\na, b: c")), "::error file=a%2C b%3Ac.ts,line=2,endLine=2,col=1,endColumn=3,title=GL3001::50%25 of%0D%0Aa, b: c");
  assert.is(formatGithub(problem("ab\ncd", 0, 4)), "::error file=a%2C b%3Ac.ts,line=1,endLine=2,title=GL3001::m");
  assert.is(formatGithub({ code: "TS6059", severity: "warning", message: "w" }), "::warning title=TS6059::w");
  assert.is(formatGithub({ code: "TS1", severity: "message", message: "w" }), "::notice title=TS1::w");
  inFolder(FILES, (folder) => {
    const { stdout } = folder.gtsc(["--output", "github"], { GITHUB_WORKSPACE: `${folder.path}/..` });
    const name = folder.path.split("/").at(-1)!;
    assert.match(stdout, new RegExp(`^::warning file=${name}/src/a\\.ts,line=2,endLine=2,col=8,endColumn=\\d+,title=GL2004::.*\n::error file=${name}/src/a\\.ts,line=3,endLine=3,col=14,endColumn=18,title=TS2322::`));
  });
});

test("an end behind the last line, an empty range, an emoji: offsets are UTF-16", () => {
  const range = (text: string, start: number, length: number): unknown[] => {
    const { line, column, endLine, endColumn } = JSON.parse(formatJson(problem(text, start, length))) as Record<string, number>;
    return [line, column, endLine, endColumn];
  };
  assert.equal([range("", 0, 0), range("a\n", 2, 0), range("😀x", 2, 1), range("a\r\nb", 0, 4)], [[1, 1, 1, 1], [2, 1, 2, 1], [1, 3, 1, 4], [1, 1, 2, 2]]);
});

test("colour: on a terminal; NO_COLOR and FORCE_COLOR win over that, --pretty over all", () => {
  const shown = (isTTY: boolean, env: NodeJS.ProcessEnv, pretty?: boolean): boolean => {
    const saved = { NO_COLOR: process.env["NO_COLOR"], FORCE_COLOR: process.env["FORCE_COLOR"] };
    try {
      for (const name of ["NO_COLOR", "FORCE_COLOR"]) delete process.env[name];
      Object.assign(process.env, env);
      return new Reporter({ output: "human", pretty, to: { write: () => true, isTTY }, besides: { write: () => true } }).isPretty;
    } finally {
      for (const [name, value] of Object.entries(saved)) value === undefined ? delete process.env[name] : (process.env[name] = value);
    }
  };
  assert.equal([shown(true, {}), shown(false, {}), shown(true, { NO_COLOR: "1" }), shown(false, { FORCE_COLOR: "1" })], [true, false, false, true]);
  assert.equal([shown(false, { NO_COLOR: "1" }, true), shown(true, { FORCE_COLOR: "1" }, false), shown(true, { NO_COLOR: "1", FORCE_COLOR: "1" }), shown(true, { FORCE_COLOR: "0" })], [true, false, false, false]);
});

test("--fail-on-warnings makes the exit code one of failure", () => {
  inFolder({ ...FILES, "src/a.ts": `"use greenlet";\nexport function f(g: () => void): void { eval(""); g(); }\n` }, (folder) => {
    assert.equal([[], ["--fail-on-warnings"], ["--fail-on-warnings", "--noEmit"]].map((args) => folder.gtsc(args).code), [0, 2, 1]);
  });
});

/** A terminal, and a clock that goes 400 ms at each look. */
function progress(sink: Partial<Sink>, env: NodeJS.ProcessEnv): string {
  let [text, time] = ["", 0];
  const line = new Progress({ to: { isTTY: true, write: (part) => (text += part), ...sink }, env, now: () => (time += 400) });
  for (let index = 1; index <= 5; index++) line.step(index, 5);
  line.end();
  return text;
}

test("progress: after a second, on a terminal, taken away at the end; none in a pipe, none with CI", () => {
  const erase = "\r\x1b[K";
  assert.is(progress({}, {}), `${erase}compiling 3/5${erase}compiling 4/5${erase}compiling 5/5${erase}`);
  assert.equal([progress({ isTTY: false }, {}), progress({}, { CI: "true" })], ["", ""]);
  let text = "";
  const short = new Progress({ to: { isTTY: true, write: (part) => (text += part) }, env: {}, now: () => 0 });
  short.step(1, 1);
  short.end();
  assert.is(text, "");
});

test.run();
