/**
 * When the variables of a function's body are others than its parameters (ECMA-262 §10.2.11, step 28): parameters with expressions have a scope of
 * their own, which matters where the body declares a name that they mention.
 *
 *     function f(x, g = () => x) { var x; … }      g's x is the parameter, the body's x a variable that begins with its value
 */
import { children, t } from "../babel.ts";
import { boundIdentifiers } from "../resolution.ts";

export function hasBodyScope({ params, body }: t.Function): boolean {
  const hasExpressions = params.some((param) => param.type !== "Identifier" && !(param.type === "RestElement" && param.argument.type === "Identifier"));
  if (!hasExpressions) return false;
  const mentioned = new Set<string>();
  for (const param of params) t.traverseFast(param, (node) => void (node.type === "Identifier" && mentioned.add(node.name)));
  return declares(body, mentioned);
}

/** Whether a body declares one of these names, in whatever block. */
function declares(node: t.Node, names: ReadonlySet<string>): boolean {
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return node.id != null && names.has(node.id.name);
  if (node.type === "VariableDeclaration") return node.declarations.some(({ id }) => boundIdentifiers(id).some(({ name }) => names.has(name)));
  return children(node).some((child) => (t.isStatement(child) || child.type === "SwitchCase" || child.type === "CatchClause") && declares(child, names));
}
