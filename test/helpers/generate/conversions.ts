/** Objects that are converted, and accessors: code of the program that the engine calls in the middle of an expression. */
import { call, type Context, find, inFunction, logId, STAR } from "./context.ts";
import { log, value } from "./expressions.ts";
import { functionBody, parameters } from "./functions.ts";

/** An object that logs how it is converted to a primitive. */
function converted(c: Context): string {
  const result = c.random.pick(['"a"', "1", "2", '"b"']);
  const inner = inFunction(c, { has: { this: false, arguments: true, return: true } });
  switch (c.random.below(5)) {
    case 0:
      return `{ valueOf() ${functionBody(inner, 1)}, toString() { return ${log(c, result)}; } }`;
    case 1:
      return `{ [Symbol.toPrimitive](hint) { return t(${logId(c)}, hint) === "number" ? 3 : ${value(inner, 1)}; } }`;
    case 2:
      return `{ toString() ${functionBody(inner, 1)} }`;
    default:
      return `conv(${logId(c)}, ${result})`;
  }
}

const OPERATORS = ["+", "+", "-", "*", "<", "==", ">=", "**"];

/** An object that switches while it is converted; nobody else gets it, as native generators do not convert it. */
function switching(c: Context): string {
  const body = (): string => functionBody(inFunction(c, { has: { arguments: true, return: true } }), 1);
  const text = `${STAR}toString() { return ${call(c, `sw(${logId(c)})`)} + "text"; }`;
  switch (c.random.below(4)) {
    case 0:
      return `{ [Symbol.toPrimitive]: function ${STAR}(hint) ${body()} }`;
    case 1:
      return `{ ${STAR}toString() ${body()} }`;
    default:
      return `{ ${STAR}valueOf() ${body()}, ${text} }`;
  }
}

const OPERATED = ["+", "+", "-", "<", "==", "template", "x++", "-x", "+=", "**="];

/** An operator by name, of a function that has them all (spelling.ts): what it converts may switch. */
function operated(c: Context, depth: number): string | null {
  if (c.isCalm) return null;
  const operand = (): string => (c.random.chance(0.5) ? switching(c) : value(c, depth - 1));
  return call(c, `operated("${c.random.pick(OPERATED)}", ${operand()}, ${operand()})`);
}

export function conversion(c: Context, depth: number): string | null {
  if (c.isCoroutine) return operated(c, depth);
  const object = converted(c);
  const o = find(c, "object")?.name ?? "o9";
  const other = value(c, depth);
  const x = find(c, "value", true)?.name;
  const texts = [
    `(${object} ${c.random.pick(OPERATORS)} ${other})`,
    `(${other} ${c.random.pick(OPERATORS)} ${object})`,
    `\`\${${other}}\${${object}}\``,
    `${o}[${object}]`,
    `(${o}[${object}] = ${other})`,
    `(${o}[${object}] += ${other})`,
    `${o}[${object}]++`,
    `(${object} in ${o})`,
    `-${object}`,
    `(${other} instanceof { [Symbol.hasInstance](x) { return t(${logId(c)}, x); } })`,
    `({ [${object}]: ${other} }).a`,
  ];
  if (x !== undefined) texts.push(`(${x} += ${object})`, `({ [${object}]: ${x} = ${other} } = ${o}, ${x})`, `(${x} = ${object}, ${x}++)`);
  return c.random.pick(texts);
}

/** `get g() { … }, set g(x) { … }` with bodies of their own. */
export function accessors(c: Context, has: Context["has"], separator: string): string {
  c.features.add("accessor");
  const getter = inFunction(c, { has: { ...has, arguments: true, return: true } });
  const setter = inFunction(c, { has: { ...has, arguments: true, return: true } });
  const get = `get g() ${functionBody(getter, 1)}`;
  const { name } = setter.scope.declare(c.random, "value", true);
  return c.random.chance(0.5) ? get : `${get}${separator}set g(${name}) ${functionBody(setter, 1)}`;
}

/** An iterable of the program's own, by a generator method. */
export function ownIterable(c: Context): string {
  c.features.add("ownIterable");
  const inner = inFunction(c, { has: { arguments: true, return: true, yield: true } });
  return `{ a: 1, *[Symbol.iterator]${parameters(inner, []).text} ${functionBody(inner, 2)} }`;
}
