/** One program in each bundler: test/bundlers/app, with the configs that docs/bundlers.md shows. Built, run, and its source map followed. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type * as Vite from "vite";
import { type Built, withEsbuild, withRolldown, withRollup, withRspack, withVite, withWebpack } from "./bundlers/builds.ts";
import { makeProject } from "./bundlers/project.ts";

const project = makeProject("test/bundlers/app", "test/bundlers/configs");
const previous = process.cwd();
process.chdir(project.path);
process.on("exit", () => {
  process.chdir(previous);
  project.remove();
});

const vite = (await import(pathToFileURL(join(project.path, "node_modules/vite/dist/node/index.js")).href)) as typeof Vite;
const own = async <T>(name: string): Promise<T> => ((await import(pathToFileURL(join(project.path, `node_modules/greenlets/dist/integrations/${name}.js`)).href)) as { default: T }).default;
const greenlets = await own<typeof import("../integrations/esbuild.ts").default>("esbuild");
const forRolldown = await own<typeof import("../integrations/rolldown.ts").default>("rolldown");

const lineOf = (file: string, text: string): number => project.read(file).split("\n").findIndex((line) => line.includes(text)) + 1;

function expected(): string {
  const at = (file: string, text: string, column: number): string => `${file}:${lineOf(file, text)}:${column}`;
  return `{ kind: 'open', value: 'a' } { kind: 'open', value: 'x' } { kind: 'open', value: 'b' } { kind: 'text', value: '2' }
PullParser.#emit ${at("pull.ts", "this.#main.switch", 16)}
<anonymous>.emit SAX
<anonymous>.emitNode SAX
<anonymous>.openTag SAX
<anonymous>.write SAX
PullParser.#parse ${at("pull.ts", "parser.write", 12)}
{ kind: 'open', value: 'y' } { kind: 'text', value: '1' } { kind: 'close', value: 'y' } { kind: 'close', value: 'b' }
true PullParser
10
{"tag":"ul","children":[{"tag":"li","children":["name 1"]},{"tag":"li","children":["name 2"]}]}
RangeError: too deep in the tree
    at fail (tree.ts:${lineOf("tree.ts", "throw new RangeError")})
  through <TaskGreenlet dead>:
    at fail ${`(${at("tree.ts", "return fail", 25)})`}
    … and 2 more of it
    at live (greenlets/runtime/hub/task.ts)
function
`;
}

/** Where the package lies, and how a bundler calls the file of an error's own frame, is not ours. */
function normalized(stdout: string): string {
  return stdout.replace(/(?:\.\.\/)*node_modules\/.*\/sax\.js:\d+:\d+/g, "SAX").replace(/(hub\/task\.ts):[\d:]+/, "$1").replace(/at (\w+) \((?!tree\.ts)\S*\/(tree\.ts:\d+):\d+\)/, "at $1 ($2)");
}

/** Runs the bundle; what it prints is what the program prints. Compiled packages share the one copy of the runtime that the program has. */
function runs({ file }: Built): void {
  assert.is(project.read(file).match(/["`]greenlets\.runtime\./g)?.length, 1);
  const { code, stdout, stderr } = project.node("--enable-source-maps", file);
  assert.is(stderr, "");
  assert.is(normalized(stdout), expected());
  assert.is(code, 0);
}

/** Text of the sources that bundlers leave alone: each time it is in the bundle it leads back to where it was written. */
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  "tree.ts": ['"too deep in the tree"', "RangeError"],
  "pull.ts": ["onopentag", "onclosetag", "ontext"],
  "view.tsx": ["name ${"],
  "main.ts": ["constructor === "],
};

function mapsBack({ file }: Built, wanted = TOKENS): void {
  const bundle = project.read(file).split("\n");
  const map = new TraceMap(project.read(`${file}.map`));
  for (const [source, tokens] of Object.entries(wanted)) {
    for (const token of tokens) {
      const places = placesOf(token, project.read(source).split("\n"));
      const found = placesOf(token, bundle).map(({ line, column }) => originalPositionFor(map, { line: line + 1, column })).filter((place) => place.source?.endsWith(source) === true);
      assert.ok(found.length > 0, `${token} of ${source} is in the bundle`);
      for (const { line, column } of found) {
        const isRight = places.some((place) => place.line + 1 === line && (!token.startsWith('"') || place.column === column));
        assert.ok(isRight, `${token} of ${source} maps to ${line}:${column}`);
      }
    }
  }
}

function placesOf(token: string, lines: readonly string[]): { line: number; column: number }[] {
  return lines.flatMap((text, line) => [...text.matchAll(new RegExp(token.replace(/[$={]/g, "\\$&"), "g"))].map(({ index }) => ({ line, column: index })));
}

test("rollup, with the plugins that it needs for packages and TypeScript", async () => {
  const built = await withRollup(await project.config("rollup.config.js"));
  assert.equal(built.warnings, []);
  runs(built);
  mapsBack(built);
});

test("rolldown", async () => {
  const built = await withRolldown(await project.config("rolldown.config.js"));
  assert.equal(built.warnings, []);
  runs(built);
  mapsBack(built);
});

test("esbuild, with the packages that tsconfig.json names", async () => {
  const { code, stderr } = project.node("esbuild.js");
  assert.is(code, 0, stderr);
  const built = { file: "dist/esbuild.js", warnings: [] };
  runs(built);
  mapsBack(built);
});

test("webpack", async () => {
  const config = await project.config<Parameters<typeof withWebpack>[0]>("webpack.config.js");
  const built = await withWebpack({ ...config, optimization: { minimize: false } });
  assert.equal(built.warnings, []);
  runs(built);
  mapsBack(built);
});

test("Rspack", async () => {
  const config = await project.config<Parameters<typeof withRspack>[0]>("rspack.config.js");
  const built = await withRspack({ ...config, optimization: { minimize: false } });
  assert.equal(built.warnings, []);
  runs(built);
  mapsBack(built);
});

test("Vite, a build for the server", async () => {
  const built = await withVite(vite, await project.config("vite.config.js"), {});
  assert.equal(built.warnings, []);
  runs(built);
  mapsBack(built);
});

/** What suspends at every call has no tail calls: their frames are there, too. */
const TAIL_FRAMES = /^PullParser\.(?:#parse\.onopentag|constructor\.<anonymous>) .*\n/gm;

test("minified, and suspended wherever it may be: functions and positions are still told", async () => {
  const built = await withEsbuild({ entryPoints: ["main.ts"], outfile: "dist/minified.js", minify: true, keepNames: true, plugins: [greenlets({ packages: ["sax"], stress: true })] });
  const { code, stdout, stderr } = project.node("--enable-source-maps", built.file);
  assert.is(stderr, "");
  assert.is(normalized(stdout.replace(TAIL_FRAMES, "")), expected());
  assert.is(code, 0);
  assert.match(project.read("dist/minified.js"), /[^\n]{20000}/, "it is minified");
  mapsBack(built, { "tree.ts": ['"too deep in the tree"'] });
});

test("minified by Rolldown, with types: names that the program asks for are the short ones, those of frames are not", async () => {
  const config = await project.config<Parameters<typeof withRolldown>[0]>("rolldown.config.js");
  const plugins = [forRolldown({ packages: ["sax"], types: true })];
  const built = await withRolldown({ ...config, plugins, output: { ...config.output, minify: true, file: "dist/minified-rolldown.js" } });
  const { stdout } = project.node("--enable-source-maps", built.file);
  const frames = (text: string): string[] => text.split("\n").filter((line) => /pull\.ts:|SAX|at fail \(tree.ts:\d+:/.test(line));
  assert.equal(frames(normalized(stdout)), frames(expected()));
});

test.run();
