/** Generator functions, their objects and steps; `yield` wherever an expression stands. */
import { call, type Context, DELEGATE, find, GENERATOR, inFunction, logId, YIELD } from "./context.ts";
import { args, iterable, log, value } from "./expressions.ts";
import { functionBody, parameterKinds, parameters } from "./functions.ts";

/** A generator function declaration. */
export function generatorDeclaration(c: Context, size: number): string {
  c.features.add("generatorFunction");
  const params = parameterKinds(c);
  const { name } = c.scope.declare(c.random, "generatorFunction", false, { params });
  const inner = inFunction(c, { has: { arguments: true, return: true, yield: true } });
  const { text } = parameters(inner, params);
  return `function* ${name}${text} ${functionBody(inner, size)}`;
}

/** A new generator object: of a function in sight, or of an object's method. */
export function generator(c: Context, depth: number): string {
  const found = find(c, "generatorFunction");
  if (found !== null && (c.isCoroutine || c.random.chance(0.8))) return `${GENERATOR}${found.name}(${args(c, found.params ?? [], depth)}))`;
  if (c.isCoroutine) return `${GENERATOR}steps(${logId(c)}, ${c.random.below(3)}))`;
  if (c.random.chance(0.3)) return `${GENERATOR}gen(${logId(c)}, ${c.random.below(3)}))`;
  c.features.add("generatorMethod");
  return `${find(c, "object")?.name ?? "o9"}.w(${value(c, depth)})`;
}

/** What a generator gives, and what comes back. */
export function yieldExpression(c: Context, depth: number): string | null {
  if (!c.has.yield || c.isCalm) return null;
  if (!c.random.chance(0.5)) return `${YIELD}(${value(c, depth)}))`;
  c.features.add("yieldDelegate");
  return `${DELEGATE}(${c.isCoroutine ? delegated(c, depth) : iterable(c, depth)}))`;
}

/** In coroutines what is delegated to may suspend, too. */
function delegated(c: Context, depth: number): string {
  return c.random.chance(0.7) ? generator(c, depth) : iterable(c, depth);
}

/** A step of a generator, mostly logged with all that came; also by a plain function. */
export function step(c: Context, depth: number): string | null {
  const found = find(c, "generator");
  if (found === null || (c.isCoroutine && c.isCalm)) return null;
  const { name } = found;
  const how = c.random.weighted([
    { weight: 8, item: "next" },
    { weight: 3, item: "return" },
    { weight: c.isGuarded ? 4 : 2, item: "throw" },
  ]);
  c.features.add(how === "next" ? "next" : "returnOrThrow");
  if (!c.isCoroutine && c.random.chance(0.15)) return `drain(${logId(c)}, ${name}, "${how}", ${value(c, depth)})`;
  const text = call(c, `${name}.${how}(${value(c, depth)})`);
  return c.random.chance(0.7) ? log(c, text) : `${text}.value`;
}
