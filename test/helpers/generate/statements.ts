/** Statements: loops, labels, switch, try with every way out, declarations that shadow, closures for later. */
import { asyncDeclaration, forAwait, startAsync } from "./async.ts";
import { choose, type Context, find, inScope, type Jump, logId, type Table } from "./context.ts";
import { arrayLiteral, expression, iterable, log, value } from "./expressions.ts";
import { generatorDeclaration } from "./generators.ts";
import { classDeclaration } from "./classes.ts";
import { patternDeclaration } from "./patterns.ts";
import { functionDeclaration, later, structured } from "./functions.ts";

type Make = (c: Context) => string | null;

export function statements(c: Context, count: number): string {
  let text = "";
  for (let i = 0; i < count; i++) text += `${statement(c)}\n`;
  return text;
}

export function statement(c: Context): string {
  if (c.counts.size <= 0) return `t(${logId(c)}, ${find(c, "value")?.name ?? 0});`;
  return choose(c, STATEMENTS) ?? `${value(c)};`;
}

const block = (c: Context, count = 2): string => `{\n${statements(inScope(c), 1 + c.random.below(count))}}`;

function declaration(c: Context): string {
  const text = value(c);
  const choice = c.random.next();
  if (choice < 0.3) {
    c.features.add("var");
    return `var ${c.scope.declareVar(c.random, "value").name} = ${text};`;
  }
  const isConst = choice < 0.5;
  return `${isConst ? "const" : "let"} ${c.scope.declare(c.random, "value", !isConst).name} = ${text};`;
}

function destructuring(c: Context): string {
  const first = value(c, 1);
  const second = value(c, 1);
  const source = c.random.chance(0.5) ? iterable(c, 1) : null;
  const object = source === null ? expression(c, "object", 1) : null;
  const a = c.scope.declare(c.random, "value", true).name;
  const b = c.scope.declare(c.random, "value", true).name;
  if (source !== null) return `let [${a} = ${first}, ${c.random.chance(0.2) ? ", " : ""}${b} = ${second}${c.random.chance(0.3) ? `, ...${c.scope.declare(c.random, "array", false).name}` : ""}] = ${source};`;
  const rest = c.random.chance(0.3) ? `, ...rest${logId(c)}` : "";
  return `let { a: ${a} = ${first}, [${log(c, '"b"')}]: ${b} = ${second}${rest} } = ${object};`;
}

function ifStatement(c: Context): string {
  const alternative = c.random.chance(0.5) ? ` else ${block(c)}` : "";
  return `if (${value(c)}) ${block(c)}${alternative}`;
}

/** A loop or switch that break and continue may name. */
export function jumpTarget(c: Context, kind: Jump["kind"]): { jumps: Jump[]; label: string } {
  const label = kind === "block" || c.random.chance(0.3) ? `L${c.counts.label++}` : null;
  if (label !== null) c.features.add("label");
  return { jumps: [...c.jumps, { label, kind }], label: label === null ? "" : `${label}: ` };
}

function forLoop(c: Context): string {
  const { jumps, label } = jumpTarget(c, "loop");
  const inner = inScope(c, { jumps });
  const start = value({ ...c, counts: c.counts }, 1);
  const isVar = c.random.chance(0.2);
  const { name } = isVar ? c.scope.declareVar(c.random, "value") : inner.scope.declare(c.random, "value", true);
  const captured = c.random.chance(0.4) ? `later.push(() => ${name});` : "";
  if (captured !== "") c.features.add("perIterationCapture");
  const test = c.random.chance(0.5) ? `${name} < ${1 + c.random.below(4)}` : `${name} < 3 && ${value(inner, 1)} !== 7`;
  const update = c.random.pick([`${name}++`, `${name} += 1`, `${log(inner, name)}, ${name}++`]);
  return `${label}for (${isVar ? "var" : "let"} ${name} = ${start}; --fuel > 0 && ${test}; ${update}) {\n${c.isCoroutine ? "" : captured}${statements(inner, 1 + c.random.below(2))}}`;
}

function forIn(c: Context): string {
  const { jumps, label } = jumpTarget(c, "loop");
  const over = c.random.chance(0.5) ? expression(c, "object", 1) : arrayLiteral(c, 1);
  const inner = inScope(c, { jumps });
  const { name } = inner.scope.declare(c.random, "value", true);
  return `${label}for (let ${name} in ${over}) {\nif (--fuel < 0) break;\n${statements(inner, 1 + c.random.below(2))}}`;
}

function forOf(c: Context): string {
  const { jumps, label } = jumpTarget(c, "loop");
  const over = iterable(c, 1);
  const inner = inScope(c, { jumps });
  const fallback = value(c, 1);
  const { name } = inner.scope.declare(c.random, "value", true);
  const isPattern = c.random.chance(0.15);
  const head = isPattern ? `let [${name} = ${fallback}] of [${over}]` : `${c.random.pick(["let", "const"])} ${name} of ${over}`;
  const body = head.startsWith("const") ? { ...inner, scope: inner.scope } : inner;
  if (head.startsWith("const")) inner.scope.find(c.random, (v) => v.name === name)!.assignable = false;
  return `${label}for (${head}) {\nif (--fuel < 0) break;\n${statements(body, 1 + c.random.below(2))}}`;
}

function whileLoop(c: Context): string {
  const { jumps, label } = jumpTarget(c, "loop");
  const test = `--fuel > 0 && ${value(c, 1)}`;
  const body = block({ ...c, jumps });
  return c.random.chance(0.5) ? `${label}while (${test}) ${body}` : `${label}do ${body} while (${test});`;
}

function labeledBlock(c: Context): string {
  const { jumps, label } = jumpTarget(c, "block");
  return `${label}${block({ ...c, jumps }, 3)}`;
}

function switchStatement(c: Context): string {
  const { jumps, label } = jumpTarget(c, "switch");
  const subject = value(c, 1);
  const inner = inScope(c, { jumps });
  const count = 1 + c.random.below(3);
  const cases = Array.from({ length: count }, () => `case ${c.random.chance(0.5) ? value(inner, 1) : c.random.below(4)}:`);
  if (c.random.chance(0.7)) cases.splice(c.random.below(count + 1), 0, "default:");
  const clauses = cases.map((head) => {
    const body = c.random.chance(0.8) ? block({ ...c, jumps }) : `${log(inner, value(inner, 1))};`;
    return `${head}\n${body}${c.random.chance(0.5) ? " break;" : ""}\n`;
  });
  return `${label}switch (${subject}) {\n${clauses.join("")}}`;
}

function tryStatement(c: Context): string {
  const hasCatch = c.random.chance(0.75);
  const hasFinally = !hasCatch || c.random.chance(0.5);
  let text = `try ${block({ ...c, isGuarded: true }, 3)}`;
  if (hasCatch) {
    const inner = inScope(c);
    const choice = c.random.next();
    const fallback = value(c, 1);
    const name = choice < 0.15 ? null : inner.scope.declare(c.random, "value", true).name;
    const parameter = name === null ? "" : choice < 0.3 ? ` ({ name: ${name} = ${fallback} })` : ` (${name})`;
    text += ` catch${parameter} {\n${name === null ? "" : log(inner, name) + ";\n"}${statements(inner, 1 + c.random.below(2))}}`;
  }
  if (hasFinally) {
    c.features.add("finally");
    const escape = c.random.chance(0.25) ? jump({ ...c, isFinally: true }) : null;
    text += ` finally {\n${escape === null ? "" : `${log(c, "1")};\n${escape}\n`}${statements(inScope(c, { isFinally: true }), 1 + c.random.below(2))}}`;
  }
  return text;
}

/** return, throw, break, continue: mostly under a condition. */
const jump: Make = (c) => {
  const texts: string[] = [];
  const { jumps, random } = c;
  if (c.has.return) texts.push(`return ${value(c, 1)};`);
  if (c.isGuarded || random.chance(0.1)) texts.push(`throw ${random.chance(0.5) ? value(c, 1) : `new Error(${log(c, '"e"')})`};`);
  const loops = jumps.filter(({ kind }) => kind === "loop");
  if (jumps.length > 0) {
    const inner = jumps.findLast(({ kind }) => kind !== "block");
    const target = random.pick(jumps);
    if (target.label !== null) texts.push(`break ${target.label};`, `break ${target.label};`);
    else if (inner !== undefined) texts.push("break;");
  }
  if (loops.length > 0) {
    const { label } = random.pick(loops);
    const text = label === null ? "continue;" : `continue ${label};`;
    texts.push(text, text);
  }
  if (texts.length === 0) return null;
  const text = random.pick(texts);
  c.features.add(text.split(/\W/, 1)[0]!);
  if (c.isFinally) c.features.add("jumpInFinally");
  if (random.chance(c.isGuarded || c.jumps.length > 0 ? 0.15 : 0.03)) return text;
  return random.chance(0.6) ? `if (fuel % ${2 + random.below(3)} === 1) ${text}` : `if (!${value(c, 1)}) ${text}`;
};

const STATEMENTS: Table<Make> = {
  expressionStatement: { weight: 10, make: (c) => `${log(c, value(c, 3))};` },
  declaration: { weight: 10, make: declaration },
  structured: { weight: 5, make: structured },
  destructuring: { weight: 4, make: destructuring },
  if: { weight: 6, make: ifStatement },
  for: { weight: 5, make: forLoop },
  forIn: { weight: 2, make: forIn },
  forOf: { weight: 5, make: forOf },
  while: { weight: 3, make: whileLoop },
  labeledBlock: { weight: 3, make: labeledBlock },
  switch: { weight: 5, make: switchStatement },
  try: { weight: 9, make: tryStatement },
  jump: { weight: 8, make: jump },
  block: { weight: 2, make: (c) => block(c, 3) },
  nestedFunction: { weight: 4, make: (c) => functionDeclaration(c, 2) },
  nestedGenerator: { weight: 3, make: (c) => generatorDeclaration(c, 2), group: "generators" },
  nestedAsync: { weight: 3, make: (c) => asyncDeclaration(c, 2), group: "async" },
  forAwait: { weight: 9, make: forAwait, group: "async" },
  startAsync: { weight: 9, make: startAsync, group: "async" },
  patternDeclaration: { weight: 12, make: patternDeclaration, group: "patterns" },
  nestedClass: { weight: 2, make: classDeclaration },
  nestedClasses: { weight: 4, make: classDeclaration, group: "classes" },
  later: { weight: 4, make: later },
};
