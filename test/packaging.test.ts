/** The package as it would be published: what is in it, what it needs, and a project that has it installed. `npm run test:packaging` has the package managers and versions of TypeScript. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { command, inProject, installGreenlets, linkPackage, manifestOf, packedGreenlets } from "./helpers/packed.ts";
import { root } from "./helpers/paths.ts";
import { blindMaps, filesIn, importsOf, missingEntries, strayFiles, unmetImports } from "./packaging/contents.ts";
import { lint } from "./packaging/lint.ts";
import { CHECKS, PROJECT, uses } from "./packaging/project.ts";

const MOST_BYTES = 1 << 20;

/** Calls `use` with the unpacked package. */
async function inPackage(use: (folder: string) => void): Promise<void> {
  await inProject({}, (project) => use(installGreenlets(project)));
}

test("the tarball has what the sources make, maps that carry them, and is not large", async () => {
  const { size } = statSync(packedGreenlets());
  console.log(`the package: ${(size / 1024).toFixed(0)} KB packed`);
  assert.ok(size < MOST_BYTES, `${size} bytes`);
  await inPackage((folder) => {
    assert.equal(strayFiles(folder), [], "built from a source that is gone? remove dist and build again");
    assert.equal(blindMaps(folder), []);
    for (const file of ["LICENSE", "README.md", "CHANGELOG.md", "dist/runtime/index.js", "dist/runtime/index.d.ts", "dist/cli/gtsc.js"]) assert.ok(filesIn(folder).includes(file), file);
  });
});

/** Some entry points are made by branches that may not be here yet. */
const isWhole = existsSync(join(root, "integrations/vite.ts")) && existsSync(join(root, "integrations/bun.ts"));
if (!isWhole) console.log("not run: every entry point is there (integrations/ is not complete)");

(isWhole ? test : test.skip)("every entry point is there", async () => {
  await inPackage((folder) => assert.equal(missingEntries(folder), []));
});

test("publint and are-the-types-wrong find nothing", async () => {
  await inPackage((folder) => assert.equal(lint(packedGreenlets(), missingEntries(folder)), []));
});

test("whatever is imported, by code or by types, is in the package, in Node, or a dependency; every dependency is imported", async () => {
  await inPackage((folder) => {
    assert.equal(unmetImports(folder, (file) => /\.(?:js|d\.ts)$/.test(file)), []);
    const texts = filesIn(folder).filter((file) => file.endsWith(".js")).map((file) => readFileSync(join(folder, file), "utf8"));
    const imported = new Set(texts.flatMap(importsOf));
    const { dependencies = {} } = manifestOf(folder);
    const unused = Object.keys(dependencies).filter((name) => ![...imported].some((specifier) => specifier === name || specifier.startsWith(`${name}/`)) && !texts.some((text) => text.includes(`"${name}"`)));
    assert.equal(unused, []);
  });
});

test("the runtime, the hub and the compiler need no types of Node", async () => {
  await inPackage((folder) => {
    const files = filesIn(folder).filter((file) => /^dist\/(?:runtime\/(?!node\/)|compiler\/(?!typehost\/)).*\.d\.ts$/.test(file));
    assert.ok(files.length > 50);
    for (const file of files) assert.not.match(readFileSync(join(folder, file), "utf8"), /\bNodeJS\.|\bBuffer\b|from "node:|types="node"/, file);
  });
});

test("a list of modules with side effects: each is there, and none of the compiler", () => {
  const { sideEffects } = manifestOf(root);
  assert.ok(Array.isArray(sideEffects));
  for (const file of sideEffects as string[]) assert.ok(statSync(join(root, file)).isFile() && !file.includes("/compiler/"), file);
});

for (const name of Object.keys(uses(""))) {
  test(`installed in a project, without what only this one's development needs: ${name}`, async () => {
    await inProject(PROJECT, (folder) => {
      installGreenlets(folder);
      uses(folder)[name]!();
    });
  });
}

test("the types, as strictly as a project may ask, by its own tsc and without @types/node", async () => {
  await inProject(PROJECT, (folder) => {
    installGreenlets(folder);
    linkPackage("typescript", folder);
    command(process.execPath, [join(folder, "node_modules/typescript/bin/tsc"), "-p", `tsconfig.${CHECKS[0]}.json`], folder);
  });
});

test.run();
