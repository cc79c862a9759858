/**
 * `bun --preload greenlets/bun`, or `preload = ["greenlets/bun"]` in bunfig.toml: whatever the program imports is compiled as tsconfig.json and the marks say.
 *
 * Bun asks a plugin for files whose path matches, and takes no "leave it to yourself" for an answer. It maps stacks by the map of a text only when the text begins with `// @bun`,
 * which says that Bun made it. And it takes every text that a plugin gives for an ES module: CommonJS is run here, as Bun's own loader would (bun-commonjs.ts).
 * What it does not cover: in CommonJS files Bun uses no map, and stacks have the lines of the compiled text.
 */
import { readFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { findConfig, readConfig } from "../cli/config.ts";
import { type Project, openProject } from "../cli/project.ts";
import { runCommonJs } from "./bun-commonjs.ts";
import type { GreenletsOptions } from "./options.ts";

type Loader = "js" | "jsx" | "ts" | "tsx";

type Loaded = { contents: string; loader: Loader } | { exports: Record<string, unknown>; loader: "object" };

interface PluginBuilder {
  onLoad(filter: { filter: RegExp }, load: (file: { path: string }) => Loaded): void;
}

/** A plugin as Bun wants it. */
export interface BunPlugin {
  name: string;
  setup(build: unknown): void | Promise<void>;
}

interface Scan {
  exports: readonly string[];
  imports: readonly { kind: string }[];
}

/** The part of Bun that is used. */
interface Bun {
  readonly main: string;
  plugin(plugin: { name: string; setup(build: PluginBuilder): void }): void;
  Transpiler: new (options: { loader: Loader }) => { scan(code: string): Scan };
}

/** Our own folder (dist/): the runtime is compiled already. */
const OWN_FOLDER = fileURLToPath(new URL("../", import.meta.url));

/** For Bun.build: `plugins: [greenlets()]`, with the options of the other bundlers. */
export function greenlets(options?: GreenletsOptions): BunPlugin {
  return {
    name: "greenlets",
    async setup(build) {
      const { default: unplugin } = await import("./unplugin.ts");
      return (unplugin.bun(options) as BunPlugin).setup(build);
    },
  };
}

const { Bun: bun } = globalThis as { Bun?: Bun };
if (bun !== undefined) install(bun);

/** @throws ProblemsError for a config that cannot be used. */
function install(bun: Bun): void {
  const configFile = findConfig(bun.main === "" ? process.cwd() : dirname(bun.main));
  const project = openProject({ configFile, keepFrames: process.env["NODE_ENV"] !== "production" });
  const filter = filterOf(readConfig(configFile).packages);
  bun.plugin({ name: "greenlets", setup: (build) => build.onLoad({ filter }, ({ path }) => load(path, project, bun)) });
}

/** The user's files, and those of the packages that are compiled. */
function filterOf(packages: ReadonlySet<string>): RegExp {
  const own = `(?!${escaped(OWN_FOLDER)})`;
  const inPackages = [...packages].map((name) => `.*[\\\\/]node_modules[\\\\/]${escaped(name)}[\\\\/](?!.*[\\\\/]node_modules[\\\\/])`);
  return new RegExp(`^${own}(?:${["(?!.*[\\\\/]node_modules[\\\\/])", ...inPackages].join("|")}).*\\.(?:[cm]?[jt]s|[jt]sx)$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function load(path: string, project: Project, bun: Bun): Loaded {
  const source = readFileSync(path, "utf8");
  const loader = loaderOf(path);
  const isModule = /\.m[jt]s$/.test(path) || (!/\.c[jt]s$/.test(path) && hasModuleSyntax(source, loader, bun));
  if (!project.compiles(path, source)) return isModule ? { contents: source, loader } : runCommonJs(path, () => (loader === "js" ? source : project.loadSource(path, source, "commonjs").code));
  if (!isModule) return runCommonJs(path, () => project.loadSource(path, source, "commonjs").code);
  return { contents: asBunMade(withRequire(project.loadSource(path, source, "module").code)), loader: "js" };
}

function loaderOf(path: string): Loader {
  const extension = extname(path).replace(/^\.[cm]/, ".").slice(1);
  return extension as Loader;
}

/** Bun's own rule. What does not parse is an ES module: that has an error message for it. */
function hasModuleSyntax(source: string, loader: Loader, bun: Bun): boolean {
  try {
    const { exports, imports } = new bun.Transpiler({ loader }).scan(source);
    return exports.length > 0 || imports.some(({ kind }) => kind === "import-statement") || /\bimport\.meta\b|^await\b/m.test(source);
  } catch {
    return true;
  }
}

/** In Bun an ES module may `require`; the name is there only in texts that Bun makes. */
function withRequire(code: string): string {
  const isUsed = /\brequire\s*\(/.test(code) && !/\b(?:const|let|var|function)\s+require\b|[{,]\s*(?:\w+\s+as\s+)?require\b/.test(code);
  return isUsed ? inFront("var require = import.meta.require;", code) : code;
}

/** Bun does nothing to such a text, and uses its map. */
function asBunMade(code: string): string {
  return inFront("// @bun", code);
}

/** A line of its own, which the map knows. Bun takes the names in a map for relative ones. */
function inFront(line: string, code: string): string {
  const changed = code.replace(/(\n\/\/# sourceMappingURL=data:application\/json;base64,)([\w+/=]*)\n$/, (_, comment: string, data: string) => {
    const map = JSON.parse(Buffer.from(data, "base64").toString()) as { mappings: string; sources: string[] };
    const moved = { ...map, mappings: `;${map.mappings}`, sources: map.sources.map((name) => name.slice(name.lastIndexOf("/") + 1)) };
    return `${comment}${Buffer.from(JSON.stringify(moved)).toString("base64")}\n`;
  });
  return `${line}\n${changed}`;
}
