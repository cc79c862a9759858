/** What a piece of code reads and surely writes, of the variables that may live in a frame. */
import { t } from "./babel.ts";
import type { Code, PointCode } from "./ir.ts";
import type { Names } from "./names.ts";
import { boundIdentifiers } from "./resolution.ts";

export interface UseContext {
  readonly locals: ReadonlySet<string>;
  /** Those of them that closures within a node capture by copy. */
  readonly capturedIn: (node: t.Node) => readonly string[];
  readonly names: Names;
  /** Whether an identifier means another variable of the same name: one of a leaf or of a nested function. */
  readonly isOther: (node: t.Node) => boolean;
  /** What was found, by node, for whoever asks again and again; the tree must not change meanwhile. */
  readonly reads?: Map<t.Node, readonly string[]>;
}

/** Adds every local that the node may read. A closure that is made here reads what it captures by copy. */
export function addReads(node: t.Node | null | undefined, context: UseContext, into: Set<string>): void {
  if (!node) return;
  const { reads } = context;
  if (reads === undefined) return collectReads(node, context, into);
  let names = reads.get(node);
  if (names === undefined) {
    const found = new Set<string>();
    collectReads(node, context, found);
    reads.set(node, (names = [...found]));
  }
  for (const name of names) into.add(name);
}

function collectReads(node: t.Node | null | undefined, context: UseContext, into: Set<string>): void {
  if (!node) return;
  const { names, locals } = context;
  switch (node.type) {
    case "Identifier":
    case "JSXIdentifier":
      if (locals.has(node.name) && !context.isOther(node)) into.add(node.name);
      if (node.name === "arguments" && locals.has(names.arguments)) into.add(names.arguments);
      return;
    case "NumericLiteral":
    case "StringLiteral":
    case "BreakStatement":
    case "ContinueStatement":
      return;
    case "ThisExpression":
      if (locals.has(names.self)) into.add(names.self);
      return;
    case "MetaProperty":
      if (node.meta.name === "new" && locals.has(names.newTarget)) into.add(names.newTarget);
      return;
    case "MemberExpression":
    case "OptionalMemberExpression":
      collectReads(node.object, context, into);
      if (node.computed) collectReads(node.property, context, into);
      return;
    case "ObjectProperty":
      if (node.computed) collectReads(node.key, context, into);
      return collectReads(node.value, context, into);
    case "AssignmentExpression":
      if (node.operator === "=") addTargetReads(node.left, context, into);
      else collectReads(node.left, context, into);
      return collectReads(node.right, context, into);
    case "VariableDeclarator":
      addTargetReads(node.id, context, into);
      return collectReads(node.init, context, into);
    case "LabeledStatement":
      return collectReads(node.body, context, into);
    case "ClassProperty":
    case "ClassPrivateProperty":
    case "ClassAccessorProperty":
    case "StaticBlock":
      return addClosureReads(node, context, into);
  }
  if (t.isFunction(node)) return addClosureReads(node, context, into);
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    if (key === "id" && t.isClass(node)) continue;
    if (key === "typeAnnotation" || key === "typeParameters") continue;
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
    if (Array.isArray(child)) for (const item of child) collectReads(item, context, into);
    else collectReads(child, context, into);
  }
}

/**
 * Functions, and what runs like one: by the user's positions, since names inside may mean other variables. One that the compiler made around a closure
 * has no position; the closures inside it do.
 */
function addClosureReads(node: t.Node, context: UseContext, into: Set<string>): void {
  if ("computed" in node && node.computed && "key" in node) collectReads(node.key as t.Node, context, into);
  if (typeof node.start === "number") for (const name of context.capturedIn(node)) into.add(name);
  else if (node.type === "ArrowFunctionExpression") addReads(node.body, context, into);
}

/** What an assignment to a target reads: objects, keys and default values, not the variables it writes. */
function addTargetReads(target: t.Node, context: UseContext, into: Set<string>): void {
  switch (target.type) {
    case "Identifier":
      return;
    case "AssignmentPattern":
      addTargetReads(target.left, context, into);
      return collectReads(target.right, context, into);
    case "RestElement":
      return addTargetReads(target.argument, context, into);
    case "ArrayPattern":
      for (const element of target.elements) if (element) addTargetReads(element, context, into);
      return;
    case "ObjectPattern":
      for (const property of target.properties) {
        if (property.type === "RestElement") addTargetReads(property, context, into);
        else {
          if (property.computed) collectReads(property.key, context, into);
          addTargetReads(property.value, context, into);
        }
      }
      return;
    default:
      return collectReads(target, context, into);
  }
}

/** Locals that a statement surely writes, whatever happens inside it (an error apart). */
export function definitions(statement: t.Statement): string[] {
  switch (statement.type) {
    case "ExpressionStatement": {
      const { expression } = statement;
      if (expression.type !== "AssignmentExpression" || expression.operator !== "=") return [];
      return boundIdentifiers(expression.left).map(({ name }) => name);
    }
    case "VariableDeclaration":
      return statement.declarations.flatMap(({ id, init }) => (init || statement.kind !== "var" ? boundIdentifiers(id).map(({ name }) => name) : []));
    case "ClassDeclaration":
    case "FunctionDeclaration":
      return statement.id ? [statement.id.name] : [];
    default:
      return [];
  }
}

/** Reads of structured code without a suspension point. */
export function addCodeReads(code: Code, context: UseContext, into: Set<string>): void {
  const all = (list: readonly Code[]): void => list.forEach((item) => addCodeReads(item, context, into));
  switch (code.kind) {
    case "plain":
      return addReads(code.statement, context, into);
    case "call":
    case "yield":
      return addPointReads(code, context, into);
    case "if":
      addReads(code.test, context, into);
      all(code.then);
      return all(code.else);
    case "loop":
      for (const part of [code.init, code.test, code.update]) addReads(part, context, into);
      return all(code.body);
    case "labeled":
    case "block":
      return all(code.body);
    case "switch":
      addReads(code.discriminant, context, into);
      for (const { test, body } of code.cases) {
        addReads(test, context, into);
        all(body);
      }
      return;
    case "try":
      all(code.body);
      return all(code.handler);
    case "return":
    case "throw":
      return addReads(code.value, context, into);
    case "jump":
      return;
  }
}

export function addPointReads(code: PointCode, context: UseContext, into: Set<string>): void {
  if (code.kind === "yield") return addReads(code.value, context, into);
  const { callee, args } = code;
  addReads(callee.expression, context, into);
  if (callee.kind === "method") addReads(callee.self, context, into);
  for (const arg of args) addReads(arg, context, into);
}
