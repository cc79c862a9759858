/** What this compiler does not compile: such a function is left plain, which is always right in last-in-first-out order. */
import { t } from "../babel.ts";
import type { DiagnosticCode } from "../diagnostics.ts";
import { type Binding, boundIdentifiers, type Fn, type Resolution } from "../resolution.ts";
import { type ConstructorContext, unsupportedConstructor } from "./constructors.ts";
import { usesOwnNames } from "./own-names.ts";

export interface Problem {
  readonly code: DiagnosticCode;
  readonly detail: string;
}

const other = (detail: string): Problem => ({ code: "GL2007", detail });

/** The first reason why a function cannot be compiled, or null. */
export function unsupported(fn: Fn, resolution: Resolution, context: ConstructorContext): Problem | null {
  const { parentOf, bindingOf } = resolution;
  const node = fn.node as t.Function;
  const reason = "kind" in node && node.kind === "constructor" ? unsupportedConstructor(node, resolution, context) : null;
  if (reason !== null) return { code: "GL2003", detail: reason };
  if (fn.hasEval) return { code: "GL2004", detail: "" };
  for (let outer: Fn | null = fn.parent; outer !== null && outer.kind !== "program"; outer = outer.parent) {
    if (outer.hasOwnEval) return { code: "GL2004", detail: "" };
  }
  if (fn.hasWith) return { code: "GL2005", detail: "" };
  if (fn.scopes.some(({ bindings }) => bindings.has("arguments"))) return other("a variable is called 'arguments'");
  if (fn.kind === "function" && fn.scopes.some(({ bindings }) => [...bindings.values()].some(({ kind }) => kind === "enum"))) return other("an enum in a function is not compiled yet");
  if (waitsInDecorator(fn, parentOf)) return other("a decorator with 'yield' or 'await' is not compiled");
  return unsupportedParameters(node) ?? unsupportedCalls(fn, parentOf, bindingOf);
}

/** Those of a generator are bound before its body runs, by the header as it stands. */
function unsupportedParameters(node: t.Function): Problem | null {
  if (!node.generator) return null;
  const names = node.params.flatMap((param) => boundIdentifiers(param)).map((id) => id.name);
  return new Set(names).size < names.length ? other("two parameters have the same name") : null;
}

/** `@(await x) class A {}`: the user's tools evaluate it, in another function. */
function waitsInDecorator({ yields, node }: Fn, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const isInside = (at: t.Node): boolean => at !== node && (t.isDecorator(at) || isInside(parentOf.get(at)!));
  return yields.some(isInside);
}

/** Calls where the emitted code could not be entered again. */
function unsupportedCalls(fn: Fn, parentOf: ReadonlyMap<t.Node, t.Node>, bindingOf: ReadonlyMap<t.Node, Binding>): Problem | null {
  if (!fn.hasDefinitions) return null;
  const seen = new Set<t.Node>();
  for (const call of fn.calls) {
    for (let at: t.Node | undefined = call, parent: t.Node | undefined; at !== undefined && at !== fn.node && !seen.has(at); at = parent) {
      seen.add(at);
      parent = parentOf.get(at);
      if (parent?.type === "ClassBody" && usesOwnNames(parentOf.get(parent) as t.Class, bindingOf)) return other("a class that uses its own name, or a private name of its own, in a computed key is not compiled yet");
    }
  }
  return null;
}
