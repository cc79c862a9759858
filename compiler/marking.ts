/** How a compiled function gets its mark, as `3-lower/marking.ts` decides; written into the tree or into the text. */
import { t } from "./babel.ts";
import { id } from "./nodes.ts";

/** What to do for one function; `start` and `after` are statements of ours in the user's list. */
export type Marking =
  | { readonly kind: "wrap"; readonly node: t.Expression; readonly name: string | null }
  | { readonly kind: "after"; readonly statement: t.Statement; readonly name: t.Identifier }
  | { readonly kind: "start"; readonly list: t.Node; readonly name: t.Identifier }
  | { readonly kind: "object"; readonly object: t.ObjectExpression; readonly key: t.Expression; readonly computed: ComputedKey | null }
  | { readonly kind: "class"; readonly body: t.ClassBody; readonly key: t.Expression | null; readonly isStatic: boolean; readonly computed: ComputedKey | null }
  /** key: `["get", "x"]` */
  | { readonly kind: "accessor"; readonly body: t.ClassBody; readonly key: t.ArrayExpression; readonly isStatic: boolean }
  | { readonly kind: "default"; readonly node: t.FunctionDeclaration };

/** `this.prototype.m`, `this.m`: a method, from a static block of its class; without a key the class itself. */
export function methodOf(key: t.Expression | null, isStatic: boolean): t.Expression {
  if (key === null) return t.thisExpression();
  const home = homeOf(isStatic);
  return key.type === "StringLiteral" && t.isValidIdentifier(key.value, false) ? t.memberExpression(home, id(key.value)) : t.memberExpression(home, key, true);
}

/** What has the methods of a class: `this.prototype`, `this`. */
export function homeOf(isStatic: boolean): t.Expression {
  return isStatic ? t.thisExpression() : t.memberExpression(t.thisExpression(), id("prototype"));
}

/** A key that is evaluated once and remembered, in a variable of the module, for the mark: `[$key1 = $.key(k())]() {}`. */
export interface ComputedKey {
  readonly member: t.ObjectMethod | t.ClassMethod;
  readonly variable: string;
}
