/** What this compiler does not compile: such a function is left plain, which is always right in last-in-first-out order. */
import { t } from "../babel.ts";
import type { DiagnosticCode } from "../diagnostics.ts";
import { type Binding, boundIdentifiers, type Fn, type Resolution } from "../resolution.ts";
import { unsupportedConstructor } from "./constructors.ts";

export interface Problem {
  readonly code: DiagnosticCode;
  readonly detail: string;
}

const other = (detail: string): Problem => ({ code: "GL2007", detail });

/** The first reason why a function cannot be compiled, or null. */
export function unsupported(fn: Fn, resolution: Resolution): Problem | null {
  const { parentOf, bindingOf } = resolution;
  const node = fn.node as t.Function;
  const reason = "kind" in node && node.kind === "constructor" ? unsupportedConstructor(node, resolution) : null;
  if (reason !== null) return { code: "GL2003", detail: reason };
  if (fn.hasEval) return { code: "GL2004", detail: "" };
  for (let outer: Fn | null = fn.parent; outer !== null && outer.kind !== "program"; outer = outer.parent) {
    if (outer.hasOwnEval) return { code: "GL2004", detail: "" };
  }
  if (fn.hasWith) return { code: "GL2005", detail: "" };
  const escaping = fn.sloppyBlockFunction ? escapingBlockFunction(fn) : null;
  if (escaping !== null) return other(`the function '${escaping}' in a block of sloppy-mode code is used outside that block, which is not compiled yet`);
  return unsupportedParameters(node) ?? unsupportedCalls(fn, parentOf, bindingOf);
}

/**
 * Annex B.3.2: in sloppy code a function in a block is also a variable of the function around. Only when nobody uses that variable is it
 * the same as in strict code.
 */
function escapingBlockFunction(fn: Fn): string | null {
  const declared = fn.scopes.filter(({ kind }) => kind === "block" || kind === "switch").flatMap(({ bindings }) => [...bindings.values()].filter(({ kind }) => kind === "function"));
  const isUsedOutside = (inner: Fn, name: string): boolean => inner.uses.some((use) => use.name === name && !declared.includes(use.binding!)) || inner.children.some((child) => isUsedOutside(child, name));
  const isDeclaredTwice = (name: string): boolean => declared.filter((binding) => binding.name === name).length > 1 || declared.some((binding) => binding.name === name && binding.references.filter(({ access }) => access === "init").length > 1);
  return declared.find(({ name }) => isDeclaredTwice(name) || isUsedOutside(fn, name))?.name ?? null;
}

function unsupportedParameters(node: t.Function): Problem | null {
  const names = node.params.flatMap((param) => boundIdentifiers(param)).map((id) => id.name);
  if (new Set(names).size < names.length) return other("two parameters have the same name");
  const hasExpressions = node.params.some((param) => param.type !== "Identifier" && !(param.type === "RestElement" && param.argument.type === "Identifier"));
  if (!hasExpressions || node.body?.type !== "BlockStatement") return null;
  // Parameters with expressions have a scope of their own; a body variable of the same name would be another one.
  const bodyNames = new Set(declaredNames(node.body));
  const clash = [...bodyNames].find((name) => names.includes(name) || node.params.some((param) => mentions(param, name)));
  return clash === undefined ? null : other(`'${clash}' is declared in the body and used in a parameter's default value`);
}

/** var and function names of a body: the ones that JavaScript keeps apart from the parameters. */
function declaredNames(body: t.Node): string[] {
  const names: string[] = [];
  const visit = (node: t.Node): void => {
    if (t.isFunction(node)) {
      if (node.type === "FunctionDeclaration" && node.id) names.push(node.id.name);
      return;
    }
    if (t.isClass(node)) {
      if (node.id) names.push(node.id.name);
      return;
    }
    if (node.type === "VariableDeclaration") for (const declarator of node.declarations) names.push(...boundIdentifiers(declarator.id).map((id) => id.name));
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key];
      for (const item of Array.isArray(child) ? child : [child]) if (item && (t.isStatement(item) || item.type === "SwitchCase" || item.type === "CatchClause")) visit(item);
    }
  };
  visit(body);
  return names;
}

function mentions(node: t.Node, name: string): boolean {
  let found = false;
  t.traverseFast(node, (child) => {
    if (child.type === "Identifier" && child.name === name) found = true;
  });
  return found;
}

/** Calls where the emitted code could not be entered again. */
function unsupportedCalls(fn: Fn, parentOf: ReadonlyMap<t.Node, t.Node>, bindingOf: ReadonlyMap<t.Node, Binding>): Problem | null {
  for (const call of fn.calls) {
    for (let at: t.Node | undefined = call; at !== undefined && at !== fn.node; at = parentOf.get(at)) {
      const parent = parentOf.get(at);
      if (parent?.type === "TSEnumDeclaration") return other("a call in an enum is not compiled yet");
      if (parent?.type === "ClassBody" && usesOwnName(parentOf.get(parent) as t.Class, bindingOf)) return other("a class that uses its own name in a computed key is not compiled yet");
      if (parent !== undefined && "decorators" in parent && (parent.decorators as t.Node[] | null | undefined)?.includes(at)) return other("decorators inside a function are not compiled yet");
    }
  }
  return null;
}

/** Computed keys are evaluated before the class: its own name would mean something else there. */
function usesOwnName({ id, body }: t.Class, bindingOf: ReadonlyMap<t.Node, Binding>): boolean {
  if (!id) return false;
  let found = false;
  for (const member of body.body) {
    if ("computed" in member && member.computed) t.traverseFast(member.key, (node) => {
      if (bindingOf.get(node)?.kind === "self" && (node as t.Identifier).name === id.name) found = true;
    });
  }
  return found;
}
