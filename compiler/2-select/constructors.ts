/** `new`: what it may construct, and which constructors can be compiled. */
import { bare, isTypeOnly, t } from "../babel.ts";
import { HANDLE } from "../class-rewrites.ts";
import type { ClassFields, Decorators } from "../options.ts";
import type { Fn, Resolution } from "../resolution.ts";
import { isStandardConstructor } from "./standard.ts";

/** What `new C(…)` runs, as far as the file tells: a constructor of the file, nothing that suspends, or anybody's code. */
export type Constructed = Fn | "plain" | "unknown";

export function constructed(callee: t.Expression, resolution: Resolution): Constructed {
  const found = declared(callee, resolution);
  if (found === "standard") return "plain";
  if (found === null) return "unknown";
  if (!t.isClass(found)) return resolution.fnOf.get(found) ?? "unknown";
  if (found.decorators && found.decorators.length > 0) return "unknown"; // a decorator may put another class in its place
  const own = constructorOf(found);
  if (own !== null) return resolution.fnOf.get(own) ?? "unknown";
  return !found.superClass || found.superClass.type === "NullLiteral" ? "plain" : constructed(bare(found.superClass), resolution);
}

/** The class or function that an expression surely means. */
function declared(callee: t.Expression, { bindingOf, parentOf }: Resolution): t.Class | t.Function | "standard" | null {
  if (t.isClass(callee) || callee.type === "FunctionExpression") return callee;
  if (callee.type !== "Identifier") return null;
  const binding = bindingOf.get(callee);
  if (binding === undefined) return isStandardConstructor(callee.name) ? "standard" : null;
  const { declaration, writes, inits } = binding;
  if (declaration.type === "ImportSpecifier" && isGreenlet(declaration, parentOf)) return "standard";
  if (writes.length > 0 || inits > 1) return null;
  if (t.isClass(declaration) || declaration.type === "FunctionDeclaration" || declaration.type === "FunctionExpression") return declaration;
  if (declaration.type !== "VariableDeclarator" || declaration.id.type !== "Identifier" || !declaration.init) return null;
  const init = bare(declaration.init);
  return t.isClass(init) || init.type === "FunctionExpression" ? init : null;
}

/** `import { Greenlet } from "greenlets"`: making one runs nothing. */
function isGreenlet(node: t.ImportSpecifier, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const from = parentOf.get(node) as t.ImportDeclaration | undefined;
  return from?.source.value === "greenlets" && node.imported.type === "Identifier" && node.imported.name === "Greenlet";
}

export function constructorOf({ body }: t.Class): t.ClassMethod | null {
  return (body.body.find((member) => member.type === "ClassMethod" && member.kind === "constructor" && t.isBlockStatement(member.body)) as t.ClassMethod | undefined) ?? null;
}

/**
 * Whether a class is constructed by its parent's constructor alone, which may suspend: it has neither a constructor nor anything of its own to put into
 * the object, so that the native `super(…)` of its default constructor may return at any time.
 */
export function inherits(node: t.Class, resolution: Resolution, suspending: ReadonlySet<Fn>, decorators: Decorators): boolean {
  return constructorOf(node) === null && !hasInstanceElements(node) && !(decorators === "standard" && hasDecoratedInstanceMembers(node)) && inheritsFrom(node, resolution, suspending);
}

/** Whether the parent's constructor may suspend. */
export function inheritsFrom(node: t.Class, resolution: Resolution, suspending: ReadonlySet<Fn>): boolean {
  if (!node.superClass || node.superClass.type === "NullLiteral") return false;
  const found = constructed(bare(node.superClass), resolution);
  return found === "unknown" || (found !== "plain" && suspending.has(found));
}

export const hasInstanceElements = ({ body }: t.Class): boolean => body.body.some(isInstanceElement);

export const isDecorated = (node: t.Node): boolean => "decorators" in node && ((node.decorators as unknown[] | null | undefined)?.length ?? 0) > 0;

/** The standard's decorators of these put code into the constructor, in front of what the user wrote or behind the `super(…)`, which only the engine or a tool finds. */
export const hasDecoratedInstanceMembers = ({ body }: t.Class): boolean => body.body.some((member) => isDecorated(member) && !("static" in member && member.static === true));

export const DECORATED = "its class has decorated members, whose initialisers only the engine can run";

/** Fields and private methods: what is put into each object when its class's turn comes. */
function isInstanceElement(member: t.ClassBody["body"][number]): boolean {
  if (isTypeOnly(member) || !("static" in member) || member.static === true) return false;
  return member.type === "ClassPrivateMethod" || isField(member);
}

export function isField(member: t.Node): member is t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty {
  return member.type === "ClassProperty" || member.type === "ClassPrivateProperty" || member.type === "ClassAccessorProperty";
}

export interface ConstructorContext {
  readonly classFields: ClassFields;
  readonly decorators: Decorators;
  /** Classes that must not be rewritten, with the reason. */
  readonly refused: ReadonlyMap<number, string>;
}

export const LOWERED = "the target is older than class fields, which would be initialised before 'super(…)'";

/**
 * Why a constructor cannot be compiled, or null.
 *
 * CAUTION: the fields of a base class are initialised between the token and the constructor's entry: nothing of the user may run there.
 */
export function unsupportedConstructor(node: t.ClassMethod, resolution: Resolution, { refused, classFields, decorators }: ConstructorContext): string | null {
  const { parentOf } = resolution;
  const body = parentOf.get(node) as t.ClassBody;
  const { superClass } = parentOf.get(body) as t.Class;
  if (decorators === "standard" && hasDecoratedInstanceMembers(parentOf.get(body) as t.Class)) return DECORATED;
  if (superClass) return classFields === "lowered" && hasInstanceElements(parentOf.get(body) as t.Class) ? LOWERED : null; // the fields are initialised when `super(…)` returns
  const fields = body.body.filter((member) => isField(member) && !member.static) as t.ClassProperty[];
  const from = fields.find((field) => !isHarmlessField(field, resolution));
  return from === undefined ? null : (refused.get(parentOf.get(body)!.start!) ?? problemOf(fields, from, resolution));
}

/** Why the fields from one on cannot become code of methods, or null. */
export function problemOf(fields: readonly t.Node[], from: t.Node | undefined, resolution: Resolution): string | null {
  if (from === undefined) return null;
  for (const field of fields.slice(fields.indexOf(from))) {
    if (isDecorated(field)) return "a decorated field is not compiled";
    if (resolution.fnOf.get(field)?.hasEval) return "a field with a direct eval is not compiled"; // in a method it may say more
    if (field.type === "ClassAccessorProperty") return "an 'accessor' field is not compiled yet";
    if (field.type === "ClassProperty" && field.computed && !isConstantKey(field.key, resolution)) return "a field with a computed key is not compiled yet";
    if (field.type === "ClassProperty" && field.key.type === "Identifier" && field.key.name === "__proto__") return "a field '__proto__' is not compiled yet";
  }
  return null;
}

/** `[Symbol.toStringTag]`, `["x"]`, `[kState]` where `const kState = Symbol()`: a key that gives the same wherever it is evaluated. */
function isConstantKey(key: t.Node, { bindingOf }: Resolution): boolean {
  if (key.type === "StringLiteral") return true;
  if (key.type === "MemberExpression") return !key.computed && isGlobalSymbol(key.object, bindingOf);
  const binding = key.type === "Identifier" ? bindingOf.get(key) : undefined;
  const init = binding?.kind === "const" && binding.declaration.type === "VariableDeclarator" && binding.declaration.id.type === "Identifier" ? binding.declaration.init : null;
  if (!init || binding!.writes.length > 0) return false;
  if (init.type === "StringLiteral") return true;
  if (init.type !== "CallExpression") return false;
  const { callee } = init;
  return isGlobalSymbol(callee, bindingOf) || (callee.type === "MemberExpression" && !callee.computed && isGlobalSymbol(callee.object, bindingOf) && (callee.property as t.Identifier).name === "for");
}

const isGlobalSymbol = (node: t.Node, bindingOf: Resolution["bindingOf"]): boolean => node.type === "Identifier" && node.name === "Symbol" && !bindingOf.has(node);

/** A field whose initialiser runs no code of anybody's. */
export const isHarmlessField = ({ value }: t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty, resolution: Resolution): boolean => !value || isHarmless(value, resolution);

const isDeclared = (node: t.Node, { bindingOf }: Resolution): boolean => bindingOf.has(node);

/** Whether evaluating an expression runs no code of anybody's. */
function isHarmless(expression: t.Expression, resolution: Resolution): boolean {
  const node = bare(expression);
  switch (node.type) {
    case "NewExpression": // `new Map()`
      return node.arguments.length === 0 && node.callee.type === "Identifier" && isStandardConstructor(node.callee.name) && !isDeclared(node.callee, resolution);
    case "NumericLiteral":
    case "StringLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "BigIntLiteral":
    case "RegExpLiteral":
    case "ThisExpression":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "MemberExpression":
      return node.object.type === "Identifier" && node.object.name === HANDLE;
    case "Identifier":
      return node.name === "undefined" || node.name === "NaN" || node.name === "Infinity";
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "UnaryExpression":
      return node.operator === "void" || node.operator === "!" || node.operator === "typeof" ? isHarmless(node.argument, resolution) : node.argument.type === "NumericLiteral";
    case "ArrayExpression":
      return node.elements.every((element) => element === null || (element.type !== "SpreadElement" && isHarmless(element, resolution)));
    case "ObjectExpression":
      return node.properties.every((property) => property.type === "ObjectMethod" ? !property.computed : property.type === "ObjectProperty" && !property.computed && isHarmless(property.value as t.Expression, resolution));
    default:
      return false;
  }
}
