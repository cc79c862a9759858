/** What `--explain` and the program's warnings say, word by word: the chain of reasons is for people who cannot see into the compiler. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explain } from "../compiler/print.ts";
import { inFolder } from "./cli/gtsc.ts";
import { root } from "./helpers/paths.ts";

const CONFIG = JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", rootDir: ".", outDir: "out", strict: true, skipLibCheck: true, types: [], lib: ["es2022"], rewriteRelativeImportExtensions: true }, include: ["*.ts"] });
const FILES = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": CONFIG,
  "node_modules/.keep": "",
  "io.ts": `"use greenlet";
import { wait } from "greenlets/hub";
export function read(path: string): string {
  return wait(Promise.resolve(path));
}
export class Source {
  get text(): string {
    return read("text");
  }
  skip(): number {
    return 1;
  }
}
`,
  "util.ts": `"use greenlet";
export function pad(text: string): string {
  return text + ".";
}
export const fmt = (text: string): string => pad(text.padEnd(3));
`,
  "lines.ts": `"use greenlet";
import { read } from "./io.ts";
export class Lines {
  read(): string {
    return read("line") + ";";
  }
}
export const first = (lines: Lines): string => lines.read() + "!";
`,
  "parser.ts": `"use greenlet";
import { read, Source } from "./io.ts";
import { fmt } from "./util.ts";
export function parse(path: string, visit: (text: string) => void): string {
  const source = new Source();
  visit(fmt(path)); source.skip();
  return inner(source) + read(path);
}
function inner(source: Source): string {
  return source.text;
}
function plain(): void {
  "use plain";
}
plain();
`,
};

/** `gtsc --explain` in the project; each line without the blanks that align it. */
function explained(target: string, ...options: string[]): string[] {
  let lines: string[] = [];
  inFolder(FILES, (folder) => {
    folder.link("node_modules/greenlets", root);
    const { code, stdout, stderr } = folder.gtsc(["--explain", ...options, target]);
    assert.is(code, 0, stderr);
    lines = stdout.trim().split("\n").map((line) => line.trim().replace(/ +/g, " "));
  });
  return lines;
}

test("a suspending function: the shortest chain to what surely suspends, and each call, for and against, across files", () => {
  assert.equal(explained("parser.ts:parse"), [
    `parse (parser.ts:4:8) is suspending: it calls read at parser.ts:7:26, which calls wait (greenlets/hub) at io.ts:4:10 ("use greenlet" at line 1)`,
    "5:18 new Source() cannot suspend: new Source (io.ts), which runs nothing that suspends",
    "6:3 visit(fmt(path)) may suspend: visit may be any function",
    "6:9 fmt(path) cannot suspend: fmt (leaf, util.ts:5:20)",
    "6:21 source.skip() cannot suspend: Source.skip (whatever the program has under that name cannot be suspended)",
    "7:10 inner(source) may suspend: inner (suspending, parser.ts:9:1)",
    "7:26 read(path) may suspend: read (suspending, io.ts:3:8)",
  ]);
});

test("a method that the project has, and perhaps others, is told by the one that can be shown", () => {
  assert.is(explained("lines.ts:8")[0], "8:48 lines.read() may suspend: Lines.read (suspending, lines.ts:4:3)");
});

test("a getter of another file", () => {
  assert.equal(explained("parser.ts:inner"), [
    `inner (parser.ts:9:1) is suspending: it gets Source.text at parser.ts:10:10, which calls read at io.ts:8:12, which calls wait (greenlets/hub) at io.ts:4:10 ("use greenlet" at line 1)`,
    "10:10 source.text may suspend: Source.text (suspending, io.ts:7:3)",
  ]);
});

test("a leaf, and a plain function", () => {
  assert.equal(explained("util.ts:fmt").slice(0, 1), ["fmt (util.ts:5:20) is a leaf: its calls are pad (leaf, util.ts:2:8), string.padEnd (standard)"]);
  assert.equal(explained("util.ts:pad"), ["pad (util.ts:2:8) is a leaf: it calls nothing"]);
  assert.equal(explained("parser.ts:plain"), [`plain (parser.ts:12:1) is plain: "use plain" at line 13`]);
});

test("a line: each call on it, and the function around", () => {
  assert.equal(explained("parser.ts:6"), [
    "6:3 visit(fmt(path)) may suspend: visit may be any function",
    "6:9 fmt(path) cannot suspend: fmt (leaf, util.ts:5:20)",
    "6:21 source.skip() cannot suspend: Source.skip (whatever the program has under that name cannot be suspended)",
    `in parse (parser.ts:4:8) is suspending: it calls read at parser.ts:7:26, which calls wait (greenlets/hub) at io.ts:4:10 ("use greenlet" at line 1)`,
  ]);
  assert.equal(explained("parser.ts:6:9"), explained("parser.ts:6"), "a place as errors have it");
  assert.equal(explained("parser.ts:13"), ["nothing on parser.ts:13 calls anything", `in plain (parser.ts:12:1) is plain: "use plain" at line 13`]);
  assert.equal(explained("parser.ts:15"), ["parser.ts:15 is in no function that could be compiled"]);
});

test("without types: what one file tells", () => {
  const [first, ...others] = explained("parser.ts:parse", "--no-types");
  assert.is(first, `parse (parser.ts:4:8) is suspending: it calls Source at parser.ts:5:18: Source may be any constructor ("use greenlet" at line 1)`);
  assert.ok(others.includes("6:9 fmt(path) may suspend: fmt may be any function"), others.join("\n"));
  assert.match(explain(FILES["io.ts"], { filename: "io.ts", fn: "read" }), /^read \(io\.ts:3:8\) is suspending: it calls wait \(greenlets\/hub\) at io\.ts:4:10 /);
  assert.is(explain(FILES["io.ts"], { fn: "nobody" }), "there is no function 'nobody' in this file");
});

/** What a build warns of. */
function warned(files: Readonly<Record<string, string>>, ...options: string[]): string[] {
  let lines: string[] = [];
  inFolder({ ...FILES, ...files }, (folder) => {
    folder.link("node_modules/greenlets", root);
    const { code, stdout, stderr } = folder.gtsc(options);
    assert.is(code, 0, stdout + stderr);
    lines = stdout.trim().split("\n").filter((line) => line !== "");
  });
  return lines;
}

const BELOW = "it cannot be suspended below a plain function";

test("GL4001: plain code that calls what surely leaves the greenlet, wherever it stands in a function", () => {
  const mixed = `import { wait as pause } from "greenlets/hub";
import { getCurrent, Greenlet } from "greenlets";
import { read as load } from "./io.ts";
import * as io from "./io.ts";
const main = getCurrent();
export const show = (): string => load("a") + io.read("b");
export function up(): void { main.switch(1); }
export class View { draw(): unknown { return pause(Promise.resolve(1)); } }
export const greenlet = new Greenlet(() => load("c"));
`;
  assert.equal(warned({ "mixed.ts": mixed }), [
    `mixed.ts(6,35): warning GL4001: 'show' is not compiled, but calls load, which comes to wait (greenlets/hub) at io.ts:4: ${BELOW}`,
    `mixed.ts(6,50): warning GL4001: 'show' is not compiled, but calls io.read, which comes to wait (greenlets/hub) at io.ts:4: ${BELOW}`,
    `mixed.ts(7,35): warning GL4001: 'up' is not compiled, but calls main.switch, which leaves the greenlet: ${BELOW}`,
    `mixed.ts(8,46): warning GL4001: 'draw' is not compiled, but calls pause, which leaves the greenlet: ${BELOW}`,
    `mixed.ts(9,44): warning GL4001: '<anonymous>' is not compiled, but calls load, which comes to wait (greenlets/hub) at io.ts:4: ${BELOW}`,
  ]);
});

test("GL4001 is silent at the top of modules, where plain was asked for, of switches to others, of functions that are given, and of what may be another function", () => {
  const fine = `import { run, spawn } from "greenlets/hub";
import { Greenlet } from "greenlets";
import { read, Source } from "./io.ts";
import { parse } from "./parser.ts";
export const atTheTop = run(read, "x");
export function said(): string { "use plain"; return read("a"); }
export function drive(greenlet: Greenlet): void { greenlet.switch(); greenlet.throw(new Error("x")); }
export const given = (): unknown => [spawn(read, "y"), new Greenlet(read), run(parse, "z", () => undefined)];
export function other(read: (text: string) => string): string { return read("b"); }
export const leaf = (): number => new Source().skip();
export const made = { read: (): number => 1 };
export const called = (): number => made.read();
`;
  assert.equal(warned({ "fine.ts": fine }), []);
});

test("GL4002: a function that surely leaves the greenlet, given to a package that is not compiled", () => {
  const files = {
    "node_modules/web/package.json": `{"name":"web","version":"1.0.0","types":"index.d.ts"}`,
    "node_modules/web/index.d.ts": `export declare function on(path: string, handler: (path: string) => unknown): void;\n`,
    "server.ts": `"use greenlet";\nimport { on } from "web";\nimport { read } from "./io.ts";\nimport { fmt } from "./util.ts";\non("/", (path) => read(path));\non("/b", read);\non("/c", fmt);\nsetTimeout(() => read("later"), 1);\ndeclare function setTimeout(fn: () => void, ms: number): void;\n`,
  };
  assert.equal(warned(files), [
    "server.ts(5,9): warning GL4002: on is not compiled, but is given a function that comes to wait (greenlets/hub) at io.ts:4: it cannot be suspended there",
    "server.ts(6,10): warning GL4002: on is not compiled, but is given a function that comes to wait (greenlets/hub) at io.ts:4: it cannot be suspended there",
  ]);
});

test("GL4003: a mark without effect, said only when all warnings are asked for", () => {
  const files = { "marked.ts": `import { fmt } from "./util.ts";\n/** @greenlet */\nexport function quiet(): string { return fmt("a"); }\nexport function loud(visit: () => void): void { "use greenlet"; visit(); }\n` };
  assert.equal(warned(files), []);
  assert.equal(warned(files, "--warnings"), ["marked.ts(3,8): message GL4003: 'quiet' carries a mark, but nothing that it calls can suspend: it stays as it is"]);
});

test.run();
