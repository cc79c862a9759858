/** How a compiled function gets its mark, as `3-lower/marking.ts` decides; written into the tree or into the text. */
import { t } from "./babel.ts";
import { call, id, member } from "./nodes.ts";

/** What a class is called where its members are marked: `this` of a static block, or a name where that may mean another class. */
export type ClassPlace = "this" | (string & {});

/** What to do for one function; `start` and `after` are statements of ours in the user's list. */
export type Marking =
  | { readonly kind: "wrap"; readonly node: t.Expression; readonly name: string | null }
  | { readonly kind: "after"; readonly statement: t.Statement; readonly name: t.Identifier }
  | { readonly kind: "start"; readonly list: t.Node; readonly name: t.Identifier }
  | { readonly kind: "object"; readonly object: t.ObjectExpression; readonly key: t.Expression; readonly computed: ComputedKey | null }
  | { readonly kind: "class"; readonly body: t.ClassBody; readonly key: t.Expression | null; readonly isStatic: boolean; readonly computed: ComputedKey | null; readonly place: ClassPlace }
  /** key: `["get", "x"]` */
  | { readonly kind: "accessor"; readonly body: t.ClassBody; readonly key: t.ArrayExpression; readonly isStatic: boolean; readonly place: ClassPlace }
  /** By a decorator of ours, the innermost one of a decorated member or class. */
  | { readonly kind: "decorator"; readonly node: Decorated; readonly marks: ClassMarking | null }
  | { readonly kind: "default"; readonly node: t.FunctionDeclaration };

export type ClassMarking = Extract<Marking, { kind: "class" | "accessor" }>;

export type Decorated = t.Class | t.ClassMethod | t.ClassPrivateMethod;

/** `$.mark(this.prototype.m, info)`, `$.mark(this, info)`, `$.marked(this.prototype, ["get", "x"], info)` */
export function classMark(marking: ClassMarking, runtime: string, info: t.Expression): t.CallExpression {
  const { key, isStatic, place } = marking;
  const self = place === "this" ? t.thisExpression() : id(place);
  const home = isStatic ? self : t.memberExpression(self, id("prototype"));
  if (marking.kind === "accessor") return call(member(runtime, "marked"), home, key!, info);
  const isName = key?.type === "StringLiteral" && t.isValidIdentifier(key.value, false);
  const target = key === null ? self : isName ? t.memberExpression(home, id(key.value)) : t.memberExpression(home, key, true);
  return call(member(runtime, "mark"), target, info);
}

/** `$.decorator(($class) => $.mark($class.prototype.m, info))`, `$.decorator(($value) => $.mark($value, info))` */
export function markingDecorator({ marks }: Extract<Marking, { kind: "decorator" }>, runtime: string, info: t.Expression): t.CallExpression {
  const given = marks === null ? "$value" : "$class";
  const body = marks === null ? call(member(runtime, "mark"), id(given), info) : classMark({ ...marks, place: given }, runtime, info);
  return call(member(runtime, "decorator"), t.arrowFunctionExpression([id(given)], body));
}

/** A key that is evaluated once and remembered, in a variable of the module, for the mark: `[$key1 = $.key(k())]() {}`. */
export interface ComputedKey {
  readonly member: t.ObjectMethod | t.ClassMethod;
  readonly variable: string;
}
