/** `.d.ts` files say which functions may suspend: by a tag that keeps what else stands there, whatever mark made them capable. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { lineColumn } from "../compiler/problem.ts";
import { type Folder, inFolder } from "./cli/gtsc.ts";

const OPTIONS = { target: "es2022", module: "nodenext", rootDir: "src", outDir: "out", strict: true, declaration: true, lib: ["es2022"], types: [] };

/** Builds a project of one file, `src/a.ts` if the name says nothing else; what is written for it. */
function build(source: string, use: (text: string, folder: Folder) => void, { options = {}, greenlets = {}, file = "src/a.ts" } = {}): void {
  const config = JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, include: ["src"], greenlets });
  inFolder({ "package.json": `{"type":"module"}`, "tsconfig.json": config, [file]: source }, (folder) => {
    const { code, stdout, stderr } = folder.gtsc([]);
    assert.equal([code, stdout, stderr], [0, "", ""]);
    use(folder.read(file.replace("src", "out").replace(/\.([cm]?)[jt]s$/, ".d.$1ts")), folder);
  });
}

/** The names in the lines that directly follow a tag. */
const tagged = (text: string): string[] => [...text.matchAll(/@greenlet\s*\*\/\s*([^\n]*?)[;{]?\n/g)].map(([, line]) => line!.trim());

const ALL = `"use greenlet";
declare function outside(): any;
/** What it does. */
export function documented(): void { outside(); }
/**
 * Of two lines,
 * this is one.
 */
export function documentedLonger(): void { outside(); }
/** @greenlet */
export function marked(): void { outside(); }
// a line comment
export function commented(): void { outside(); }
export function leaf(x: number): number { return x + 1; }
export function plain(): void { "use plain"; outside(); }
export function overloaded(x: string): string;
/** With a number. */
export function overloaded(x: number): number;
export function overloaded(x: any): any { return outside() ?? x; }
export const arrow = (x: number): number => (outside(), x);
export const returned = () => (() => outside());
export const two = (): void => outside(), three = (): void => outside(), four = 4;
export const typed = ((x) => outside()) as (x: number) => void;
function hidden(): void { outside(); }
export { hidden as shown };
export abstract class Reader<T> {
  readonly size = 1;
  /** Makes one. */
  constructor(readonly source: () => T) { outside(); }
  static open(): void { outside(); }
  open(): void {}
  next(): T { return this.source(); }
  protected skip(): void { outside(); }
  private own(): void { outside(); this.own(); }
  #hard(): void { outside(); this.#hard(); }
  onEnd = (): void => outside();
  get first(): T { return this.source(); }
  set first(value: T) { outside(); }
  get last(): number { return 1; }
  [Symbol.iterator](): T { return this.source(); }
  "quoted-name"(): void { outside(); }
  abstract later(): void;
}
export class Waiting { value = outside(); }
export class Child extends Waiting { }
export const Anonymous = class { run(): void { outside(); } static make(): void { outside(); } still(): void {} };
export const tools = { run() { outside(); }, nested: { deep: () => outside(), leaf() {} }, get now() { return outside(); }, other: 1 };
export namespace space { export function inner(): void { outside(); } export namespace below { export const run = (): void => outside(); } }
export async function asynchronous(): Promise<void> { outside(); await null; }
export function* generator(): Generator<number> { yield outside(); }
export const fromCall = documented.bind(null);
export default function (): void { outside(); }
`;

const WANTED = [
  "export declare function documented(): void",
  "export declare function documentedLonger(): void",
  "export declare function marked(): void",
  "export declare function commented(): void",
  "export declare function overloaded(x: string): string",
  "export declare function overloaded(x: number): number",
  "export declare const arrow: (x: number) => number",
  "two: () => void, /** @greenlet */ three: () => void, four = 4",
  "export declare const typed: (x: number) => void",
  "declare function hidden(): void",
  "constructor(source: () => T)",
  "static open(): void",
  "next(): T",
  "protected skip(): void",
  "onEnd: () => void",
  "get first(): T",
  "set first(value: T)",
  "[Symbol.iterator](): T",
  `"quoted-name"(): void`,
  "export declare class Waiting",
  "export declare class Child extends Waiting",
  "run(): void",
  "make(): void",
  "run(): void",
  "deep: () => any",
  "readonly now: any",
  "function inner(): void",
  "const run: () => void",
  "export declare function asynchronous(): Promise<void>",
  "export declare function generator(): Generator<number>",
  "export default function (): void",
];

test("every kind of declaration of a suspending function is tagged, and no other", () => {
  build(ALL, (text) => {
    assert.equal(tagged(text).join("\n"), WANTED.join("\n"));
    assert.not.match(text, /@greenlet[^/]*@greenlet[^/]*\*\//, "no comment has it twice");
  });
});

test("a method that one of a subclass may stand for is tagged, in another file and of a class that nobody exports", () => {
  const files = {
    "package.json": `{"type":"module"}`,
    "tsconfig.json": JSON.stringify({ compilerOptions: OPTIONS, include: ["src"] }),
    "src/base.ts": `export namespace space { export abstract class Base { abstract run(): void; other(): void {} still(): void {} } }\n`,
    "src/sub.ts": `"use greenlet";\nimport { space } from "./base.js";\nclass Between extends space.Base { run(): void {} }\nclass Sub extends Between { constructor(readonly f: () => void) { super(); } override run(): void { this.f(); } override other(): void { this.f(); } more(): void { this.f(); } }\nexport const made = (f: () => void): space.Base => new Sub(f);\n`,
  };
  inFolder(files, (folder) => {
    assert.equal([folder.gtsc([]).stdout, tagged(folder.read("out/base.d.ts"))], ["", ["abstract run(): void", "other(): void"]]);
  });
});

test("a comment that is there is kept, with the tag as its last line", () => {
  build(ALL, (text) => {
    assert.match(text, "/**\n * What it does.\n * @greenlet\n */\nexport declare function documented(): void;");
    assert.match(text, "/**\n * Of two lines,\n * this is one.\n * @greenlet\n */\nexport declare function documentedLonger(): void;");
    assert.match(text, "/** @greenlet */\nexport declare function marked(): void;");
    assert.match(text, "    /**\n     * Makes one.\n     * @greenlet\n     */\n    constructor(source: () => T);");
  });
});

test("removeComments takes the user's comments away, not the tags", () => {
  build(ALL, (text) => assert.equal(tagged(text).join("\n"), WANTED.join("\n")), { options: { removeComments: true } });
});

test("whatever mark it is: on the function, in front of it, or include", () => {
  const source = (mark: string, directive = ""): string => `${mark}export const run = (f: () => void): void => { ${directive} f(); };\nexport const other = (f: () => void): void => f();\n`;
  const wanted = "/** @greenlet */\nexport declare const run: (f: () => void) => void;\nexport declare const other: (f: () => void) => void;\n";
  build(source("/** @greenlet */\n"), (text) => assert.is(text, wanted));
  build(source("/** @greenlet */"), (text) => assert.is(text, wanted), { options: { removeComments: true } });
  build(source("", `"use greenlet";`), (text) => assert.is(text, wanted));
  build(source(""), (text) => assert.equal(tagged(text).length, 2), { greenlets: { include: ["src/**"] } });
  build(source(""), (text) => assert.equal(tagged(text).length, 0));
});

test("an exported default without a name, and what CommonJS exports", () => {
  build(`"use greenlet";\nexport default (f: () => number): number => f();\n`, (text) => assert.match(text, "/** @greenlet */\ndeclare const _default: (f: () => number) => number;"));
  build(`"use greenlet";\nexport = (f: () => number): number => f();\n`, (text) => assert.match(text, "/** @greenlet */\ndeclare const _default: (f: () => number) => number;"), { file: "src/a.cts" });
  const javascript = `"use greenlet";\nexports.run = function (f) { return f(); };\nexports.leaf = () => 1;\n`;
  build(javascript, (text) => assert.match(text, /\/\*\* @greenlet \*\/\nexport function run\(f: any\): any;\nexport function leaf/), { file: "src/a.cjs", options: { allowJs: true, checkJs: false } });
});

test("a comment on the line of its declaration, and lines that end in CR LF", () => {
  build(`"use greenlet";\n/** One. */ export function run(f: () => void): void { f(); }\n`, (text) => assert.is(text, "/** One. @greenlet */ export declare function run(f: () => void): void;\n"));
  build(`"use greenlet";\r\n/** One. */\r\nexport function run(f: () => void): void { f(); }\r\n`, (text) => assert.is(text, "/**\r\n * One.\r\n * @greenlet\r\n */\r\nexport declare function run(f: () => void): void;\r\n"), { options: { newLine: "crlf" } });
});

/** Where each word outside of comments comes from. */
function origins(text: string, map: string): string[] {
  const trace = new TraceMap(map);
  const code = text.replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "));
  return [...code.matchAll(/[\w$#]+/g)].map((match) => {
    const { line, column } = lineColumn(code, match.index);
    const found = originalPositionFor(trace, { line: line + 1, column });
    return `${match[0]} ${found.line}:${found.column}`;
  });
}

test("declaration maps lead from each word to where tsc's own do", () => {
  build(ALL, (text, folder) => {
    const tsc = fileURLToPath(import.meta.resolve("typescript/package.json")).replace("package.json", "bin/tsc");
    assert.is(folder.node([tsc, "--outDir", "theirs"]).code, 0);
    const theirs = origins(folder.read("theirs/a.d.ts"), folder.read("theirs/a.d.ts.map"));
    assert.ok(theirs.length > 100);
    assert.equal(origins(text, folder.read("out/a.d.ts.map")), theirs);
    const { mappings, ...ours } = JSON.parse(folder.read("out/a.d.ts.map")) as { mappings: string };
    const { mappings: before, ...their } = JSON.parse(folder.read("theirs/a.d.ts.map")) as { mappings: string };
    assert.equal(ours, their);
    assert.is.not(mappings, before);
  }, { options: { declarationMap: true } });
});

test("emitDeclarationOnly, composite and isolatedDeclarations change nothing about it", () => {
  const source = `"use greenlet";\nexport function run(f: () => void): void { f(); }\n`;
  const wanted = "/** @greenlet */\nexport declare function run(f: () => void): void;\n";
  for (const options of [{ emitDeclarationOnly: true }, { composite: true }, { isolatedDeclarations: true }, { declarationDir: "out" }]) build(source, (text) => assert.is(text, wanted), { options });
});

test("a file that nothing marks, and one whose functions all are leaves, keep tsc's declarations byte for byte", () => {
  for (const source of ["/** A. */\nexport function run(f: () => void): void { f(); }\n", `"use greenlet";\n/** A. */\nexport function one(): number { return 1; }\n`]) {
    build(source, (text) => assert.is(text, `/** A. */\nexport declare function ${source.includes("one") ? "one(): number" : "run(f: () => void): void"};\n`));
  }
});

test.run();
