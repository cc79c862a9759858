/** The module in front of TypeScript: what goes in and out of it, with compiled text that stands for the compiler's. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import MagicString from "magic-string";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { SourceMap } from "../compiler/index.ts";
import { composeMaps } from "../compiler/maps.ts";
import { lineColumn, mapPlace, sortProblems } from "../compiler/problem.ts";
import { createProgram, hasModuleSyntax, loadProject, transpile } from "../compiler/typehost/index.ts";
import { rewriteMap } from "../cli/maps.ts";
import { type Folder, inFolder } from "./cli/gtsc.ts";

const SOURCE = `import { K } from "./k.js";\nexport function f(x: number): number {\n  const y: number = x + K.one;\n  return g(y as number);\n}\ndeclare function g(n: number): number;\n`;

/** Does to the text what the compiler does: something before everything, and other text within. */
function compileLike(source: string): { code: string; map: SourceMap; suspending: Set<number> } {
  const text = new MagicString(source);
  text.prepend(`import { runtime } from "greenlets"; const $ = runtime;\n`);
  text.prependLeft(source.indexOf("return"), "$.unwinding;\n  ");
  const map = text.generateMap({ source: "k.ts", includeContent: true, hires: "boundary" });
  return { code: text.toString(), map: JSON.parse(map.toString()) as SourceMap, suspending: new Set() };
}

/** Where a word of the output comes from, as the user's own `line:column` of the same word. */
function follow(code: string, map: SourceMap, word: string): string {
  const { line, column } = lineColumn(code, code.indexOf(word));
  const found = originalPositionFor(new TraceMap(map), { line: line + 1, column });
  return `${found.line}:${found.column}`;
}

function positionOf(word: string): string {
  const { line, column } = lineColumn(SOURCE, SOURCE.indexOf(word));
  return `${line + 1}:${column}`;
}

test("transpile: the map of both stages leads to the user's tokens", () => {
  const compiled = compileLike(SOURCE);
  const { code, map, problems } = transpile(compiled.code, "/a/k.ts", "module");
  assert.equal(problems, []);
  const both = composeMaps(map, compiled.map);
  for (const word of ["f(x", "K.one", "return", "g(y", "y"]) assert.is(follow(code, both, word), positionOf(word === "y" ? "y:" : word), word);
  assert.equal(both.sources, map.sources);
});

test("transpile: the module format is the one asked for, whatever the name says", () => {
  const text = `import { a } from "b";\nexport const c: number = a;\nexport const load = () => import("d");\n`;
  for (const path of ["/x.ts", "/x.tsx", "/x.mts"]) {
    const { code } = transpile(text, path, "commonjs");
    assert.match(code, "exports.c = b_1.a", path);
    assert.match(code, `import("d")`, path);
  }
  for (const path of ["/x.ts", "/x.tsx", "/x.jsx"]) assert.match(transpile(text.replace(": number", ""), path, "module").code, "export const c = a;");
});

test("transpile: syntax errors come with their place, and lead back to the user's text", () => {
  const { problems } = transpile("let x: number = ;", "/x.ts", "module");
  assert.equal(problems.map(({ code, place }) => [code, place?.file, place?.start]), [["TS1109", "/x.ts", 16]]);
  const compiled = compileLike(SOURCE);
  const place = { file: "/k.ts", text: compiled.code, start: compiled.code.indexOf("g(y"), length: 1 };
  assert.is(mapPlace(place, compiled.map, SOURCE)?.start, SOURCE.indexOf("g(y"));
});

test("hasModuleSyntax knows modules from scripts and from CommonJS in TypeScript's words", () => {
  assert.ok(hasModuleSyntax(`export const a = 1;`, "a.ts"));
  assert.ok(hasModuleSyntax(`const u = import.meta.url;`, "a.ts"));
  assert.not(hasModuleSyntax(`const a = require("a");`, "a.ts"));
  assert.not(hasModuleSyntax(`import a = require("a"); export = a;`, "a.ts"));
});

const FILES = {
  "package.json": `{"type":"module"}`,
  "tsconfig.json": JSON.stringify({
    compilerOptions: { target: "es2022", module: "nodenext", rootDir: ".", outDir: "out", declaration: true, declarationMap: true, sourceMap: true, lib: ["es5"], types: [] },
    files: ["k.ts", "use.ts", "old.cts"],
  }),
  "k.ts": `export const enum K { one = 1 }\nexport type T = number;\n`,
  "use.ts": SOURCE.replace("{ K }", "{ K, T }").replace("const y: number", "const y: T"),
  "old.cts": `export const old = 1;\n`,
};

function open(folder: Folder): ReturnType<typeof createProgram> {
  return createProgram(loadProject(`${folder.path}/tsconfig.json`));
}

test("a program: formats, and the output of compiled text with the declarations of the original", () => {
  inFolder(FILES, (folder) => {
    const program = open(folder);
    assert.equal(program.problems(), []);
    assert.equal(program.files().map(({ path, format }) => `${path.slice(folder.path.length + 1)} ${format}`), ["k.ts module", "use.ts module", "old.cts commonjs"]);
    const path = `${folder.path}/use.ts`;
    const text = FILES["use.ts"];
    const compiled = compileLike(text);
    const { files, problems } = program.emit(new Map([[path, compiled]]));
    assert.equal(problems, []);
    const output = (name: string) => files.find((file) => file.path === `${folder.path}/out/${name}`)!;
    // The const enum of another file is inlined, the type's import dropped, ours kept.
    assert.match(output("use.js").text, /^import \{ runtime \} from "greenlets";\nconst \$ = runtime;\nexport function f\(x\) \{\n {4}const y = x \+ 1 \/\* K\.one \*\/;\n {4}\$\.unwinding;\n {4}return g\(y\);\n\}\n/);
    assert.is(output("use.d.ts").text.split("\n")[0], "export declare function f(x: number): number;");
    const sources = new Map([[path, { text, ...compiled }]]);
    const map = JSON.parse(rewriteMap(output("use.js.map"), sources).text) as SourceMap;
    assert.equal(map.sources, ["../use.ts"]);
    const { line, column } = lineColumn(text, text.indexOf("g(y"));
    assert.is(follow(output("use.js").text, map, "g(y"), `${line + 1}:${column}`);
    assert.is(rewriteMap(output("use.d.ts.map"), sources), output("use.d.ts.map"));
  });
});

test("inline maps are composed too, and carry the user's text when they carry any", () => {
  inFolder({ ...FILES, "tsconfig.json": FILES["tsconfig.json"].replace(`"sourceMap":true`, `"inlineSourceMap":true,"inlineSources":true`) }, (folder) => {
    const path = `${folder.path}/use.ts`;
    const compiled = compileLike(FILES["use.ts"]);
    const { files } = open(folder).emit(new Map([[path, compiled]]));
    const file = files.find((item) => item.path.endsWith("/use.js"))!;
    const { text } = rewriteMap(file, new Map([[path, { text: FILES["use.ts"], ...compiled }]]));
    const map = JSON.parse(Buffer.from(/base64,(\S+)/.exec(text)![1]!, "base64").toString()) as SourceMap;
    assert.equal(map.sourcesContent, [FILES["use.ts"]]);
  });
});

test("problems are sorted as tsc sorts them, equal ones once", () => {
  const at = (file: string, start: number, code: string) => ({ code, severity: "error" as const, message: code, place: { file, text: "", start, length: 1 } });
  const plain = { code: "TS5023", severity: "error" as const, message: "x" };
  const sorted = sortProblems([at("b", 1, "TS1"), at("a", 9, "TS2"), at("a", 3, "GL1001"), plain, at("a", 3, "GL1001")]);
  assert.equal(sorted.map(({ code, place }) => `${place?.file ?? ""} ${code}`), [" TS5023", "a GL1001", "a TS2", "b TS1"]);
});

test.run();
