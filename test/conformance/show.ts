/** `--show`: what the compiler makes of one test in each variant, and how it fails. In a process of its own, which has the flags for modules. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { amplify } from "./amplify.ts";
import { execute } from "./execute.ts";
import { readMeta, strictnesses } from "./meta.ts";
import { baselineFlavor } from "./realm.ts";
import { compiling, VARIANTS } from "./variants.ts";

const [root = "", path = "", variants = ""] = process.argv.slice(2);
process.stdout.on("error", () => process.exit());
process.on("unhandledRejection", (error) => console.log("unhandled rejection:", error));
process.on("uncaughtException", (error) => console.log("uncaught:", error));

const file = join(root, "test", path.replace(/^.*\/test\//, ""));
// Without the metadata, for the eye.
const whole = readFileSync(file, "utf8");
const source = whole.replace(/\/\*---[\s\S]*?---\*\/\n*/, "").replace(/^\/\/ .*\n/gm, "");
const meta = readMeta(whole);
const heading = (text: string): void => console.log(`\n──── ${text} ${"─".repeat(Math.max(0, 100 - text.length))}`);

for (const strictness of strictnesses(meta)) {
  const text = strictness === "strict" ? `"use strict";\n${source}` : source;
  const test = { root, file, meta, strictness, isVerbose: true };
  console.log(`${strictness}, as it is: ${(await execute(test, text, baselineFlavor(false))) ?? "passes"}`);
  for (const variant of VARIANTS.filter(({ name }) => variants.split(",").includes(name))) {
    const input = variant.isAmplified ? amplify(text, strictness === "module") : text;
    if (input === null) continue;
    if (variant.isAmplified) console.log(`${strictness}, amplified: ${(await execute(test, input, baselineFlavor(true))) ?? "passes"}`);
    heading(`${variant.name}, ${strictness}`);
    const transform = compiling(variant.isStress, (tally) => console.log(`// ${JSON.stringify(tally)}`));
    const output = transform(input, file, strictness === "module");
    console.log(output);
    const problem = await execute(test, output, { variant, isAmplified: variant.isAmplified, transform: compiling(variant.isStress), harness: new Map() });
    heading(problem === null ? "passes" : `fails\n${problem}`);
  }
}
process.exit();
