/** What the plugins do with options, ids, errors and marks that others took away; in the bundlers that have each their own way. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { RspackPluginInstance } from "@rspack/core";
import type { Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin, RollupError } from "rollup";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { WebpackPluginInstance } from "webpack";
import { compile, type CompileOptions } from "../compiler/index.ts";
import type { GreenletsOptions } from "../integrations/options.ts";
import { withEsbuild, withRollup, withRspack, withWebpack } from "./bundlers/builds.ts";
import { makeProject } from "./bundlers/project.ts";
import { root } from "./helpers/paths.ts";

const project = makeProject("test/bundlers/app", "test/bundlers/configs");
const previous = process.cwd();
process.chdir(project.path);
process.on("exit", () => {
  process.chdir(previous);
  project.remove();
});

async function own<T>(name: string): Promise<T> {
  return ((await import(pathToFileURL(join(project.path, "node_modules/greenlets/dist/integrations", `${name}.js`)).href)) as { default: T }).default;
}

type Make<T> = (options?: GreenletsOptions) => T;
const forRollup = await own<Make<Plugin>>("rollup");
const forEsbuild = await own<Make<EsbuildPlugin>>("esbuild");
const forWebpack = await own<Make<WebpackPluginInstance>>("webpack");
const forRspack = await own<Make<RspackPluginInstance>>("rspack");

type Transform = (this: object, code: string, id: string) => Promise<{ code: string; map: { sources: string[]; mappings: string } } | null>;

/** The plugin's own transform, as a bundler calls it; messages are collected. */
function transformOf(options?: GreenletsOptions): { run: (code: string, id: string) => ReturnType<Transform>; messages: { message: string }[] } {
  const messages: { message: string }[] = [];
  const context = { meta: { rollupVersion: "4.68.0" }, addWatchFile: () => {}, warn: (item: { message: string }) => messages.push(item), error: (item: { message: string }) => void messages.push(item) };
  const { handler } = forRollup(options).transform as unknown as { handler: Transform };
  return { run: (code, id) => handler.call(context, code, id), messages };
}

const at = (file: string): string => join(project.path, file);
const MARKED = `"use greenlet";\nexport function f(g: () => number): number { return g() + 1; }\n`;
const UNMARKED = MARKED.replace('"use greenlet";\n', "");

test("the same program as compile() makes of it, with the same options", async () => {
  const variants: [GreenletsOptions, CompileOptions][] = [
    [{}, { frames: "positions" }],
    [{ frames: "full", keepFrames: true }, { frames: "full", keepFrames: true }],
    [{ stress: true, deepStacks: true, frames: "none" }, { stress: true, deepStacks: true, frames: "none" }],
  ];
  for (const [options, expected] of variants) {
    const { run, messages } = transformOf(options);
    for (const file of ["pull.ts", "tree.ts", "view.tsx"]) {
      const text = project.read(file);
      const { code, map } = compile(text, { filename: file, ...expected });
      const result = await run(text, at(file));
      assert.is(result?.code, code);
      assert.equal(result?.map.sources, [at(file)], "bundlers know modules by their paths");
      assert.is(result?.map.mappings, map?.mappings);
    }
    assert.is(await run(project.read("kinds.ts"), at("kinds.ts")), null, "without a mark it is left alone");
    assert.equal(messages, []);
  }
});

test("what was compiled once is not compiled again", async () => {
  const { run } = transformOf();
  const once = await run(MARKED, at("once.ts"));
  assert.is(await run(once!.code, at("once.ts")), null);
});

test("ids: queries are no part of a name, and what is no script is left alone", async () => {
  const { run, messages } = transformOf({ include: "**" });
  const compiled = async (id: string, text = UNMARKED): Promise<boolean> => (await run(text, id)) !== null;
  for (const id of ["a.ts", "a.tsx", "a.mts", "a.ts?v=123", "a.ts?t=5&import", "w.ts?worker_file&type=module", "App.vue?vue&type=script&setup=true&lang.ts", "App.svelte?svelte&lang=ts"]) {
    assert.ok(await compiled(at(id)), id);
  }
  for (const id of ["a.js", "a.jsx", "a.mjs"]) assert.ok(await compiled(at(id), UNMARKED.replace(/: \(\) => number|: number/g, "")), id);
  for (const id of ["\0virtual:a.ts", `\0${at("a.ts")}?commonjs-proxy`, at("a.css"), at("a.ts?raw"), at("a.ts?url"), at("w.ts?worker"), at("w.ts?sharedworker&inline"), at("App.vue"), at("App.vue?vue&type=style&lang.css"), at("a.json")]) {
    assert.not.ok(await compiled(id), JSON.stringify(id));
  }
  assert.equal(messages, []);
});

test("include, exclude, packages: of the plugin, else of tsconfig.json", async () => {
  const compiled = async (options: GreenletsOptions, id: string, text = UNMARKED): Promise<boolean> => (await transformOf(options).run(text.replace(/: \(\) => number|: number/g, ""), at(id))) !== null;
  assert.ok(await compiled({ include: "lib/**/*.{ts,js}" }, "lib/deep/a.js"));
  assert.ok(await compiled({ include: [/[\\/]lib[\\/]/g] }, "lib/a.ts"));
  assert.ok(await compiled({ include: "lib" }, "lib/a.ts"));
  assert.not.ok(await compiled({ include: "lib/**/*.{ts,js}" }, "lib/a.jsx"));
  assert.not.ok(await compiled({ include: "lib" }, "src/a.ts"));
  assert.ok(await compiled({ include: "lib" }, "src/a.ts", MARKED), "marks count everywhere");
  assert.not.ok(await compiled({ include: "lib", exclude: "lib/a.*" }, "lib/a.ts"));
  assert.not.ok(await compiled({ exclude: /a\.ts$/ }, "src/a.ts", MARKED));
  assert.ok(await compiled({}, "node_modules/sax/lib/sax.js"), "tsconfig.json names it");
  assert.ok(await compiled({}, "node_modules/other/node_modules/sax/lib/sax.js"));
  assert.not.ok(await compiled({ packages: ["other"] }, "node_modules/sax/lib/sax.js"), "the plugin's option stands for tsconfig's");
  assert.not.ok(await compiled({ packages: ["other"] }, "node_modules/unasked/index.js", MARKED), "marks in packages do not count");
  assert.not.ok(await compiled({ tsconfig: false }, "node_modules/sax/lib/sax.js"));
  project.write("other.json", `{ "greenlets": { "include": ["lib"], "frames": "none" } }`);
  assert.ok(await compiled({ tsconfig: "other.json" }, "lib/a.ts"));
});

test("CommonJS stays CommonJS, and a module a module", async () => {
  const { run } = transformOf({ include: "**", packages: ["sax", "esm"] });
  const handle = async (id: string, text: string): Promise<string | undefined> => /require\("greenlets"\)|from "greenlets"/.exec((await run(text, at(id)))?.code ?? "")?.[0];
  const body = "function f(g) { return g() + 1; }\n";
  assert.is(await handle("node_modules/sax/lib/sax.js", `${body}exports.f = f;`), 'require("greenlets")');
  assert.is(await handle("node_modules/sax/lib/sax.js", `${body}exports.text = "import x from 'y'; export {}";`), 'require("greenlets")');
  assert.is(await handle("node_modules/sax/lib/sax.js", body), 'require("greenlets")', "nothing says that it is a module, which would be strict");
  assert.is(await handle("node_modules/esm/index.js", `${body}export { f };`), 'from "greenlets"');
  assert.is(await handle("a.cjs", `${body}module.exports = f;`), 'require("greenlets")');
  assert.is(await handle("a.cts", body), 'require("greenlets")');
  assert.is(await handle("a.ts", `import fs = require("fs");\n${body}export = f;`), 'require("greenlets")');
  assert.is(await handle("a.ts", body), 'from "greenlets"');
  assert.is(await handle("a.mjs", body), 'from "greenlets"');
  assert.is(await handle("view.jsx", `const view = <p>{f(() => 1)}</p>;\n${body}export default view;`), 'from "greenlets"');
});

test("what bundlers look for in the text stays as it was written", () => {
  const calls = [
    'import.meta.glob("./pages/*.ts", { eager: true })',
    'new Worker(new URL("./w.ts", import.meta.url), { type: "module" })',
    'new URL("./a.png", import.meta.url).href',
    'import("./lazy.ts")',
    'import.meta.hot?.accept("./x.ts")',
    'navigator.serviceWorker.register(new URL("./sw.ts", import.meta.url))',
    'require.context("./pages")',
    "process.env.NODE_ENV",
  ];
  const source = `"use greenlet";\nexport function f(g) {\n${calls.map((call, index) => `  const c${index} = g(${index}) + ${call};\n`).join("")}  return [g(), ${calls.map((_, index) => `c${index}`).join(", ")}];\n}\n`;
  for (const stress of [false, true]) {
    const { code, diagnostics } = compile(source, { filename: "a.js", stress });
    assert.equal(diagnostics, []);
    for (const call of calls) assert.ok(code.includes(call), `${call} in\n${code}`);
  }
});

test("wrong options: one error that says what is known", () => {
  const fails = (options: object, message: RegExp): void => assert.throws(() => forRollup(options as GreenletsOptions), (error: Error) => message.test(error.message) && !/\n\s+at /.test(error.stack!));
  fails({ inclde: "src" }, /^error GL8021: unknown option 'inclde' of the greenlets plugin; known are include, exclude, packages, types, /);
  fails({ packages: "sax" }, /^error GL8022: option 'packages' of the greenlets plugin must be a list of names\.$/);
  fails({ frames: "all" }, /^error GL8022: option 'frames' .* must be "full", "positions" or "none"\.$/);
  fails({ types: true, tsconfig: false }, /^error GL8022: option 'types' of the greenlets plugin needs a tsconfig\.json/);
  fails({ tsconfig: "absent.json" }, /^error TS5058: The specified path does not exist/);
  project.write("wrong.json", `{ "greenlets": { "package": ["sax"] } }`);
  fails({ tsconfig: "wrong.json" }, /^error GL8001: unknown key 'package'/);
});

const BROKEN = `"use greenlet";\nexport function f() {\n  return 1 +;\n}\n`;

async function failureOf(build: Promise<unknown>): Promise<Error> {
  try {
    await build;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing failed");
}

test("an error: one message, with our code, the place and the line", async () => {
  project.write("broken.ts", BROKEN);
  const config = { entry: "./broken.ts", output: { filename: "broken.cjs" } };
  const typescript = { rules: [{ test: /\.tsx?$/, use: "./typescript-loader.cjs" }] };

  const rollup = (await failureOf(withRollup({ input: "broken.ts", plugins: [forRollup()], output: { file: "dist/broken.js" } }))) as RollupError;
  assert.match(rollup.message, /GL1001: syntax error: Unexpected token/);
  assert.equal([rollup.loc?.file, rollup.loc?.line, rollup.loc?.column, rollup.pluginCode], [at("broken.ts"), 3, 12, "GL1001"]);
  assert.match(rollup.frame!, /> 3 \|   return 1 \+;/);

  const esbuild = (await failureOf(withEsbuild({ entryPoints: ["broken.ts"], outfile: "dist/broken.js", plugins: [forEsbuild()] }))) as Error & { errors: { text: string; location: { line: number; column: number; lineText: string } }[] };
  assert.is(esbuild.errors.length, 1);
  assert.match(esbuild.errors[0]!.text, /^GL1001: syntax error/);
  const { line, column, lineText } = esbuild.errors[0]!.location;
  assert.equal([line, column, lineText], [3, 12, "  return 1 +;"]);

  for (const build of [() => withWebpack({ ...config, mode: "development", plugins: [forWebpack()], module: typescript }), () => withRspack({ ...config, mode: "development", plugins: [forRspack()], module: typescript })]) {
    const error = (await failureOf(build())) as Error & { count: number };
    assert.is(error.count, 1);
    assert.match(error.message, /broken\.ts:3:13 - error GL1001: syntax error: Unexpected token/);
    assert.match(error.message, /> 3 \|   return 1 \+;/);
    assert.not.match(error.message, /\n\s+at /, "no stack of ours");
  }
});

test("a warning: a function that carries a mark and is left plain", async () => {
  project.write("plain.ts", `"use greenlet";\nexport function f(g: () => void, text: string) {\n  g();\n  return eval(text);\n}\n`);
  const { warnings } = await withEsbuild({ entryPoints: ["plain.ts"], outfile: "dist/plain.js", plugins: [forEsbuild()] });
  assert.is(warnings.filter((text) => text.startsWith("GL2004: 'f' is left plain")).length, 1);
  const rspack = await withRspack({ entry: "./plain.ts", mode: "development", devtool: false, output: { filename: "plain.cjs" }, plugins: [forRspack()], module: { rules: [{ test: /\.ts$/, use: "./typescript-loader.cjs" }] } });
  assert.is(rspack.warnings.filter((text) => /plain\.ts:2:\d+ - warning GL2004: 'f' is left plain/.test(text)).length, 1, rspack.warnings.join("\n"));
});

test("a plugin that was first and took the mark away is told; not where the mark stayed", async () => {
  const { default: esbuild } = (await import(pathToFileURL(join(project.path, "node_modules/rollup-plugin-esbuild/dist/index.mjs")).href)) as { default: (options: object) => Plugin };
  const build = (plugins: Plugin[]) => withRollup({ input: "tree.ts", external: [/greenlets/], plugins, output: { file: "dist/tree.js" } });
  const late = await build([esbuild({ target: "es2022" }), forRollup()]);
  assert.is(late.warnings.length, 1);
  assert.match(late.warnings[0]!, /GL8023: the mark is not compiled: another plugin removed it before greenlets saw the file; put greenlets\(\) in front of/);
  assert.not.match(project.read("dist/tree.js"), /\$\.describe\(/);
  const early = await build([forRollup(), esbuild({ target: "es2022" })]);
  assert.equal(early.warnings, []);
  assert.match(project.read("dist/tree.js"), /\$\.describe\(/);
  const { warnings } = await withRollup({ input: "view.tsx", external: [/greenlets/], plugins: [esbuild({ target: "es2022", jsxFactory: "h" }), forRollup()], output: { file: "dist/view.js" } });
  assert.equal(warnings, [], "directives stay");
  assert.match(project.read("dist/view.js"), /\$\.describe\(/);
});

test("a map leads through a plugin that was first", async () => {
  const first: Plugin = { name: "first", transform: (code, id) => (id.endsWith("tree.ts") ? { code: `// one\n// two\n${code}`, map: { version: 3, sources: [id], names: [], mappings: `;;${code.split("\n").map(() => "AACA").join(";").replace("AACA", "AAAA")}` } } : null) };
  const config = await project.config<Parameters<typeof withRollup>[0]>("rollup.config.js");
  const built = await withRollup({ ...config, plugins: [first, ...(config.plugins as Plugin[])] });
  assert.equal(built.warnings, []);
  const { stdout } = project.node("--enable-source-maps", built.file);
  const line = project.read("tree.ts").split("\n").findIndex((text) => text.includes("throw new RangeError")) + 1;
  assert.match(stdout, new RegExp(`at fail \\(\\S*tree\\.ts:${line}:\\d+\\)`));
});

test("docs/bundlers.md shows the configs that test/bundlers.test.ts builds with, and all options", () => {
  const page = readFileSync(join(root, "docs/bundlers.md"), "utf8");
  const configs = readdirSync(join(root, "test/bundlers/configs")).filter((file) => file.endsWith(".js"));
  assert.is(configs.length, 6);
  for (const file of configs) assert.ok(page.includes(`\`\`\`js\n${readFileSync(join(root, "test/bundlers/configs", file), "utf8").trim()}\n\`\`\``), file);
  const known = /known are (.*)\.$/.exec(messageOf(() => forRollup({ x: 1 } as GreenletsOptions)))![1]!.split(", ");
  for (const name of known) assert.ok(page.includes(`\n| \`${name}\` |`), name);
  for (const [code] of page.matchAll(/GL\d{4}(?=\.md)/g)) assert.ok(existsSync(join(root, "docs/errors", `${code}.md`)), code);
});

function messageOf(fails: () => unknown): string {
  try {
    fails();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("sourcemap: false gives none", async () => {
  const { run } = transformOf({ sourcemap: false });
  assert.is((await run(MARKED, at("a.ts")))?.map.mappings, "");
});

test.run();
