/**
 * Calls that no call expression shows. `using` always disposes by a method that may be capable. `for…of`, spreads and array patterns step an iterator, which may be a capable one. Where nothing in the file hints at that they stay the
 * engine's own, as fast as they are; an iterator that switches then is pinned, and works last-in-first-out.
 */
import { bare, t } from "../babel.ts";
import type { Call, Fn, Resolution } from "../resolution.ts";
import type { Decision, ImplicitSite } from "../selection.ts";
import { isStandardIterable } from "./standard.ts";

/**
 * Whether a file makes iterators whose steps may be capable: generators, methods `next` and `[Symbol.iterator]`, calls of `each` (runtime/hub/each.ts); or says that it
 * knows some, by the names `genlet` or `Genlet`.
 */
export function hintsAtIterators(decisions: Iterable<Decision>, { names }: Resolution): boolean {
  if (names.has("genlet") || names.has("Genlet")) return true;
  for (const { fn, status } of decisions) if (status !== "plain" && isIteratorCode(fn)) return true;
  return false;
}

function isIteratorCode({ node, name, calls }: Fn): boolean {
  if ((node as t.Function).generator === true || calls.some(isCallOfEach)) return true;
  const key = name.slice(name.lastIndexOf(".") + 1);
  return key === "next" || ("key" in node && "computed" in node && node.computed === true && isSymbolIterator(node.key as t.Node));
}

/** `each(…)`, `hub.each(…)`: by its name, as the standard functions that call back are known. */
function isCallOfEach(call: Call): boolean {
  if (call.type !== "CallExpression") return false;
  const { callee } = call;
  const name = callee.type === "MemberExpression" ? callee.property : callee;
  return name.type === "Identifier" && name.name === "each";
}

const isSymbolIterator = (key: t.Node): boolean => key.type === "MemberExpression" && key.property.type === "Identifier" && key.property.name === "iterator";

/** @param callee what a call in the place of the iterable surely calls. */
export function implicitSite(node: t.Node, hasIterators: boolean, { bindingOf }: Resolution, calleeOf: (call: t.CallExpression) => Fn | null): ImplicitSite {
  if (node.type === "VariableDeclaration") return { node, callee: null, isStandard: false, maySuspend: true, reason: "the dispose method may be any function" };
  const iterable = node.type === "ForOfStatement" ? bare(node.right) : node.type === "SpreadElement" ? bare(node.argument) : null;
  if (iterable !== null && isStandardIterable(iterable, bindingOf)) return { node, callee: null, isStandard: true, maySuspend: false, reason: "the engine's own iterator" };
  const called = iterable?.type === "CallExpression" ? calleeOf(iterable) : null;
  const callee = (called?.node as t.Function | undefined)?.generator === true ? called : null;
  return { node, callee, isStandard: false, maySuspend: hasIterators, reason: hasIterators ? "there are iterators that are capable" : "nothing hints at a capable iterator" };
}
