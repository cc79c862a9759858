/**
 * Parameters. The entry of a compiled function reads the caller token before any code runs, so a parameter that runs code (a pattern: getters,
 * iterators; a default value that is more than a constant) moves into the body. `length` stays: a parameter with a default keeps one.
 *
 *     function f(a, { b } = g()) { … }      function f(a, $1 = undefined) { …token…; { b } = $1 === undefined ? g() : $1; … }
 *
 * Those of an async function move where one of them may be suspended, into its body: there, too, an error becomes the promise's. A generator function binds
 * its parameters before there is a generator: they stay with the engine.
 */
import { bare, t } from "../babel.ts";
import type { NewParameter } from "../ir.ts";
import { at, id, nothing } from "../nodes.ts";
import type { Lowering } from "./context.ts";
import { assignPattern } from "./patterns.ts";
import { isReadBeforeBound } from "./storage.ts";

/** Lowers what has to move; pushes the code that binds it. */
export function lowerParameters(l: Lowering): NewParameter[] {
  const node = l.fn.node as t.Function;
  const isMovable = (param: t.Node): boolean => param.type !== "Identifier" && !(param.type === "RestElement" && param.argument.type === "Identifier");
  const movable = node.params.map((param, index) => ({ param, index })).filter(({ param }) => isMovable(param));
  if (movable.length === 0) return hidden(l, node.params);
  if (movable.every(({ param }) => isConstantDefault(param))) return [];
  const early = [...l.variables.values()].find(({ binding }) => binding.kind === "param" && isReadBeforeBound(binding, node.params, l.resolution.parentOf));
  if (l.bodyKind !== "function" && (early !== undefined || !node.params.some((param) => l.suspends(param)))) return []; // as ever, by the engine
  // A default value that reads a later parameter is an error at run time; as assignments in the body it would be none.
  if (early !== undefined) l.unsupported(`the parameter '${early.binding.name}' is used in the parameters before it has its value`);
  return movable.map(({ param, index }) => {
    if ("decorators" in param && param.decorators && param.decorators.length > 0) l.unsupported("a decorated parameter with a default value is not compiled yet");
    if (param.type === "TSParameterProperty") return l.unsupported("parameter properties are not compiled yet");
    const name = l.bodyKind === "function" ? l.temporary() : l.names.unique("$given");
    if (l.bodyKind === "function") l.parameters.add(name);
    if (param.type === "RestElement") {
      bind(l, param.argument, id(name));
      return { index, node: param, replacement: t.restElement(id(name)) };
    }
    bind(l, param, id(name));
    return { index, node: param, replacement: param.type === "AssignmentPattern" ? t.assignmentPattern(id(name), nothing()) : id(name) };
  });
}

/** `function f(a, a) {}` of sloppy code: the last one is the variable; frames know one by its name. `(a, b, …rest)` has none. */
function hidden({ names }: Lowering, params: readonly t.Node[]): NewParameter[] {
  const nameOf = (param: t.Node): string => (param.type === "Identifier" ? param.name : "");
  return params.flatMap((node, index) => (params.slice(index + 1).some((later) => nameOf(later) === nameOf(node)) ? [{ index, node, replacement: id(names.unique("$same")) }] : []));
}

function bind(l: Lowering, pattern: t.Node, source: t.Identifier): void {
  for (const variable of l.variables.values()) {
    if (variable.binding.kind === "param" && contains(pattern, variable.binding.declaration) === true) l.hoisted.add(variable.name);
  }
  if (l.suspends(pattern)) return assignPattern(l, pattern, source);
  stripAnnotation(pattern);
  const target = pattern.type === "AssignmentPattern" ? pattern.left : pattern;
  stripAnnotation(target);
  if (pattern.type === "AssignmentPattern" && target.type === "Identifier") {
    // As an array pattern's default the value keeps the name it gives to an anonymous function.
    return l.run(at(t.assignmentExpression("=", t.objectPattern([t.objectProperty(id("value"), pattern)]), t.objectExpression([t.objectProperty(id("value"), source)])), pattern));
  }
  const value = pattern.type === "AssignmentPattern" ? t.conditionalExpression(t.binaryExpression("===", source, nothing()), bare(pattern.right), id(source.name)) : source;
  l.run(at(t.assignmentExpression("=", target as t.ObjectPattern, value), pattern));
}

function contains(pattern: t.Node, declaration: t.Node): boolean {
  return declaration.start! <= pattern.start! && declaration.end! >= pattern.end!;
}

function stripAnnotation(node: t.Node): void {
  if ("typeAnnotation" in node) (node as { typeAnnotation?: unknown }).typeAnnotation = null;
}

/** `(a = 1, b = [], c = () => 0)`: defaults that run no code may stay in the header. */
function isConstantDefault(param: t.Node): boolean {
  return param.type === "AssignmentPattern" && param.left.type === "Identifier" && isConstant(param.right);
}

function isConstant(node: t.Expression): boolean {
  const inner = bare(node);
  switch (inner.type) {
    case "NumericLiteral":
    case "StringLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "BigIntLiteral":
    case "RegExpLiteral":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "Identifier":
      return inner.name === "undefined";
    case "TemplateLiteral":
      return inner.expressions.length === 0;
    case "UnaryExpression":
      return inner.argument.type === "NumericLiteral";
    case "ArrayExpression":
      return inner.elements.every((element) => element !== null && element.type !== "SpreadElement" && isConstant(element));
    case "ObjectExpression":
      return inner.properties.every((property) => property.type === "ObjectProperty" && !property.computed && isConstant(property.value as t.Expression));
    default:
      return false;
  }
}
