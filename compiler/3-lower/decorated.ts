/**
 * Decorated classes stay declarations: TypeScript's old decorators know no others, while a variable that a frame keeps is assigned.
 *
 *     [@d class A {}]      A = (() => { @d class A {} return A; })();
 */
import { t } from "../babel.ts";
import { call, id } from "../nodes.ts";
import type { Binding } from "../resolution.ts";
import type { Lowering } from "./context.ts";

const isDecorated = (node: t.Node): boolean => "decorators" in node && ((node.decorators as unknown[] | null | undefined)?.length ?? 0) > 0;

export function isDecoratedClass(node: t.Class): boolean {
  return isDecorated(node) || node.body.body.some((member) => isDecorated(member) || ("params" in member && member.params.some(isDecorated)));
}

/** @param name what the class calls itself, whatever the variable is called. */
export function declaredInPlace(l: Lowering, node: t.ClassDeclaration, name: string): t.Expression {
  if (assigns(node)) l.unsupported("a decorated class whose heritage, keys or decorators assign variables is not compiled");
  const declaration = { ...node, id: id(name) };
  const result = id(name);
  const self = l.fn.scopes.find((scope) => scope.kind === "class" && scope.node === node)!.bindings.get(name)!;
  (l.resolution.bindingOf as Map<t.Node, Binding>).set(result, self); // no read of the variable around
  return call(t.arrowFunctionExpression([], t.blockStatement([declaration, t.returnStatement(result)])));
}

/** Whether code that runs when the class is made, outside of functions, assigns: the arrow function has variables of its own then. */
function assigns(node: t.Class): boolean {
  const keys = node.body.body.flatMap((member) => ("computed" in member && member.computed ? [member.key as t.Node] : []));
  const decorators = [node, ...node.body.body].flatMap((item) => ("decorators" in item && item.decorators ? item.decorators : []));
  let found = false;
  for (const part of [node.superClass, ...keys, ...decorators]) if (part) t.traverseFast(part, (child) => {
    if (child.type === "AssignmentExpression" || child.type === "UpdateExpression") found = true;
  });
  return found;
}
