/**
 * Random programs, from a seed. A program ends (fuel is counted at function entry and at loop heads; without fuel, calls return 0) and
 * shows all it does as a trace: `t(id, value)` logs and returns the value.
 *
 * Its text has marks that are replaced when it is spelt out (spelling.ts):
 * - `$Y(f(x))`, `function G$f`: a call and a function that may suspend; plain calls, or native generators and `yield*` on every call, the
 *   oracle for interleaved coroutines;
 * - `$G(g())`, `$V((x))`, `$D((xs))`: a generator object, `yield`, `yield*`;
 * - `¶3¶`: where the third function may carry "use plain".
 */
import { CALL, type Context, GROUPS, STAR, YIELD } from "./context.ts";
import { asyncDeclaration } from "./async.ts";
import { classDeclaration } from "./classes.ts";
import { functionBody, functionDeclaration } from "./functions.ts";
import { generator, generatorDeclaration } from "./generators.ts";
import { Random } from "./random.ts";
import { Scope } from "./scope.ts";
import { value } from "./expressions.ts";

export interface Program {
  seed: number;
  /** With marks. */
  text: string;
  features: Set<string>;
  /** How many places for "use plain" there are. */
  functions: number;
  isCoroutine: boolean;
}

const W = "*w(x) { try { x = yield this.a; yield t(907, x); } finally { t(908, this.b); } }";

/** Helpers that the program's own text brings along, compiled with it: those it uses. */
const PRELUDE: Record<string, string> = {
  make: `function make(a, b) { return { a, b, ${STAR}m(x) { this.a = x; return t(900, this.b); }, get g() { return t(901, this.a); }, set g(x) { this.b = t(902, x); }, ${W} }; }`,
  Base: `class Base { a = 1; b = 2; ${STAR}m(x) { return t(905, [x, this.a]); } get g() { return t(906, this.b); } ${W} }`,
  tag: 'const tags = [];\nfunction tag(strings, ...values) { if (!tags.includes(strings)) tags.push(strings); return t(903, tags.indexOf(strings) + strings.raw.join("|") + values.length); }',
  list: "function list(...values) { return t(904, values.length); }",
  iter: `function iter(id, n, mode) {
  let i = 0;
  return {
    [Symbol.iterator]() { return this; },
    next() { t(id, "next"); if (mode === 3 && i === 1) throw "next" + id; return i < n ? { done: false, value: i++ } : { done: true, value: 9 }; },
    return() { t(id, "return"); if (mode === 1) throw "close" + id; return mode === 2 ? 1 : {}; },
  };
}`,
  gen: 'function* gen(id, n) { "use plain"; try { for (let i = 0; i < n; i++) yield t(id, i); } finally { t(id, "end"); } }',
  steps: `function* steps(id, n) { try { for (let i = 0; i < n; i++) ${YIELD}(t(id, i))); } finally { t(id, "end"); } }`,
  drain: 'function drain(id, it, how, value) { "use plain"; t(id, it[how](value)); for (let i = 0; i < 2; i++) { const { done } = t(id, it.next(i)); if (done) break; } return id; }',
  asyncIter: `function asyncIter(id, n, mode) {
  let i = 0;
  return {
    [Symbol.asyncIterator]() { return this; },
    next() { t(id, "next"); if (mode === 3 && i === 1) return Promise.reject("next" + id); const result = i < n ? { done: false, value: i++ } : { done: true, value: 9 }; return n === 1 ? result : Promise.resolve(result); },
    return() { t(id, "return"); if (mode === 1) throw "close" + id; return mode === 2 ? 1 : {}; },
  };
}`,
  thenable: 'function thenable(id, mode) { return { get then() { t(id, "then"); return (resolve, reject) => { t(id, "resolve"); if (mode === 2) throw id; (mode === 1 ? reject : resolve)(id); resolve(0); }; } }; }',
  conv: 'function conv(id, value) { return { valueOf() { return t(id, value); }, toString() { return t(id, "s" + value); } }; }',
  o8: "const o8 = make(8, 8);",
  o9: "const o9 = make(9, 9);",
  later: "const later = [];",
};

function prelude(body: string): string {
  const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(body);
  const used = Object.entries(PRELUDE).filter(([name]) => isUsed(name) || (name === "make" && (isUsed("o8") || isUsed("o9"))));
  return used.map(([, text]) => `${text}\n`).join("");
}

const SWITCH_POINT = `function ${STAR}sw(id) { return ${CALL}leave(t(id, id))); }\n`;

function newContext(random: Random, isCoroutine: boolean): Context {
  return {
    random,
    features: new Set(),
    groups: new Set(GROUPS.filter((group) => random.chance(group === "async" || group === "generators" ? 0.55 : 0.4) && !(isCoroutine && (group === "async" || group === "classes")))),
    counts: { log: 1, function: 0, label: 0, size: 55 },
    isCoroutine,
    isStrict: random.chance(0.75),
    scope: new Scope(null, true),
    jumps: [],
    isCalm: false,
    has: {},
  };
}

/** The module's variables, classes and functions, and what runs at the end. */
function declarations(c: Context): string {
  let text = "";
  for (let i = 0; i < 2; i++) text += `let ${c.scope.declare(c.random, "value", true).name} = ${i + 1};\n`;
  text += `const ${c.scope.declare(c.random, "object", false).name} = make(3, 4);\n`;
  text += `const ${c.scope.declare(c.random, "array", false).name} = [5, 6];\n`;
  if (c.groups.has("classes") || c.random.chance(0.4)) text += `${classDeclaration(c)}\n`;
  if (c.groups.has("generators")) text += `${generatorDeclaration(c, 3)}\n`;
  if (c.groups.has("async")) text += `${asyncDeclaration(c, 3)}\n`;
  for (let i = 0; i < 2; i++) text += `${functionDeclaration(c, 3)}\n`;
  if (c.groups.has("generators")) text += `const ${sharedGenerator(c)};\n`;
  return text;
}

/** `z0 = q0(1)`: a generator object of the module, which everybody may step. */
function sharedGenerator(c: Context): string {
  const text = generator({ ...c, isCalm: true }, 1);
  return `${c.scope.declare(c.random, "generator", false).name} = ${text}`;
}

function entry(c: Context, name: string, isAsync = false): string {
  const inner = { ...c, scope: new Scope(c.scope, true), has: { return: true, await: isAsync }, counts: { ...c.counts, size: c.counts.size + 38 } };
  const text = functionBody(inner, 5, 3);
  c.counts = { ...inner.counts, size: 0 };
  return `${isAsync ? "async " : ""}function ${STAR}${name}() ${text}\n`;
}

/** Where the program's own run begins. */
export const RUN = "for (let i = 0; i < 3; i++) {\n  fuel = 130;";

/** A program that runs by itself. */
export function generate(seed: number): Program {
  const c = newContext(new Random(seed), false);
  const directive = c.isStrict ? '"use greenlet";\n"use strict";\n' : '"use greenlet";\n';
  const isAsync = c.groups.has("async") && c.random.chance(0.8);
  const body = declarations(c) + entry(c, "main", isAsync);
  const result = isAsync ? 'main().then((value) => t("main", value), (e) => t("rejected", e))' : 't("main", main())';
  const run = `${RUN}\n  try { ${result}; } catch (e) { t("threw", e); }\n}\nexports.last = () => { for (const k of later.splice(0, 20)) try { t("later", k(1)); } catch (e) { t("threw", e); } };\n`;
  const text = `let fuel = 0;\n${body}${run}`;
  return { seed, text: directive + prelude(text) + text, features: c.features, functions: c.counts.function, isCoroutine: false };
}

/** Bodies of two coroutines, exported as `bodies`, over variables of their own and shared ones. */
export function generateCoroutines(seed: number): Program {
  const c = newContext(new Random(seed), true);
  const end = `function ${STAR}finish(result) { for (const k of later.splice(0, 5)) t("later", ${CALL}k(${value({ ...c, isCalm: true }, 0)}))); return result; }\n`;
  const body = declarations(c) + entry(c, "body0") + entry(c, "body1");
  const bodies = `exports.bodies = [0, 1].map((i) => function ${STAR} () { return ${CALL}finish(${CALL}[body0, body1][i]()))); });\n`;
  const text = `${SWITCH_POINT}let fuel = 240;\n${body}${end}${bodies}`;
  return { seed, text: `"use greenlet";\n"use strict";\n${prelude(text)}${text}`, features: c.features, functions: 0, isCoroutine: true };
}
