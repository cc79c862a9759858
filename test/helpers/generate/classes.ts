/** Classes: methods with this, super and private names; constructors, fields, static blocks, accessors with bodies. */
import { type Context, find, inFunction, logId, STAR } from "./context.ts";
import { accessors } from "./conversions.ts";
import { log, value } from "./expressions.ts";
import { functionBody, parameters } from "./functions.ts";
import { statements } from "./statements.ts";

const hasAll = (c: Context): boolean => c.groups.has("classes");

export function classDeclaration(c: Context): string {
  const parent = c.scope.find(c.random, ({ kind }) => kind === "class")?.name ?? "Base";
  const { name } = c.scope.declare(c.random, "class", false);
  if (!hasAll(c) || c.random.chance(0.8)) return `class ${name}${classTail(c, parent)}`;
  c.features.add("classExpression");
  return `const ${name} = class${c.random.chance(0.5) ? ` ${name}` : ""}${classTail(c, parent)};`;
}

/** ` extends Parent { … }`: what comes after the name. */
function classTail(c: Context, parent: string): string {
  c.features.add("class");
  const isDerived = c.random.chance(hasAll(c) ? 0.65 : 0.8);
  const own = { this: true, private: true, super: isDerived };
  const heritage = hasAll(c) && c.random.chance(0.2) ? `(${log(c, '"parent"')}, ${parent})` : parent;
  const members = [
    `a = 1; b = 2; #p = 3;`,
    `#h(x) { return ${log(c, "x")}; }`,
    method(c, `${STAR}m`, own),
    c.groups.has("conversions") && !c.isCoroutine && c.random.chance(0.6) ? accessors(c, own, "\n") : `get g() { return ${log(c, "this.#p")}; }`,
    c.random.chance(c.isCoroutine ? 0 : 0.1) ? `[${log(c, '"z"')}] = ${logId(c)};` : "",
    c.isCoroutine ? (isDerived ? "" : "*w(x) { yield x; }") : isDerived && c.random.chance(0.5) ? "" : method(c, "*w", { ...own, yield: true }),
    c.random.chance(0.3) ? method(c, `static ${STAR}s`, {}) : "",
    ...(hasAll(c) ? constructing(c, own, isDerived) : []),
  ];
  return `${isDerived ? ` extends ${heritage}` : ""} {\n${members.join("\n")}\n}`;
}

function method(c: Context, head: string, has: Context["has"]): string {
  const inner = inFunction(c, { has: { arguments: true, return: true, ...has } });
  return `${head}${parameters(inner, ["value"]).text} ${functionBody(inner, 2)}`;
}

/** What runs when the class or an object of it is made. Every class of a program with the group has `#q`. */
function constructing(c: Context, own: Context["has"], isDerived: boolean): string[] {
  const inField = (): Context => inFunction(c, { has: own });
  const members = [`get #q() { return ${log(c, "this.#p")}; }\nset #q(x) { this.#p = ${log(c, "x")}; }`];
  if (c.random.chance(0.5)) {
    c.features.add("field");
    members.push(c.random.pick([`a = ${value(inField(), 2)};`, `#f = ${value(inField(), 2)};`, `[${log(c, '"z"')}] = ${value(inField(), 1)};`]));
  }
  if (c.random.chance(0.9)) members.push(constructorOf(c, own, isDerived));
  if (c.random.chance(0.35)) {
    c.features.add("static");
    const inner = inFunction(c, { has: {} });
    members.push(c.random.chance(0.5) ? `static { ${statements(inner, 2)} }` : `static s2 = ${value(inner, 2)};`);
  }
  return members;
}

function constructorOf(c: Context, own: Context["has"], isDerived: boolean): string {
  c.features.add(isDerived ? "derivedConstructor" : "constructor");
  const inner = inFunction(c, { has: { ...own, super: false, arguments: true, return: !isDerived, newTarget: true } });
  const before = { ...inner, has: { arguments: true, newTarget: true } };
  const { text } = parameters(isDerived ? before : inner, ["value"]);
  const head = `constructor${text} { ¶${c.counts.function++}¶ --fuel;\n`;
  const result = c.random.chance(0.1) ? `return ${find(inner, "object")?.name ?? "o9"};` : "";
  if (!isDerived) return `${head}${statements(inner, 1 + c.random.below(2))}${result} }`;
  const early = c.random.chance(0.5) ? statements(before, 1) : "";
  return `${head}${early}${superCall(before)}\n${statements({ ...inner, has: { ...inner.has, super: true } }, 1 + c.random.below(2))}${result} }`;
}

function superCall(c: Context): string {
  const text = `super(${value(c, 2)})`;
  return c.random.pick([`${text};`, `${text};`, `${text};`, `${log(c, `${text}.a`)};`, `(() => ${text})();`, `try { ${text}; } finally { ${log(c, "1")}; }`]);
}
