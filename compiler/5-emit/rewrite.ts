/**
 * The user's code as it stands in the resumable form:
 *
 *     this, arguments, new.target    $this, $arguments, $newTarget     from the frame
 *     let x = 1; var y = 2;          x = 1; y = 2                      all variables are declared at the form's start
 *     class A { }                    A = class A { }
 *
 * Functions inside are left alone: `this` of an arrow function is the same there.
 */
import { t } from "../babel.ts";
import { assign, at, id, member, nothing, number, run } from "../nodes.ts";
import { callRuntime, type EmitContext } from "./context.ts";

/** A statement of lowered code: its own declarations become assignments. */
export function rewriteStatement(statement: t.Statement, context: EmitContext): t.Statement[] {
  if (statement.type === "VariableDeclaration") return asAssignments(copyAll(statement, context) as t.VariableDeclaration).map((expression) => at(run(expression), statement));
  if (statement.type === "ClassDeclaration") {
    const { id: name, superClass, body, decorators } = rewrite(statement, context) as t.ClassDeclaration;
    return [at(run(assign(name!.name, at(t.classExpression(t.cloneNode(name!), superClass, body, decorators), statement))), statement)];
  }
  return [rewrite(statement, context) as t.Statement];
}

export function rewriteExpression(expression: t.Expression, context: EmitContext): t.Expression {
  return rewrite(expression, context) as t.Expression;
}

function asAssignments({ declarations, kind }: t.VariableDeclaration): t.Expression[] {
  return declarations.flatMap(({ id: target, init }) => {
    if (!init) return kind === "var" ? [] : [assign(withoutType(target) as t.LVal, nothing())];
    return [assign(withoutType(target) as t.LVal, init)];
  });
}

function withoutType(target: t.Node): t.Node {
  if (!("typeAnnotation" in target) || !target.typeAnnotation) return target;
  return { ...target, typeAnnotation: null } as t.Node;
}

/** A copy with the substitutions; shares what needs none. */
function rewrite(node: t.Node, context: EmitContext): t.Node {
  const { names } = context;
  if (context.lowered.bodyKind !== "function") {
    // An arrow function in the function itself: `this` and `arguments` are the same there.
    if (node.type === "ReturnStatement") return returned(node, context);
  } else switch (node.type) {
    case "ThisExpression":
      return context.lowered.isThisLate ? node : at(id(names.self), node);
    case "MetaProperty":
      return node.meta.name === "new" ? at(id(names.newTarget), node) : node;
    case "Identifier":
      return node.name === "arguments" && context.lowered.fn.usesArguments ? at(id(names.arguments), node) : node;
    case "UnaryExpression": // `delete this` is true: no reference; strict mode refuses `delete $this`
      if (node.operator === "delete" && (node.argument.type === "ThisExpression" || node.argument.type === "MetaProperty")) return at(t.booleanLiteral(true), node);
  }
  if (node.type === "VariableDeclaration" && node.kind === "var") return rewriteVar(node, context);
  if (t.isFunction(node)) return node.type === "ObjectMethod" && node.computed ? copy(node, context, ["key"]) : node;
  if (t.isClass(node)) return copy(node, context, ["superClass"]);
  if (node.type === "ForStatement" && node.init?.type === "VariableDeclaration" && node.init.kind === "var") {
    const parts = asAssignments(copyAll(node.init, context) as t.VariableDeclaration);
    const init = parts.length === 0 ? null : parts.length === 1 ? parts[0]! : t.sequenceExpression(parts);
    return { ...(copy(node, context, ["test", "update", "body"]) as t.ForStatement), init };
  }
  if ((node.type === "ForInStatement" || node.type === "ForOfStatement") && node.left.type === "VariableDeclaration" && node.left.kind === "var") {
    const left = (copyAll(node.left.declarations[0]!.id, context)) as t.LVal;
    return { ...(copy(node, context, ["right", "body"]) as t.ForInStatement), left };
  }
  return copyAll(node, context);
}

/** `return x` inside a leaf: a driven body is at its end. */
function returned(node: t.ReturnStatement, context: EmitContext): t.Node {
  const ended = run(assign(member(context.names.frame, "at"), number(-1)));
  const statement = { ...copyAll({ ...node }, context) } as t.ReturnStatement;
  if (statement.argument) statement.argument = endedWith(context, statement.argument);
  return at(t.blockStatement([ended, statement]), node);
}

/** An async generator tells a returned value from the end of its body: only the former is awaited. */
export function endedWith(context: EmitContext, value: t.Expression): t.Expression {
  return context.lowered.bodyKind === "asyncGenerator" ? callRuntime(context, "yielded", value) : value;
}

/** `var x = 1` inside a leaf: the variable is one of the form's own. */
function rewriteVar(node: t.VariableDeclaration, context: EmitContext): t.Node {
  const parts = asAssignments(copyAll(node, context) as t.VariableDeclaration);
  if (parts.length === 0) return at(t.emptyStatement(), node);
  return at(run(parts.length === 1 ? parts[0]! : t.sequenceExpression(parts)), node);
}

function copyAll(node: t.Node, context: EmitContext): t.Node {
  return copy(node, context, t.VISITOR_KEYS[node.type] ?? []);
}

function copy(node: t.Node, context: EmitContext, keys: readonly string[]): t.Node {
  const source = node as unknown as Record<string, unknown>;
  let result: Record<string, unknown> | null = null;
  for (const key of keys) {
    const child = source[key];
    if (!child || isName(node, key)) continue;
    const rewritten = Array.isArray(child) ? rewriteList(child as (t.Node | null)[], context) : rewrite(child as t.Node, context);
    if (rewritten !== child) (result ??= { ...source })[key] = rewritten;
  }
  if (result !== null && node.type === "ObjectProperty" && node.shorthand) result["shorthand"] = false;
  return (result ?? node) as t.Node;
}

/** Identifiers that are no references. */
function isName(node: t.Node, key: string): boolean {
  if (key === "property") return (node.type === "MemberExpression" || node.type === "OptionalMemberExpression") && !node.computed;
  if (key === "key") return "computed" in node && !node.computed;
  return key === "label" || key === "meta";
}

function rewriteList(list: (t.Node | null)[], context: EmitContext): (t.Node | null)[] {
  const rewritten = list.map((item) => (item ? rewrite(item, context) : item));
  return rewritten.some((item, index) => item !== list[index]) ? rewritten : list;
}
