/**
 * Where compiled functions are marked (`$.mark`), without changing the names that JavaScript infers for them:
 *
 *     () => …  as an argument       $.mark(() => …)
 *     const f = () => …             const f = () => …; $.mark(f);
 *     x = () => …                   $.mark(x = () => …)
 *     function f() { … }            $.mark(f); at the start of its scope
 *     { m() { … }, g: () => … }     $.marked({ … }, "m", "g")
 *     class { m() { … } }           class { static { $.mark(this.prototype.m); } … }
 *     class { constructor() { … } } class { static { $.mark(this); } … }
 *     { [k()]() { … } }             $.marked({ [$key1 = $.key(k())]() { … } }, $key1)
 *     (a = () => …) => …            $.mark({ a: () => … }.a)
 *     { get x() { … } }             $.marked({ … }, ["get", "x"]), and in a class $.marked(this.prototype, ["get", "x"])
 *
 * Private methods, private accessors and functions that are only called by name need no mark: their call sites pass the id (with `deepStacks`, the function). A generator function needs it for its generators, which are known by their prototype.
 */
import { t } from "../babel.ts";
import type { ClassMarking, ComputedKey, Marking } from "../marking.ts";
import { isAnonymous } from "../nodes.ts";
import type { Decorators, ResolvedOptions } from "../options.ts";
import type { Fn, Resolution } from "../resolution.ts";

/** How a suspending function gets its mark; null when it needs none, or cannot have one (then it is pinned when called by method token). */
export function markingOf(fn: Fn, resolution: Resolution, suspending: ReadonlySet<Fn>, { decorators, deepStacks }: ResolvedOptions, newKey: () => string): Marking | null {
  const { parentOf, bindingOf, fnOf } = resolution;
  const isCompiled = (member: t.Node): boolean => suspending.has(fnOf.get(member)!);
  const node = fn.node as t.Function;
  const parent = parentOf.get(node)!;
  switch (node.type) {
    case "FunctionDeclaration": {
      if (!node.id) return { kind: "default", node };
      const all = bindingOf.get(node.id)!.references;
      const references = all.filter(({ access }) => access !== "init");
      if (all.length - references.length > 1) return null; // declared twice: the name means the last one
      const isExported = parent.type === "ExportNamedDeclaration" || parent.type === "ExportDefaultDeclaration";
      if (!isExported && !node.generator && !deepStacks && references.every((reference) => isCallee(reference.node, parentOf))) return null;
      return { kind: "start", list: isExported ? parentOf.get(parent)! : parent, name: node.id };
    }
    case "ObjectMethod":
      if (node.kind === "get" || node.kind === "set") {
        const key = accessorKey(node, (parent as t.ObjectExpression).properties);
        return key && { kind: "object", object: parent as t.ObjectExpression, key, computed: null };
      }
      if (node.kind !== "method" || !hasOneMeaning(node, (parent as t.ObjectExpression).properties, isCompiled)) return null;
      return { kind: "object", object: parent as t.ObjectExpression, ...markingKey(node, newKey) };
    case "ClassMethod": {
      const marks = classMarking(node, parent as t.ClassBody, isCompiled, newKey);
      return marks && inDecorated(marks, node, parentOf.get(parent) as t.Class, decorators);
    }
    case "ClassPrivateMethod":
      return isDecorated(node) ? { kind: "decorator", node, marks: null } : null;
    default:
      return expressionMarking(node, parent, parentOf);
  }
}

function classMarking(node: t.ClassMethod, body: t.ClassBody, isCompiled: (member: t.Node) => boolean, newKey: () => string): ClassMarking | null {
  const isStatic = node.static === true;
  if (node.kind === "constructor") return { kind: "class", body, key: null, isStatic: true, computed: null, place: "this" };
  if (node.kind === "method") return hasOneMeaning(node, body.body, isCompiled) ? { kind: "class", body, isStatic, ...markingKey(node, newKey), place: "this" } : null;
  const key = accessorKey(node, body.body);
  return key && { kind: "accessor", body, key, isStatic, place: "this" };
}

const isDecorated = (node: t.Node): boolean => "decorators" in node && (node.decorators?.length ?? 0) > 0;

/**
 * A decorator may put a plain function where a compiled one was, which must not get its mark. Old decorators run when the class is done, after its static
 * blocks; but TypeScript may move those out of the class, where `this` is none. The standard's run before them: a decorator of ours, the innermost, sees
 * what was written. Those of static members may have code run that sees the whole class.
 */
export function inDecorated(marks: ClassMarking, node: t.ClassMethod | null, owner: t.Class, decorators: Decorators): Marking | null {
  if (decorators === "legacy") {
    if (!isDecorated(owner)) return marks;
    return owner.id ? { ...marks, place: owner.id.name } : null;
  }
  if (node !== null && isDecorated(node)) return { kind: "decorator", node, marks: null };
  if (isDecorated(owner)) return { kind: "decorator", node: owner, marks };
  return owner.body.body.some((member) => isStatic(member) && isDecorated(member)) ? null : marks;
}

/**
 * Whether the key surely means this method afterwards. One that a getter has, too, would run it when the mark reads the method; a spread or a
 * computed key that follows may put another function there, and a plain function must never be marked.
 */
function hasOneMeaning(node: t.ObjectMethod | t.ClassMethod, members: readonly t.Node[], isCompiled: (member: t.Node) => boolean): boolean {
  const following = members.slice(members.indexOf(node) + 1);
  const isUnknown = (member: t.Node): boolean => "computed" in member && member.computed === true && constantKey(member as t.ObjectMethod) === null && !isCompiled(member);
  if (following.some((member) => member.type === "SpreadElement" || isUnknown(member))) return false;
  const key = constantKey(node);
  if (key === null) return true;
  const text = keyText(key);
  return members.filter((member) => "key" in member && keyText(member.key as t.Node) === text && isStatic(member) === isStatic(node)).length === 1;
}

/**
 * `["get", "x"]`, where the literal or class surely has this accessor under its key afterwards; null where something else may be there.
 */
function accessorKey(node: t.ObjectMethod | t.ClassMethod, members: readonly t.Node[]): t.ArrayExpression | null {
  const key = constantKey(node);
  if (key === null) return null;
  const text = keyText(key);
  const isOther = (member: t.Node): boolean => {
    if (member === node || !("key" in member) || isStatic(member) !== isStatic(node)) return false;
    if ("computed" in member && member.computed === true && constantKey(member as t.ObjectMethod) === null) return true;
    const isPair = "kind" in member && (member.kind === "get" || member.kind === "set") && member.kind !== node.kind;
    return keyText(member.key as t.Node) === text && !isPair;
  };
  return members.some(isOther) ? null : t.arrayExpression([t.stringLiteral(node.kind), key]);
}

const isStatic = (member: t.Node): boolean => "static" in member && member.static === true;

function keyText(key: t.Node): string {
  if (key.type === "Identifier") return key.name;
  if (key.type === "StringLiteral") return key.value;
  if (key.type === "NumericLiteral") return String(key.value);
  if (key.type === "MemberExpression") return `${keyText(key.object)}.${keyText(key.property)}`;
  return "";
}

/** The key as an expression that can be evaluated again: a name, a literal, a well-known symbol. */
function constantKey(node: { computed?: boolean | null; key: t.Node }): t.Expression | null {
  const { key } = node;
  if (!node.computed) return key.type === "Identifier" ? t.stringLiteral(key.name) : key.type === "StringLiteral" || key.type === "NumericLiteral" ? t.cloneNode(key) : null;
  if (key.type === "StringLiteral") return t.cloneNode(key);
  const isSymbol = key.type === "MemberExpression" && !key.computed && key.object.type === "Identifier" && key.object.name === "Symbol";
  return isSymbol ? t.cloneNode(key) : null;
}

function markingKey(node: t.ObjectMethod | t.ClassMethod, newKey: () => string): { key: t.Expression; computed: ComputedKey | null } {
  const key = constantKey(node);
  if (key !== null) return { key, computed: null };
  const variable = newKey();
  return { key: t.identifier(variable), computed: { member: node, variable } };
}

function expressionMarking(node: t.Expression & t.Function, parent: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): Marking | null {
  if (!isAnonymous(node)) return { kind: "wrap", node, name: null };
  switch (parent.type) {
    case "VariableDeclarator": {
      if (parent.id.type !== "Identifier") break;
      const declaration = parentOf.get(parent)!;
      const around = parentOf.get(declaration)!;
      const statement = around.type === "ExportNamedDeclaration" ? around : declaration;
      if (isStatementList(parentOf.get(statement)!, statement)) return { kind: "after", statement: statement as t.Statement, name: parent.id };
      return { kind: "wrap", node, name: parent.id.name };
    }
    case "AssignmentExpression":
      if (parent.left.type !== "Identifier") break;
      if (parent.operator === "=") return { kind: "wrap", node: parent, name: null };
      return { kind: "wrap", node, name: parent.left.name };
    case "AssignmentPattern":
      return { kind: "wrap", node, name: parent.left.type === "Identifier" ? parent.left.name : null };
    case "ObjectProperty":
      if (parentOf.get(parent)?.type !== "ObjectExpression") break;
      if (parent.computed && constantKey(parent) === null) return null; // its name comes from the key
      return { kind: "wrap", node, name: parent.computed ? null : keyText(parent.key) };
    case "ClassProperty":
    case "ClassPrivateProperty":
      if (parent.key.type === "PrivateName") return { kind: "wrap", node, name: `#${parent.key.id.name}` };
      if ("computed" in parent && parent.computed) return null;
      return { kind: "wrap", node, name: keyText(parent.key) };
    case "ExportDefaultDeclaration":
      return { kind: "wrap", node, name: "default" };
  }
  return { kind: "wrap", node, name: null };
}

function isStatementList(parent: t.Node, child: t.Node): boolean {
  return ((parent.type === "BlockStatement" || parent.type === "Program" || parent.type === "StaticBlock" || parent.type === "TSModuleBlock") && parent.body.includes(child as t.Statement)) || (parent.type === "SwitchCase" && parent.consequent.includes(child as t.Statement));
}

function isCallee(node: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const parent = parentOf.get(node);
  return (parent?.type === "CallExpression" || parent?.type === "NewExpression") && parent.callee === node;
}
