/** Bundlers that stay: watch mode, caches on the disk, Vite's server. What is kept must be what would be compiled now. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Configuration as RspackConfiguration, RspackPluginInstance } from "@rspack/core";
import { type Plugin, type RollupWatcher, watch } from "rollup";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type * as Vite from "vite";
import type { Configuration, WebpackPluginInstance } from "webpack";
import type { GreenletsOptions } from "../integrations/options.ts";
import { withRspack, withWebpack } from "./bundlers/builds.ts";
import { makeProject } from "./bundlers/project.ts";

const project = makeProject("test/bundlers/app", "test/bundlers/configs");
const previous = process.cwd();
process.chdir(project.path);
process.on("exit", () => {
  process.chdir(previous);
  project.remove();
});

const load = async <T>(path: string): Promise<T> => (await import(pathToFileURL(join(project.path, "node_modules", path)).href)) as T;
const own = async <T>(name: string): Promise<(options?: GreenletsOptions) => T> => (await load<{ default: (options?: GreenletsOptions) => T }>(`greenlets/dist/integrations/${name}.js`)).default;

/** `leaf` cannot be suspended until it is edited; who calls it is compiled accordingly when types are asked. */
const LEAF = `"use greenlet";\nexport function leaf(x: number): number {\n  return x + 1;\n}\n`;
const SUSPENDING = `"use greenlet";\nimport { getCurrent } from "greenlets";\nexport function leaf(x: number): number {\n  getCurrent().parent?.switch(x);\n  return x + 2;\n}\n`;
const CALLER = `"use greenlet";\nimport { leaf } from "./leaf.ts";\nexport function caller(f: () => number): number {\n  return leaf(1) + f();\n}\n`;

/** Whether the call of \`leaf\` in the caller can be suspended. */
const isSuspendable = (code: string): boolean => /\.token = [^\n]*leaf|callable\([^\n]*leaf/.test(code);

test("rollup, watching: an edited module is compiled anew, and so are those whose types rest on it", async () => {
  project.write("leaf.ts", LEAF);
  project.write("caller.ts", CALLER);
  const { default: esbuild } = await load<{ default: (options: object) => Plugin }>("rollup-plugin-esbuild/dist/index.mjs");
  const greenlets = await own<Plugin>("rollup");
  const watcher = watch({
    input: "caller.ts",
    external: [/^greenlets/],
    plugins: [greenlets({ types: true }), esbuild({ target: "es2022" }), { name: "extensions", resolveId: (id, importer) => (importer !== undefined && id.startsWith(".") ? join(project.path, id) : null) }],
    output: { file: "dist/watched.js" },
    watch: { buildDelay: 0, chokidar: { usePolling: true, interval: 50 } },
  });
  try {
    await built(watcher);
    const before = project.read("dist/watched.js");
    assert.not.ok(isSuspendable(before), before);
    project.write("leaf.ts", SUSPENDING);
    await built(watcher);
    const after = project.read("dist/watched.js");
    assert.match(after, /x \+ 2/);
    assert.ok(isSuspendable(after), after);
  } finally {
    await watcher.close();
  }
});

function built(watcher: RollupWatcher): Promise<void> {
  return new Promise((resolve, reject) => {
    watcher.on("event", (event) => {
      if (event.code === "BUNDLE_END") void event.result.close();
      if (event.code === "ERROR") reject(event.error);
      if (event.code === "END") resolve();
    });
  });
}

test("webpack's and Rspack's caches on the disk know the options", async () => {
  project.write("leaf.ts", LEAF);
  project.write("caller.ts", CALLER);
  const module = { rules: [{ test: /\.ts$/, use: "./typescript-loader.cjs" }] };
  const common = { mode: "development", devtool: false, entry: "./caller.ts", externals: { greenlets: "commonjs greenlets" }, output: { filename: "cached.cjs" }, module } as const;
  const forWebpack = await own<WebpackPluginInstance>("webpack");
  const forRspack = await own<RspackPluginInstance>("rspack");
  const builds: ((options: GreenletsOptions) => Promise<unknown>)[] = [
    (options) => withWebpack({ ...common, cache: { type: "filesystem", cacheDirectory: join(project.path, "cache-webpack") }, plugins: [forWebpack(options)] } as Configuration),
    (options) => withRspack({ ...common, cache: { type: "persistent", storage: { type: "filesystem", directory: join(project.path, "cache-rspack") } }, plugins: [forRspack(options)] } as RspackConfiguration),
  ];
  for (const build of builds) {
    const outputs: string[] = [];
    for (const options of [{}, { frames: "full" }, { frames: "full", stress: true }, {}] as const) {
      await build(options);
      outputs.push(project.read("dist/cached.cjs"));
    }
    assert.is(new Set(outputs.slice(0, 3)).size, 3, "each option has its own output");
    assert.is(outputs[3], outputs[0]);
  }
});

const withoutTimes = (code: string): string => code.replace(/\?(?:t|v)=\w+/g, "");

test("Vite's server: a change of types reaches the modules that rest on it; tsconfig.json is read again", async () => {
  project.write("leaf.ts", LEAF);
  project.write("caller.ts", CALLER);
  const vite = await load<typeof Vite>("vite/dist/node/index.js");
  const greenlets = await own<Vite.Plugin>("vite");
  const server = await vite.createServer({ root: project.path, configFile: false, logLevel: "error", appType: "custom", server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true }, plugins: [greenlets({ types: true })] });
  try {
    const client = server.environments.client;
    const transformed = async (url: string): Promise<string> => withoutTimes((await client.transformRequest(url))!.code);
    assert.not.ok(isSuspendable(await transformed("/caller.ts")), await transformed("/caller.ts"));
    await transformed("/leaf.ts");
    const isTypeScript = await transformed("/kinds.ts");
    assert.not.match(isTypeScript, /\$runtime/);
    project.write("leaf.ts", SUSPENDING);
    server.watcher.emit("change", join(project.path, "leaf.ts"));
    for (let round = 0; round < 100 && !isSuspendable(await transformed("/caller.ts")); round++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(isSuspendable(await transformed("/caller.ts")));
  } finally {
    await server.close();
  }
});

test("Vite's server: an edited tsconfig.json counts from then on", async () => {
  project.write("unmarked.ts", LEAF.replace(/^.*\n/, "").replace("x + 1", "[x].map((y) => y + g(y))[0]!").replace("export", "declare function g(x: number): number;\nexport"));
  const config = JSON.parse(project.read("tsconfig.json")) as { greenlets: object };
  const vite = await load<typeof Vite>("vite/dist/node/index.js");
  const greenlets = await own<Vite.Plugin>("vite");
  const server = await vite.createServer({ root: project.path, configFile: false, logLevel: "silent", appType: "custom", server: { middlewareMode: true, ws: false, watch: null }, optimizeDeps: { noDiscovery: true }, plugins: [greenlets()] });
  const isCompiled = async (): Promise<boolean> => (await server.environments.client.transformRequest("/unmarked.ts"))!.code.includes(".describe(");
  try {
    assert.not.ok(await isCompiled());
    project.write("tsconfig.json", JSON.stringify({ ...config, greenlets: { ...config.greenlets, include: ["unmarked.ts"] } }));
    server.watcher.emit("change", join(project.path, "tsconfig.json"));
    for (let round = 0; round < 100 && !(await isCompiled()); round++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(await isCompiled());
    project.write("tsconfig.json", `{ "greenlets": `);
    server.watcher.emit("change", join(project.path, "tsconfig.json"));
    let message = "";
    for (let round = 0; round < 100 && message === ""; round++) await isCompiled().catch((error: Error) => (message = error.message)).then(() => new Promise((resolve) => setTimeout(resolve, 20)));
    assert.match(message, /tsconfig\.json\(1,\d+\): error TS5014/);
    project.write("tsconfig.json", JSON.stringify(config));
    server.watcher.emit("change", join(project.path, "tsconfig.json"));
    for (let round = 0; round < 100 && (await isCompiled().catch(() => true)); round++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.not.ok(await isCompiled());
  } finally {
    project.write("tsconfig.json", JSON.stringify(config));
    await server.close();
  }
});

test("Vite: dependencies that were bundled ahead belong to the options; workers keep the plugins of the user", async () => {
  const vite = await load<typeof Vite>("vite/dist/node/index.js");
  const greenlets = await own<Vite.Plugin>("vite");
  const resolved = (options: GreenletsOptions): Promise<Vite.ResolvedConfig> =>
    vite.resolveConfig({ root: project.path, configFile: false, plugins: [greenlets(options)], worker: { plugins: () => [{ name: "of-the-user" }] } }, "serve");
  const names = async (options: GreenletsOptions): Promise<unknown> => [(await resolved(options)).optimizeDeps.rolldownOptions?.plugins].flat().map((plugin) => (plugin as { name: string }).name);
  assert.equal(await names({}), await names({}));
  assert.not.equal(await names({}), await names({ frames: "none" }));
  const config = await resolved({ packages: ["sax"] });
  assert.equal(config.optimizeDeps.include, ["greenlets", "greenlets/hub", "sax"]);
  const workers = await config.worker.plugins([]);
  assert.equal(workers.plugins.map(({ name }) => name).filter((name) => /^(?:greenlets|of-the-user)$/.test(name)).sort(), ["greenlets", "of-the-user"]);
});

test("Vite, rendering on the server: user code and a compiled package work together, errors are mapped", async () => {
  const vite = await load<typeof Vite>("vite/dist/node/index.js");
  project.write("ssr.ts", `import { PullParser } from "./pull.ts";\nimport { run } from "greenlets/hub";\nimport { fail, sum } from "./tree.ts";\nexport const events = () => { const parser = new PullParser("<a>1</a>"); return [parser.next(), parser.next(), parser.next(), parser.next()].map((event) => event?.value); };\nexport const total = () => run(sum, { value: 1, children: [{ value: 2, children: [] }] });\nexport const failing = () => run(fail, 2);\n`);
  const server = await vite.createServer({ root: project.path, configFile: join(project.path, "vite.config.js"), logLevel: "error", appType: "custom", server: { middlewareMode: true, ws: false, watch: null } });
  try {
    const module = (await server.ssrLoadModule("/ssr.ts")) as { events(): string[]; total(): Promise<number>; failing(): Promise<never> };
    assert.equal(module.events(), ["a", "1", "a", undefined]);
    assert.is(await module.total(), 3);
    const error = await module.failing().then(
      () => new Error("it did not fail"),
      (error: Error) => error,
    );
    server.ssrFixStacktrace(error);
    const line = project.read("tree.ts").split("\n").findIndex((text) => text.includes("throw new RangeError")) + 1;
    assert.match(error.stack!, new RegExp(`at fail \\(\\S*tree\\.ts:${line}:\\d+\\)`));
  } finally {
    await server.close();
  }
});

test.run();
