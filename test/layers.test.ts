/** The arrows of the layers (ARCHITECTURE: Layers), read off the imports, and the contract between generated code and the runtime. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runtime } from "../runtime/index.ts";
import { PROTOCOL } from "../runtime/core/protocol.ts";
import { root } from "./helpers/paths.ts";

interface Import {
  /** `compiler/3-lower/lower.ts` */
  from: string;
  /** `compiler/ir.ts`, `node:fs`, `@babel/types` */
  to: string;
  isType: boolean;
}

function sourceFiles(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => /\.ts$/.test(name)).map((name) => join(folder, name));
}

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, type, specifier, dynamic]) => {
    const to = (specifier ?? dynamic)!;
    return { from: file, to: to.startsWith(".") ? relative(root, join(root, file, "..", to)) : to, isType: type !== undefined };
  });
}

const all = ["runtime", "compiler", "cli", "integrations"].flatMap(sourceFiles).flatMap(importsOf);

const isPackage = ({ to }: Import): boolean => !/\.ts$/.test(to);
const phaseOf = (file: string): string | undefined => /^compiler\/(\d-[a-z]+)\//.exec(file)?.[1];
const show = (imports: Import[]): string => imports.map(({ from, to }) => `${from} imports ${to}`).join("\n");

/** A rule: no import of those from files that match may fail it. */
function rule(name: string, from: RegExp, isAllowed: (item: Import) => boolean): void {
  test(name, () => assert.is(show(all.filter((item) => from.test(item.from) && !isAllowed(item))), ""));
}

rule("runtime/core imports nothing outside itself", /^runtime\/core\//, ({ to }) => to.startsWith("runtime/core/"));
rule("runtime/language imports the core", /^runtime\/language\//, ({ to }) => /^runtime\/(?:core|language)\//.test(to));
rule("runtime/inspect imports the core", /^runtime\/inspect\//, ({ to }) => /^runtime\/(?:core|inspect)\//.test(to));
rule("runtime/index.ts exports the runtime only", /^runtime\/index\.ts$/, ({ to }) => to.startsWith("runtime/"));
rule("runtime/{builtins,generators,hub} import the runtime only", /^runtime\/(?:builtins|generators|hub)\//, ({ to }) => /^runtime\/|^greenlets$/.test(to));
rule("runtime/node imports the runtime and Node", /^runtime\/node\//, ({ to }) => /^runtime\/|^greenlets$|^node:/.test(to));
rule("the compiler knows of the runtime only the protocol", /^compiler\//, ({ to }) => !to.startsWith("runtime/") || to === "runtime/core/protocol.ts");
rule("the compiler imports neither cli nor integrations", /^compiler\//, ({ to }) => !/^(?:cli|integrations|test)\//.test(to));
rule("no phase imports another", /^compiler\/\d-/, (item) => isPackage(item) || phaseOf(item.to) === undefined || phaseOf(item.to) === phaseOf(item.from));
rule("only compiler/index.ts imports phases", /^compiler\/(?!index\.ts$)[^/]+$/, (item) => phaseOf(item.to) === undefined);
rule("no phase imports compiler/index.ts", /^compiler\/(?!index\.ts$|print\.ts$|facts\/)/, (item) => item.to !== "compiler/index.ts" || item.isType);
rule("only typehost/ uses Node and TypeScript in the compiler", /^compiler\/(?!typehost\/)/, ({ to }) => !/^node:|^typescript$/.test(to));
rule("cli and integrations import no phase of the compiler", /^(?:cli|integrations)\//, ({ to }) => phaseOf(to) === undefined);
rule("only the project's own dependencies are imported", /./, (item) => !isPackage(item) || isDeclared(item.to) || (item.isType && isPeer(item.to)));

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { name: string; dependencies: Record<string, string>; peerDependencies: Record<string, string> };
const packageOf = (specifier: string): string => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
function isDeclared(specifier: string): boolean {
  const name = packageOf(specifier);
  return specifier.startsWith("node:") || name === manifest.name || name in manifest.dependencies;
}
/** What a user may have: its types only. */
function isPeer(specifier: string): boolean {
  return packageOf(specifier) in manifest.peerDependencies;
}

test("files were found", () => assert.ok(all.length > 20));

test("the runtime has each name of the protocol", () => {
  const missing = Object.values(PROTOCOL).filter((name) => !(name in runtime));
  assert.equal(missing, []);
});

test("the compiler uses each name of the protocol", () => {
  const text = sourceFiles("compiler").map((file) => readFileSync(join(root, file), "utf8")).join("\n");
  // The frame shapes are named by their sizes.
  const isUsed = (name: string): boolean => new RegExp(`\\bPROTOCOL\\.${name}\\b|["'\`.$]${name}\\b`).test(text) || (/^Frame\d+$/.test(name) && text.includes("Frame${"));
  const unused = Object.keys(PROTOCOL).filter((name) => !isUsed(name));
  assert.equal(unused, []);
});

test.run();
