/** Async functions and generators, promises that race, `await` and `for await`: the whole trace shows the order of microtasks. */
import { type Context, find, inFunction, inScope, logId } from "./context.ts";
import { args, closure, iterable, value } from "./expressions.ts";
import { functionBody, parameterKinds, parameters } from "./functions.ts";
import { jumpTarget, statements } from "./statements.ts";

/** An async function or async generator function. */
export function asyncDeclaration(c: Context, size: number): string {
  const isGenerator = c.random.chance(0.35);
  c.features.add(isGenerator ? "asyncGeneratorFunction" : "asyncFunction");
  const params = parameterKinds(c);
  const { name } = c.scope.declare(c.random, isGenerator ? "asyncGeneratorFunction" : "asyncFunction", false, { params });
  const inner = inFunction(c, { has: { arguments: true, return: true, await: true, yield: isGenerator } });
  const { text } = parameters(inner, params);
  return `async function${isGenerator ? "*" : ""} ${name}${text} ${functionBody(inner, size)}`;
}

/** A promise, or what passes for one. */
export function promise(c: Context, depth: number): string {
  const fn = find(c, "asyncFunction");
  const known = find(c, "promise")?.name;
  switch (depth <= 0 ? c.random.below(4) : c.random.below(14)) {
    case 0:
      return known ?? `Promise.resolve(${value(c, depth)})`;
    case 1:
      return `Promise.${c.random.chance(0.3) ? "reject" : "resolve"}(${value(c, depth)})`;
    case 2:
      c.features.add("thenable");
      return `thenable(${logId(c)}, ${c.random.below(3)})`;
    case 3:
    case 4:
    case 5:
      return fn === null ? `(async () => ${parenthesized(value(asyncArrow(c), depth))})()` : `${fn.name}(${args(c, fn.params ?? [], depth - 1)})`;
    case 6:
    case 7:
      c.features.add("then");
      return `${thenOf(c, depth)}.${c.random.pick(["then", "then", "catch", "finally"])}(${closure(c)})`;
    case 8:
    case 11:
    case 13:
      c.features.add("race");
      return `Promise.${c.random.pick(["race", "all", "allSettled", "any"])}([${promise(c, depth - 1)}, ${promise(c, depth - 1)}])`;
    case 9:
    case 10:
      c.features.add("executor");
      return `new Promise((resolve, reject) => { ${c.random.pick(["resolve", "resolve", "reject"])}(${value(inFunction(c, { has: { ...c.has, yield: false, await: false } }), depth - 1)}); })`;
    default:
      return `${asyncIterator(c, depth - 1)}.next(${value(c, depth - 1)})`;
  }
}

/** Something with a `then` of the engine's. */
function thenOf(c: Context, depth: number): string {
  const fn = find(c, "asyncFunction");
  return c.random.chance(0.5) && fn !== null ? `${fn.name}(${args(c, fn.params ?? [], depth - 1)})` : `Promise.resolve(${value(c, depth - 1)})`;
}

const parenthesized = (text: string): string => (text.startsWith("{") ? `(${text})` : text);

export const asyncArrow = (c: Context): Context => inFunction(c, { has: { ...c.has, return: true, yield: false, await: true } });

function asyncIterator(c: Context, depth: number): string {
  const fn = find(c, "asyncGeneratorFunction");
  if (fn !== null && c.random.chance(0.7)) return `${fn.name}(${args(c, fn.params ?? [], depth)})`;
  c.features.add("asyncIterator");
  return `asyncIter(${logId(c)}, ${c.random.below(3)}, ${c.random.chance(0.2) ? 1 + c.random.below(3) : 0})`;
}

export function awaitExpression(c: Context, depth: number): string | null {
  if (!c.has.await || c.isCalm) return null;
  return `(await ${c.random.chance(0.6) ? promise(c, depth) : value(c, depth)})`;
}

/** Starts something that goes on by itself. */
export function startAsync(c: Context): string {
  return `${promise(c, 2)};`;
}

export function forAwait(c: Context): string | null {
  if (!c.has.await || c.isCalm) return null;
  const { jumps, label } = jumpTarget(c, "loop");
  const over = c.random.chance(0.6) ? asyncIterator(c, 1) : c.random.chance(0.5) ? `[${promise(c, 1)}, ${value(c, 1)}]` : iterable(c, 1);
  const inner = inScope(c, { jumps });
  const { name } = inner.scope.declare(c.random, "value", true);
  return `${label}for await (let ${name} of ${over}) {\nif (--fuel < 0) break;\n${statements(inner, 1 + c.random.below(2))}}`;
}
