/**
 * 3,000 random programs from a base seed, always the same ones unless `SEED=n` says otherwise: what is new is looked for by `npm run fuzz`. Three of four run by themselves,
 * uncompiled, compiled and under STRESS; the fourth is a pair of coroutines, against the same text spelt with native generators. Some are
 * also run by three greenlets that leave at random calls, below foreign frames, too.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { differenceOf, inTask, traceOf } from "./helpers/differential.ts";
import { check, programOf, report } from "./helpers/fuzz.ts";
import { generate, generateCoroutines } from "./helpers/generate/program.ts";
import { asFunctions, asGenerators } from "./helpers/generate/spelling.ts";
import { reduce } from "./helpers/reduce.ts";

const PROGRAMS = Number(process.env["PROGRAMS"] ?? 3000);
const CHUNK = 100;
const base = Number(process.env["SEED"] ?? 262_000_000);
console.log(`base seed ${base}`);

/** Without a stack: it says nothing of the program. */
function failed(message: string): Error {
  const error = new Error(message);
  error.stack = "";
  return error;
}

for (let from = 0; from < PROGRAMS; from += CHUNK) {
  test(`programs ${base + from} and following`, () => inTask(() => {
    for (let seed = base + from; seed < base + Math.min(from + CHUNK, PROGRAMS); seed++) {
      const program = programOf(seed);
      const failure = check(program);
      if (failure !== null) throw failed(`repeat with SEED=${seed}\n${report(failure, program, 10_000)}`);
    }
  }));
}

test("a seed always gives the same program", () => {
  assert.is(generate(5).text, generate(5).text);
  assert.is.not(generate(5).text, generate(6).text);
  assert.is(generateCoroutines(5).text, generateCoroutines(5).text);
});

test("programs parse, end, and log enough", () => inTask(() => {
  let lines = 0;
  for (let seed = 0; seed < 100; seed++) lines += traceOf(asFunctions(generate(seed))).length;
  assert.ok(lines / 100 > 40, `${lines / 100} lines a program`);
  for (let seed = 0; seed < 100; seed++) assert.type(new Function("t", "exports", "leave", asGenerators(generateCoroutines(seed))), "function");
}));

test("each feature is in more than a tenth of the programs", () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 400; seed++) for (const feature of generate(seed).features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const rare = [...counts].filter(([, count]) => count <= 40);
  assert.equal(rare, []);
});

test("a difference is found where the traces first differ", () => {
  assert.is(differenceOf(["1 2", "2 3"], ["1 2", "2 3"]), null);
  assert.equal(differenceOf(["1 2", "2 3"], ["1 2", "2 4", "5"]), { kind: "# # / # #", wanted: "2 3", actual: "2 4", line: 2, engineErrors: 0 });
  assert.is(differenceOf(["1 2"], [])!.actual, "(end)");
  assert.is(differenceOf([], ["3 x"])!.wanted, "(end)");
});

test("the reducer keeps what makes a program fail, and little else", () => {
  const source = "function f(a) { let x = 1; if (a) { x = a + 2; return g(x, h()); } return 0; }\nconst unused = f(1);\n";
  assert.is(reduce(source, (candidate) => candidate.includes("h()")).trim(), "return (h());");
});

test.run();
