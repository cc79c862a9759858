/** What functions are called in frames, stack traces and dumps. */
import type { t } from "../babel.ts";

/** A name for people: the function's own, or that of what it is assigned to. */
export function functionName(node: t.Function, parentOf: ReadonlyMap<t.Node, t.Node>): string {
  if ("id" in node && node.id) return node.id.name;
  if ("key" in node) return ("computed" in node && node.computed === true ? null : keyName(node.key)) ?? "<computed>";
  const parent = parentOf.get(node);
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : "<anonymous>";
    case "AssignmentExpression":
      return parent.left.type === "Identifier" ? parent.left.name : parent.left.type === "MemberExpression" ? (keyName(parent.left.property) ?? "<anonymous>") : "<anonymous>";
    case "ObjectProperty":
    case "ClassProperty":
      return keyName(parent.key) ?? "<anonymous>";
    case "ExportDefaultDeclaration":
      return "default";
    default:
      return "<anonymous>";
  }
}

/** Methods as the engine's stack traces call them: `Parser.read`. */
export function className(node: t.Class, method: string): string {
  return node.id ? `${node.id.name}.${method}` : method;
}

function keyName(key: t.Node): string | null {
  switch (key.type) {
    case "Identifier":
      return key.name;
    case "PrivateName":
      return `#${key.id.name}`;
    case "StringLiteral":
      return key.value;
    default:
      return null;
  }
}
