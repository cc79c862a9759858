/** Expressions: every kind, with calls in every operand position, and evaluation-order traps above all. */
import { asyncArrow, awaitExpression, promise } from "./async.ts";
import { callback, callbacks } from "./callbacks.ts";
import { accessors, conversion, ownIterable } from "./conversions.ts";
import { call, choose, type Context, find, hasInArrow, inFunction, logId, STAR, type Table } from "./context.ts";
import { functionBody, parameters } from "./functions.ts";
import { generator, step, yieldExpression } from "./generators.ts";
import { patternAssignment } from "./patterns.ts";
import type { Kind } from "./scope.ts";

type Make = (c: Context, depth: number) => string | null;

const LITERALS = ["0", "1", "2", "3", "-1", "7", '"a"', '"b"', "null", "undefined", "true", "false", "1.5", "10n"];
const KEYS = ['"a"', '"b"', "0", "1", '"c"'];
const BINARY = ["+", "+", "+", "-", "*", "%", "&", "|", "^", "<", ">", "<=", "===", "!==", "==", "<<", ">>>"];
const COMPOUND = ["+=", "+=", "-=", "*=", "|=", "^=", "??=", "||=", "&&="];

const literal = (c: Context): string => c.random.pick(c.random.chance(0.95) ? LITERALS.slice(0, -1) : LITERALS);

/** An expression of a kind. */
export function expression(c: Context, kind: Kind, depth = 2): string {
  switch (kind) {
    case "object":
      return objectExpression(c, depth);
    case "array":
      return find(c, "array") !== null && c.random.chance(0.3) ? find(c, "array")!.name : arrayLiteral(c, depth);
    case "closure":
      return c.random.chance(0.3) ? (find(c, "closure")?.name ?? closure(c)) : closure(c);
    case "generator":
      return generator(c, depth);
    case "promise":
      return promise(c, depth);
    default:
      return value(c, depth);
  }
}

/** An expression of any primitive value. */
export function value(c: Context, depth = 2): string {
  if (depth <= 0 || c.counts.size <= 0) return leaf(c);
  for (let attempt = 0; attempt < 3; attempt++) {
    const text = choose(c, VALUES, depth - 1);
    if (text !== null) return text;
  }
  return leaf(c);
}

function leaf(c: Context): string {
  const text = choose(c, LEAVES, 0);
  return text ?? literal(c);
}

export const log = (c: Context, text: string): string => `t(${logId(c)}, ${text})`;
const variable: Make = (c) => find(c, "value")?.name ?? null;
const compound = (c: Context): string => c.random.pick(COMPOUND);
const property = (c: Context, depth: number): string => (c.random.chance(0.5) ? c.random.pick([".a", ".b", ".g"]) : `[${key(c, depth)}]`);
const key = (c: Context, depth: number): string => (depth > 0 && c.random.chance(0.4) ? log(c, c.random.pick(KEYS)) : c.random.pick(KEYS));
const objectName = (c: Context): string => find(c, "object")?.name ?? "o9";

function objectExpression(c: Context, depth: number): string {
  const choice = c.random.next();
  if (choice < 0.5 || depth <= 0 || c.isCalm) return find(c, "object")?.name ?? "make(1, 2)";
  if (choice < 0.65) return `make(${value(c, depth - 1)}, ${value(c, depth - 1)})`;
  const found = find(c, "class");
  if (choice < (c.groups.has("classes") ? 0.9 : 0.8) && found !== null) return c.isCoroutine ? `new ${found.name}(${value(c, depth - 1)})` : construction(c, found.name, depth);
  c.features.add("objectLiteral");
  const spread = c.random.chance(0.3) ? `...${objectName(c)}, ` : "";
  const method = inFunction(c, { has: { this: true, arguments: true, return: true } });
  const computed = `[${key(c, depth)}]: ${value(c, depth - 1)}`;
  return `{ ${spread}a: ${value(c, depth - 1)}, ${computed}, b: ${value(c, depth - 1)}, ${STAR}m${parameters(method, ["value"]).text} ${functionBody(method, 2)}, ${c.groups.has("conversions") && !c.isCoroutine && c.random.chance(0.5) ? accessors(c, { this: true }, ", ") : `get g() { return ${log(c, "this.a")}; }`}, ${generatorMethod(c)} }`;
}

function construction(c: Context, name: string, depth: number): string {
  c.features.add("new");
  return `(--fuel > 0 ? new ${name}(${args(c, ["value"], depth - 1)}) : ${objectName(c)})`;
}

function generatorMethod(c: Context): string {
  if (c.isCoroutine || c.random.chance(0.6)) return "*w(x) { yield x; }";
  const inner = inFunction(c, { has: { this: true, arguments: true, return: true, yield: true } });
  return `*w${parameters(inner, ["value"]).text} ${functionBody(inner, 2)}`;
}

export function arrayLiteral(c: Context, depth: number): string {
  const items = Array.from({ length: c.random.below(4) }, () => {
    const choice = c.random.next();
    if (choice < 0.15) return `...${iterable(c, depth - 1)}`;
    return choice < 0.2 ? "" : value(c, depth - 1);
  });
  return `[${items.join(", ")}${items.at(-1) === "" ? "," : ""}]`;
}

/** Something to iterate: with observable steps, or an array, a string, a generator. */
export function iterable(c: Context, depth: number): string {
  const { random } = c;
  if (c.groups.has("conversions") && depth > 0 && !c.isCoroutine && !c.isCalm && random.chance(0.25)) return ownIterable(c);
  switch (random.below(c.isCoroutine || !c.groups.has("generators") ? 6 : 10)) {
    case 0:
    case 1:
      c.features.add("iterator");
      return `iter(${logId(c)}, ${random.below(4)}, ${random.chance(0.25) ? failure(c) : 0})`;
    case 2:
      return '"xy"';
    case 3:
      c.features.add("generator");
      return `gen(${logId(c)}, ${random.below(3)})`;
    case 4:
      return find(c, "array")?.name ?? arrayLiteral(c, depth);
    case 5:
      return depth > 0 ? arrayLiteral(c, depth) : "[4, 5]";
    case 6:
      return find(c, "generator")?.name ?? generator(c, depth);
    default:
      return generator(c, depth);
  }
}

/** The mode of an iterator that fails: in `return`, by a wrong result of it, in `next`. */
function failure(c: Context): number {
  c.features.add("iteratorFails");
  return 1 + c.random.below(3);
}

/** A function value of one parameter. */
export function closure(c: Context): string {
  c.features.add("closure");
  if (c.groups.has("async") && c.random.chance(0.25)) {
    const inner = asyncArrow(c);
    return `(async ${parameters(inner, ["value"]).text} => ${c.random.chance(0.5) ? body(value(inner, 2)) : functionBody(inner, 2)})`;
  }
  const isArrow = !c.isCoroutine && c.random.chance(0.6);
  const has = isArrow ? hasInArrow(c) : { this: false, arguments: true, return: true };
  const inner = inFunction(c, { has, isCalm: false });
  const { text } = parameters(inner, ["value"]);
  if (!isArrow) return `function ${STAR} ${text} ${functionBody(inner, 2)}`;
  if (c.random.chance(0.5)) return `(${text} => ${body(value(inner, 2))})`;
  return `(${text} => ${functionBody(inner, 2)})`;
}
const body = (text: string): string => (text.startsWith("{") ? `(${text})` : text);

export function args(c: Context, kinds: Kind[], depth: number): string {
  const list = kinds.map((kind) => expression(c, kind, depth));
  if (c.random.chance(0.12)) {
    c.features.add("spread");
    list.splice(c.random.below(list.length + 1), c.random.chance(0.5) ? 1 : 0, `...${iterable(c, depth - 1)}`);
  }
  return list.join(", ");
}

const callFunction: Make = (c, depth) => {
  if (c.isCoroutine && c.isCalm) return null;
  const found = find(c, "function");
  if (found === null) return null;
  const list = args(c, found.params ?? [], depth);
  return call(c, c.random.chance(0.1) ? `(0, ${found.name})(${list})` : `${found.name}(${list})`);
};

const callClosure: Make = (c, depth) => {
  if (c.isCoroutine && c.isCalm) return null;
  const found = find(c, "closure");
  return found === null ? null : call(c, `${found.name}(${value(c, depth)})`);
};

const callMethod: Make = (c, depth) => {
  if (c.isCoroutine && c.isCalm) return null;
  const object = depth > 0 && c.random.chance(0.15) ? `(${expression(c, "object", depth)})` : objectName(c);
  const list = value(c, depth);
  const shapes = [`${object}.m(${list})`, `${object}["m"](${list})`, `${object}[t(${logId(c)}, "m")](${list})`];
  if (!c.isCoroutine) shapes.push(`${object}?.m(${list})`, `${object}.m?.(${list})`, `${object}.none?.(${list})`, `${object}.m.call(${objectName(c)}, ${list})`, `${object}?.none?.[${list}].more(${list})`);
  const text = c.random.pick(shapes);
  if (text.includes("?.")) c.features.add("optionalCall");
  return call(c, text);
};

const onThis: Make = (c, depth) => {
  if (!c.has.this || (c.isCoroutine && c.isCalm)) return null;
  const shapes = ["this.a", `(this.b ${compound(c)} ${value(c, depth)})`, call(c, `this.m(${value(c, depth)})`)];
  if (c.has.super && c.random.chance(0.7)) shapes.splice(0, 3, call(c, `super.m(${value(c, depth)})`), call(c, `super[t(${logId(c)}, "m")](${value(c, depth)})`), "super.g", `(super.z = ${value(c, depth)})`);
  if (c.has.private) shapes.push("this.#p", `(this.#p ${compound(c)} ${value(c, depth)})`, call(c, `this.#h(${value(c, depth)})`), "(#p in this)", "this.#p++");
  if (c.has.private && c.groups.has("classes")) shapes.push("this.#q", `(this.#q ${compound(c)} ${value(c, depth)})`, "this.#q++", `(this.#q = ${value(c, depth)})`, otherPrivate(c, depth));
  if (c.has.newTarget) shapes.push("new.target?.name", "(new.target === undefined)");
  const text = c.random.pick(shapes);
  if (text.includes("super")) c.features.add("super");
  if (text.includes("#")) c.features.add("private");
  return text;
};

function otherPrivate(c: Context, depth: number): string {
  const o = objectName(c);
  return `(#q in ${o} ? ${o}.#q : ${value(c, depth)})`;
}

const assign: Make = (c, depth) => {
  const target = find(c, "value", true)?.name;
  return target === undefined ? null : `(${target} = ${value(c, depth)})`;
};

const trap: Make = (c, depth) => {
  const x = find(c, "value", true)?.name;
  if (x === undefined) return null;
  const e = value(c, depth);
  return c.random.pick([`(${x} + (${x} = ${e}))`, `(${x}++ + ${e})`, `(${x} ${compound(c)} ${e})`, `(${x} ${compound(c)} (${x} = ${e}))`, `(${e} - --${x})`, `[${x}, ${e}, ${x}].join()`, `\`\${${x}}\${${e}}\${${x}}\``]);
};

const member: Make = (c, depth) => {
  const o = objectName(c);
  const choice = c.random.next();
  if (choice < 0.4) return `${o}${property(c, depth)}`;
  if (choice < 0.6) return `(${o}${property(c, depth)} = ${value(c, depth)})`;
  if (choice < 0.65 && !c.isCoroutine) return c.random.pick([`${o}?.g`, `(delete ${o}.g)`, `(${o}.g, ${o}).g`, `[${o}.g, ${o}.g = ${value(c, depth)}].join()`]);
  c.features.add("compoundMember");
  return choice < 0.9 ? `(${o}${property(c, depth)} ${compound(c)} ${value(c, depth)})` : `${o}${property(c, depth)}++`;
};

const pattern: Make = (c, depth) => {
  const x = find(c, "value", true)?.name;
  const y = find(c, "value", true)?.name;
  if (x === undefined || y === undefined) return null;
  const e = value(c, depth);
  return c.random.pick([
    `([${x}, ${y} = ${e}] = ${iterable(c, depth)}, ${x})`,
    `([${x} = ${e}, ${objectName(c)}${property(c, depth)}] = ${arrayLiteral(c, depth)}, ${y})`,
    `({ a: ${x}, [${key(c, depth)}]: ${y} = ${e} } = ${objectName(c)}, ${y})`,
    `([${x}, ${y}] = [${y}, ${e}], ${x})`,
    `({ a: ${x} = ${e}, ...o8.rest } = ${objectName(c)}, ${x})`,
    `({ g: ${x} = ${e}, b: ${y} } = ${objectName(c)}, ${y})`,
  ]);
};

const immediate: Make = (c) => {
  if (c.isCoroutine) return null;
  const inner = inFunction(c, { has: hasInArrow(c) });
  return c.random.chance(0.5) ? `(() => ${body(value(inner, 2))})()` : `(function () ${functionBody({ ...inner, has: { arguments: true, return: true } }, 2)})(${value(c, 1)})`;
};

const LEAVES: Table<Make> = {
  literal: { weight: 4, make: literal },
  variable: { weight: 6, make: variable },
  log: { weight: 3, make: (c) => log(c, variable(c, 0) ?? literal(c)) },
  switchPoint: { weight: 4, make: (c) => (c.isCoroutine && !c.isCalm ? call(c, `sw(${logId(c)})`) : null) },
};

const VALUES: Table<Make> = {
  ...LEAVES,
  logged: { weight: 10, make: (c, d) => log(c, value(c, d)) },
  callFunction: { weight: 9, make: callFunction },
  callClosure: { weight: 8, make: callClosure },
  yield: { weight: 20, make: yieldExpression, group: "generators" },
  step: { weight: 14, make: step, group: "generators" },
  await: { weight: 18, make: awaitExpression, group: "async" },
  conversion: { weight: 12, make: conversion, group: "conversions" },
  callbacks: { weight: 22, make: callbacks, group: "twins" },
  construct: { weight: 10, make: (c, d) => { const found = c.isCoroutine ? null : find(c, "class"); return found === null ? null : `${construction(c, found.name, d + 1)}.${c.random.pick(["a", "b", "g", "a", "z"])}`; }, group: "classes" },
  patternAssignment: { weight: 12, make: patternAssignment, group: "patterns" },
  callMethod: { weight: 6, make: callMethod },
  onThis: { weight: 15, make: onThis },
  binary: { weight: 8, make: (c, d) => `(${value(c, d)} ${c.random.pick(BINARY)} ${value(c, d)})` },
  logical: { weight: 4, make: (c, d) => `(${value(c, d)} ${c.random.pick(["&&", "||", "??"])} ${value(c, d)})` },
  conditional: { weight: 3, make: (c, d) => `(${value(c, d)} ? ${value(c, d)} : ${value(c, d)})` },
  sequence: { weight: 2, make: (c, d) => `(${value(c, d)}, ${value(c, d)})` },
  unary: { weight: 2, make: (c, d) => `(${c.random.pick(["!", "typeof ", "void ", "- ", "~", "!"])}${value(c, d)})` },
  template: { weight: 2, make: (c, d) => `\`<\${${value(c, d)}}${c.random.pick(["", "-"])}\${${value(c, d)}}>\`` },
  tagged: { weight: 2, make: (c, d) => `tag\`x\${${value(c, d)}}y\${${value(c, d)}}\`` },
  assign: { weight: 3, make: assign },
  trap: { weight: 6, make: trap },
  member: { weight: 5, make: member },
  pattern: { weight: 2, make: pattern },
  arrayItem: { weight: 2, make: (c, d) => `${arrayLiteral(c, d)}[${key(c, d)}]` },
  arguments: { weight: 3, make: (c) => (c.has.arguments ? c.random.pick(["arguments.length", "arguments[0]", "arguments[1]", "(arguments[0] = 5)"]) : null) },
  inOperator: { weight: 1, make: (c, d) => `(${key(c, d)} in ${objectName(c)})` },
  deleteMember: { weight: 1, make: (c, d) => `(delete ${objectName(c)}[${key(c, d)}])` },
  spreadCall: { weight: 2, make: (c, d) => `list(${value(c, d)}, ...${iterable(c, d)}, ${value(c, d)})` },
  callback: { weight: 2, make: callback },
  immediate: { weight: 2, make: immediate },
};
