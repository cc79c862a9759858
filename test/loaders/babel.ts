/** What holds for greenlets/babel with any @babel/core: each check throws when it does not. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import vm from "node:vm";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import * as assert from "uvu/assert";
import plugin from "../../integrations/babel.ts";
import * as greenlets from "../../runtime/index.ts";
import { toCommonJs } from "../helpers/programs.ts";

export interface BabelResult {
  code: string;
  map: { version: 3; sources: string[]; sourcesContent: string[]; names: string[]; mappings: string };
}

/** The part of @babel/core that is used; 7 and 8 differ in their types. */
export interface Babel {
  version: string;
  transformSync(code: string, options: object): BabelResult;
  transformAsync(code: string, options: object): Promise<BabelResult>;
  transformFileSync(file: string, options: object): BabelResult;
  parseSync(code: string, options: object): object;
  transformFromAstSync(tree: object, code: string, options: object): BabelResult;
}

const SOURCE = readFileSync(new URL("../../../test/loaders/lockstep.js.txt", import.meta.url), "utf8");
const base = { cwd: "/project", filename: "/project/lib.js", configFile: false, babelrc: false, sourceMaps: true, plugins: [[plugin, {}]] };

/** Runs the output, ES module or CommonJS, and lets two of its greenlets take turns. */
function turns(code: string): unknown[] {
  const exports = {} as { generator: (items: number[]) => { switch(): unknown } };
  vm.compileFunction(toCommonJs(code, "lib.ts"), ["exports", "require"])(exports, () => greenlets);
  const left = exports.generator([1, 2]);
  const right = exports.generator([3, 4]);
  return [left, right, left, right, left].map((greenlet) => greenlet.switch());
}

const TURNS = [1, 3, 2, 4, "done"];

/** Each call in the output whose name is also one in the source is mapped to that name. */
function mapped({ code, map }: BabelResult, source: string, names: RegExp): number {
  const trace = new TraceMap(map);
  const lines = source.split("\n");
  let count = 0;
  code.split("\n").forEach((line, index) => {
    for (const { 1: name = "", indices } of line.matchAll(names)) {
      const { line: at, column } = originalPositionFor(trace, { line: index + 1, column: indices![1]![0] });
      assert.is(at === null ? null : lines[at - 1]!.slice(column, column + name.length), name, line);
      count++;
    }
  });
  return count;
}

const CALLS = /(?<!\.twin\(|")\b(getCurrent|visit|walk|isOdd)\(/dg;

function message(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

export const babelChecks: Readonly<Record<string, (babel: Babel) => void | Promise<void>>> = {
  "the output runs: transformSync, transformAsync, transformFileSync": async (babel) => {
    assert.equal(turns(babel.transformSync(SOURCE, base).code), TURNS);
    assert.equal(turns((await babel.transformAsync(SOURCE, base)).code), TURNS);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "babel-")));
    try {
      writeFileSync(join(folder, "lib.js"), SOURCE);
      assert.equal(turns(babel.transformFileSync(join(folder, "lib.js"), { ...base, cwd: folder, filename: undefined }).code), TURNS);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  "CommonJS stays CommonJS": (babel) => {
    const source = SOURCE.replace(/import (.*) from "greenlets"/, `const $1 = require("greenlets")`).replace("export function generator", "exports.generator = generator;\nfunction generator").replaceAll("export ", "");
    const { code } = babel.transformSync(source, { ...base, sourceType: "script", sourceMaps: false });
    assert.not.match(code, /\bimport\b/);
    assert.equal(turns(code), TURNS);
  },
  "TypeScript stays TypeScript, for a plugin that takes the types out": (babel) => {
    const source = SOURCE.replace("items, visit", "items: number[], visit: (item: number) => void");
    const { code } = babel.transformSync(source, { ...base, filename: "/project/lib.ts", parserOpts: { plugins: ["typescript"] } });
    assert.match(code, "items: number[], visit: (item: number) => void");
    assert.equal(turns(code), TURNS);
  },
  "positions are the user's, also behind another plugin": (babel) => {
    const rename = { visitor: { Identifier({ node }: { node: { name: string } }) { if (node.name === "isEven") node.name = "isOdd"; } } };
    for (const plugins of [base.plugins, [...base.plugins, () => rename], [() => rename, ...base.plugins]]) {
      const result = babel.transformSync(SOURCE, { ...base, plugins });
      assert.equal([result.map.sources, result.map.sourcesContent], [["lib.js"], [SOURCE]]);
      assert.ok(mapped(result, SOURCE.replaceAll("isEven", "isOdd"), CALLS) >= 4, result.code);
    }
  },
  "positions lead through a map that came with the file": (babel) => {
    const original = `// what was taken out\n\n${SOURCE}`;
    const mappings = SOURCE.split("\n").map((_, index) => (index === 0 ? "AAEA" : "AACA")).join(";");
    const { code, map } = babel.transformSync(SOURCE, { ...base, inputSourceMap: { version: 3, sources: ["original.js"], sourcesContent: [original], names: [], mappings } });
    const line = code.split("\n").findIndex((text) => /\$\d = getCurrent\(\)/.test(text));
    const wanted = original.split("\n").findIndex((text) => text.includes("getCurrent()")) + 1;
    const found = originalPositionFor(new TraceMap(map), { line: line + 1, column: 12 });
    assert.equal([found.source, found.line], ["original.js", wanted]);
  },
  "Jest's way: a caller, maps inline and beside, several files with one config": (babel) => {
    const options = { ...base, caller: { name: "babel-jest", supportsStaticESM: false }, sourceMaps: "both", sourceFileName: "/project/lib.js" };
    const { code, map } = babel.transformSync(SOURCE, options);
    const inline = JSON.parse(Buffer.from(/sourceMappingURL=data:application\/json;charset=utf-8;base64,(.*)/.exec(code)![1]!, "base64").toString()) as { mappings: string };
    assert.is(inline.mappings, map.mappings);
    assert.is(babel.transformSync("export const other = () => visit();\n", options).code.includes("greenlets"), false);
    assert.equal(turns(babel.transformSync(SOURCE, options).code), TURNS);
  },
  "Metro's way: parsed first, the tree is what counts": (babel) => {
    const tree = babel.parseSync(SOURCE, base);
    for (const cloneInputAst of [true, false]) {
      const result = babel.transformFromAstSync(tree, SOURCE, { ...base, cloneInputAst });
      assert.equal(turns(result.code), TURNS);
      assert.ok(mapped(result, SOURCE, CALLS) >= 4);
    }
  },
  "a tree that another parser made is refused": (babel) => {
    const tree = babel.parseSync(SOURCE, { ...base, plugins: [] });
    assert.match(message(() => babel.transformFromAstSync(tree, SOURCE, base)), "GL8031");
    assert.is(babel.transformFromAstSync(babel.parseSync("f();", { ...base, plugins: [] }), "f();", base).code, "f();");
  },
  "errors have the file, a code frame, and the user's lines": (babel) => {
    assert.match(message(() => babel.transformSync(`"use greenlet";\nlet x = ;\n`, base)), /^\/project\/lib\.js: Unexpected token \(2:8\)\n[^]*> 2 \| let x = ;\n/);
    assert.match(message(() => babel.transformSync(`"use greenlet";\n"use plain";\nf();\n`, base)), /^\/project\/lib\.js: GL3001: [^]*> 1 \| "use greenlet";\n/);
    const refuses = () => ({ visitor: { CallExpression(path: { node: { callee: { name?: string } }; buildCodeFrameError(text: string): Error }) { if (path.node.callee.name === "getCurrent") throw path.buildCodeFrameError("not this"); } } });
    const line = SOURCE.split("\n").findIndex((text) => text.includes("getCurrent()")) + 1;
    assert.match(message(() => babel.transformSync(SOURCE, { ...base, plugins: [...base.plugins, refuses] })), `> ${line} |   const main = getCurrent();`);
  },
  "include, exclude, packages, stress, frames; wrong options": (babel) => {
    const withOptions = (options: object, filename = "/project/lib.js", source = SOURCE.replace(/^"use greenlet";\n/, "")): string => babel.transformSync(source, { ...base, filename, plugins: [[plugin, options]] }).code;
    const isCompiled = (code: string): boolean => code.includes("$functions");
    assert.is(isCompiled(withOptions({})), false);
    assert.is(isCompiled(withOptions({ include: /lib/ })), true);
    assert.is(isCompiled(withOptions({ include: "src/**" }, "/project/src/lib.js")), true);
    assert.is(isCompiled(withOptions({ exclude: /lib/ }, undefined, SOURCE)), false);
    assert.is(isCompiled(withOptions({ packages: ["push"] }, "/project/node_modules/push/lib.js")), true);
    assert.match(withOptions({ include: /lib/, stress: true }), "$.stress");
    assert.not.match(withOptions({ include: /lib/, frames: "none" }), /"\d+:\d+/);
    assert.match(message(() => withOptions({ includes: [] })), /GL8021: unknown option 'includes'/);
    assert.match(message(() => withOptions({ types: true })), /GL8021: unknown option 'types'/);
    assert.match(message(() => withOptions({ include: 1 })), /GL8022: option 'include'/);
  },
};
