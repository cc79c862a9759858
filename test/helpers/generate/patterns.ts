/** Destructuring patterns: nested, with defaults, computed keys, rest, and members as targets. */
import { type Context, find, logId } from "./context.ts";
import { iterable, log, value } from "./expressions.ts";

/** What a pattern's end stands for: a new variable, or a place that is written. */
type Target = (c: Context) => string;

const declared: Target = (c) => c.scope.declare(c.random, "value", true).name;

const written: Target = (c) => {
  const x = find(c, "value", true)?.name;
  const o = find(c, "object")?.name ?? "o9";
  return x !== undefined && c.random.chance(0.6) ? x : `${o}[${c.random.chance(0.5) ? log(c, '"b"') : '"c"'}]`;
};

/** The same without a call: V8 evaluates the first target of an object pattern before it sees that there is no object (findings #29). */
const writtenQuietly: Target = (c) => find(c, "value", true)?.name ?? `${find(c, "object")?.name ?? "o9"}["c"]`;

function element(c: Context, target: Target, depth: number): string {
  const isNested = depth > 0 && c.random.chance(0.3);
  const fallback = isNested ? ` = ${c.random.chance(0.5) ? "{ a: 1 }" : '"ab"'}` : c.random.chance(0.6) ? ` = ${value(c, 1)}` : "";
  const text = isNested ? `{ ${c.random.chance(0.5) ? "a" : "length"}: ${element(c, target === written ? writtenQuietly : target, depth - 1)} }` : target(c);
  return text + fallback;
}

function arrayPattern(c: Context, target: Target, depth: number): string {
  const items = Array.from({ length: 1 + c.random.below(3) }, () => (c.random.chance(0.1) ? "" : element(c, target, depth)));
  if (c.random.chance(0.2)) items.push(c.random.chance(0.5) ? `...[${element(c, target, 0)}]` : `...${rest(c, target)}`);
  return `[${items.join(", ")}]`;
}

/** A getter is not taken by name beside a rest: V8 before version 12 calls it again for the rest (findings #29). */
function objectPattern(c: Context, target: Target, depth: number): string {
  const keys = ["a", `[${log(c, '"b"')}]`, c.random.pick(["g", "c", `[${value(c, 0)}]`])];
  const taken = keys.slice(0, 1 + c.random.below(3));
  const items = taken.map((key) => `${key}: ${element(c, target, depth)}`);
  if (c.random.chance(0.2) && !taken.includes("g")) items.push(`...${rest(c, target)}`);
  return `{ ${items.join(", ")} }`;
}

const rest = (c: Context, target: Target): string => (target === declared ? `rest${logId(c)}` : "o8.rest");

/** `let [a = f(), { length: b } = "ab"] = xs;` */
export function patternDeclaration(c: Context): string {
  return `let ${sourced(c, declared)};`;
}

/** `([o["b"], x = f()] = xs)` */
export function patternAssignment(c: Context): string {
  return `(${sourced(c, written)}, 1)`;
}

function sourced(c: Context, target: Target): string {
  // The source is evaluated first, and sees nothing of what the pattern declares.
  if (c.random.chance(0.55)) {
    const source = iterable(c, 1);
    return `${arrayPattern(c, target, 1)} = ${source}`;
  }
  const source = find(c, "object")?.name ?? "o9";
  return `${objectPattern(c, target, 1)} = ${source}`;
}
