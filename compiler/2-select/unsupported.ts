/** What this compiler does not compile: such a function is left plain, which is always right in last-in-first-out order. */
import { t } from "../babel.ts";
import type { DiagnosticCode } from "../diagnostics.ts";
import { boundIdentifiers, type Fn, type Resolution } from "../resolution.ts";

export interface Problem {
  readonly code: DiagnosticCode;
  readonly detail: string;
}

const other = (detail: string): Problem => ({ code: "GL2007", detail });

/** The first reason why a function cannot be compiled, or null. */
export function unsupported(fn: Fn, { parentOf }: Resolution): Problem | null {
  const node = fn.node as t.Function;
  if (node.generator === true) return { code: "GL2001", detail: "" };
  if (node.async === true) return { code: "GL2002", detail: "" };
  if ("kind" in node && node.kind === "constructor") return { code: "GL2003", detail: "" };
  if (fn.hasEval) return { code: "GL2004", detail: "" };
  for (let outer: Fn | null = fn.parent; outer !== null && outer.kind !== "program"; outer = outer.parent) {
    if (outer.hasOwnEval) return { code: "GL2004", detail: "" };
  }
  if (fn.hasWith) return { code: "GL2005", detail: "" };
  if (fn.hasUsing) return { code: "GL2006", detail: "" };
  if (fn.sloppyBlockFunction) return other("functions in blocks of sloppy-mode code are not compiled yet");
  return unsupportedParameters(node) ?? unsupportedCalls(fn, parentOf);
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
function unsupportedCalls(fn: Fn, parentOf: ReadonlyMap<t.Node, t.Node>): Problem | null {
  for (const call of fn.calls) {
    for (let at: t.Node | undefined = call; at !== undefined && at !== fn.node; at = parentOf.get(at)) {
      const parent = parentOf.get(at);
      if (parent?.type === "ClassBody" || parent?.type === "TSEnumDeclaration") return other("a call in a computed key of a class is not compiled yet");
      if (parent !== undefined && t.isClass(parent) && parent.decorators?.includes(at as t.Decorator)) return other("decorators of a class inside a function are not compiled yet");
    }
  }
  return null;
}
