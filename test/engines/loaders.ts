/** The loaders on an engine: the cases that `npm test` has for its own Node, and those of Bun and Deno. */
import { join } from "node:path";
import { type LoaderCase, problemOf } from "../loaders/case.ts";
import { type Babel, babelChecks } from "../loaders/babel.ts";
import { bunCases } from "../loaders/bun.ts";
import { denoCases } from "../loaders/deno.ts";
import { registerCases } from "../loaders/register.ts";
import { tsNodeCases } from "../loaders/ts-node.ts";
import { tsxCases } from "../loaders/tsx.ts";
import { pageCases } from "../loaders/page.ts";

export interface LoaderReport {
  /** `node26 26.10.0` */
  where: string;
  loader: string;
  passed: number;
  failures: { name: string; problem: string }[];
}

/** @param major of a Node */
function loadersOf(engine: string, major: number): Readonly<Record<string, readonly LoaderCase[]>> {
  if (engine === "bun") return { "greenlets/bun": bunCases, "docs/loaders.md": pageCases("Bun") };
  if (engine === "deno") return { "greenlets/register": denoCases, "docs/loaders.md": pageCases("Deno") };
  const all = { "greenlets/register": registerCases, tsx: tsxCases, "greenlets/ts-node": tsNodeCases, "docs/loaders.md": ["Node", "tsx", "ts-node", "Babel"].flatMap((section) => pageCases(section)) };
  return Object.fromEntries(Object.entries(all).map(([loader, cases]) => [loader, cases.filter(({ from = 0 }) => from <= major)]));
}

export function testLoaders(engine: { name: string; version: string; binary: string }): LoaderReport[] {
  const loaders = loadersOf(engine.name, Number(engine.version.split(".", 1)[0]));
  return Object.entries(loaders).map(([loader, cases]) => {
    const failures = cases.flatMap((item) => {
      const problem = problemOf(item, engine.binary);
      return problem === null ? [] : [{ name: item.name, problem }];
    });
    return { where: `${engine.name} ${engine.version}`, loader, passed: cases.length - failures.length, failures };
  });
}

/** @babel/core 7, on this Node: `npm test` has 8. */
export async function testBabel(packages: string): Promise<LoaderReport> {
  const { default: babel } = (await import(join(packages, "node_modules/babel7/lib/index.js"))) as { default: Babel };
  const failures: LoaderReport["failures"] = [];
  for (const [name, check] of Object.entries(babelChecks)) {
    try {
      await check(babel);
    } catch (error) {
      failures.push({ name, problem: String((error as Error).stack) });
    }
  }
  return { where: `@babel/core ${babel.version}`, loader: "greenlets/babel", passed: Object.keys(babelChecks).length - failures.length, failures };
}
