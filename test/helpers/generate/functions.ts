/** Functions: parameters with defaults and patterns, bodies with fuel. */
import { type Context, inFunction, STAR } from "./context.ts";
import { closure, expression, value } from "./expressions.ts";
import type { Kind } from "./scope.ts";
import { statements } from "./statements.ts";

/** A default value spends fuel, too: it may call the very function, before that one's body looks at what is left. */
const fuelled = (text: string): string => (text.includes("(") ? `(--fuel < 0 ? 0 : ${text})` : text);

/** `(v0, v1 = t(3, v0), …)`: declares them in the function's scope. */
export function parameters(c: Context, kinds: Kind[]): { text: string } {
  const calm = { ...c, isCalm: true, has: { ...c.has, arguments: false } };
  const list = kinds.map((kind, index) => {
    if (kind === "value" && c.random.chance(0.12)) {
      c.features.add("parameterPattern");
      const fallback = fuelled(value(calm, 1));
      const inner = fuelled(value(calm, 1));
      const { name } = c.scope.declare(c.random, "value", true);
      return c.random.chance(0.8) ? `{ a: ${name} = ${inner} } = { b: ${fallback} }` : `[${name} = ${inner}] = [${fallback}]`;
    }
    const fallback = index > 0 || c.random.chance(0.2) ? (c.random.chance(0.3) ? fuelled(value(calm, 1)) : null) : null;
    const { name } = c.scope.declare(c.random, kind, kind === "value");
    if (fallback === null || kind !== "value") return name;
    c.features.add("parameterDefault");
    return `${name} = ${fallback}`;
  });
  if (c.random.chance(0.1)) {
    c.features.add("restParameter");
    list.push(`...${c.scope.declare(c.random, "array", false).name}`);
  }
  return { text: `(${list.join(", ")})` };
}

/** `{ ¶3¶ if (--fuel < 0) return 0; … return …; }` */
export function functionBody(c: Context, size: number, least = 1): string {
  const plain = c.isCoroutine ? "" : ` ¶${c.counts.function++}¶`;
  const inner = { ...c, isCalm: false };
  const text = statements(inner, least + c.random.below(size));
  const end = c.random.chance(0.8) ? ` return ${value(inner, 2)};` : "";
  return `{${plain} if (--fuel < 0) return 0;\n${text}${end} }`;
}

export const parameterKinds = (c: Context): Kind[] => Array.from({ length: c.random.below(4) }, () => c.random.pick<Kind>(["value", "value", "value", "object", "array", "closure"]));

/** A function declaration; its name is declared before its body, so that it may call itself. */
export function functionDeclaration(c: Context, size: number): string {
  const params = parameterKinds(c);
  const { name } = c.scope.declare(c.random, "function", false, { params });
  const inner = inFunction(c, { has: { arguments: true, return: true } });
  const { text } = parameters(inner, params);
  c.features.add("nestedFunction");
  return `function ${STAR}${name}${text} ${functionBody(inner, size)}`;
}

/** Work for after the program: a closure that is run at the very end. */
export function later(c: Context): string {
  c.features.add("later");
  return `later.push(${closure(c)});`;
}

/** `const o1 = …`, one of the kinds that are no plain values. */
export function structured(c: Context): string {
  const kind = c.random.pick<Kind>(["object", "array", "closure", ...(c.groups.has("generators") ? (["generator", "generator"] as const) : []), ...(c.groups.has("async") ? (["promise", "promise"] as const) : [])]);
  const text = expression(c, kind);
  const { name } = c.scope.declare(c.random, kind, false);
  return `const ${name} = ${text};`;
}
