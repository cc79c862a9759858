/** Which operands may be evaluated later than where they stand: nothing that happens in between can change them, nobody can tell. */
import { bare, t } from "../babel.ts";
import type { Binding } from "../resolution.ts";
import type { Lowering } from "./context.ts";
import { mayBeDead } from "./dead-zone.ts";

/**
 * @param later what is evaluated between the operand's place and its use, the user's nodes.
 * @returns whether `expression` has the same value, and no effect, after them.
 */
export function isStable(expression: t.Expression, later: readonly t.Node[], lowering: Lowering): boolean {
  const node = bare(expression);
  switch (node.type) {
    case "NumericLiteral":
    case "StringLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "BigIntLiteral":
    case "ThisExpression":
      return later.length === 0 || lowering.isThisBound(node);
    case "MetaProperty":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "UnaryExpression":
      return (node.operator === "-" || node.operator === "void") && node.argument.type === "NumericLiteral";
    case "Identifier":
      return isStableName(node, later, lowering);
    case "CallExpression":
      return isOurs(node, lowering);
    default:
      return false;
  }
}

/** The same for an operand that is needed more than once: a function expression would make another function each time. */
export function isRepeatable(node: t.Expression, later: readonly t.Node[], lowering: Lowering): boolean {
  return (node.type === "Identifier" || node.type === "ThisExpression" || t.isLiteral(node)) && isStable(node, later, lowering);
}

/** `$.mark(() => …)` and `$template1()`: ours, without effect. */
function isOurs({ callee, arguments: args }: t.CallExpression, { names }: Lowering): boolean {
  if (callee.type === "Identifier") return args.length === 0 && callee.name.startsWith("$template");
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === names.runtime && callee.property.type === "Identifier" && callee.property.name === "mark" && t.isFunction(args[0]);
}

function isStableName(node: t.Identifier, later: readonly t.Node[], lowering: Lowering): boolean {
  if (lowering.temporaries.has(node.name) || node.name === "undefined" || node.name === lowering.names.runtime) return true;
  const binding = lowering.resolution.bindingOf.get(node);
  if (binding === undefined) return false;
  const { writes } = binding;
  const variable = lowering.variables.get(binding);
  if (variable === undefined) {
    // Not ours: from outside, or inside a leaf. An import may change. (A constant in its dead zone fails a little later than it would, where it is not an argument.)
    if (isInOwnHead(node, binding)) return false;
    return binding.kind === "self" || (writes.length === 0 && binding.kind !== "import" && binding.kind !== "var" && binding.kind !== "let");
  }
  if (variable.hasDeadZone) return false;
  if (writes.length === 0 && binding.kind !== "var" && binding.kind !== "let") return true;
  if (variable.storage !== "local") return writes.length === 0 && binding.kind === "let" && variable.storage === "copied";
  const isWrittenIn = (range: t.Node): boolean => writes.some(({ node: { start, end } }) => start! >= range.start! && end! <= range.end!);
  return !later.some(isWrittenIn);
}

/** `for (const x of f(() => x))`: the `x` of the function is never there. */
function isInOwnHead({ start, end }: t.Identifier, { scope: { node } }: Binding): boolean {
  return (node.type === "ForOfStatement" || node.type === "ForInStatement") && start! >= node.right.start! && end! <= node.right.end!;
}

const EXISTING_GLOBALS = new Set(["undefined", "NaN", "Infinity", "globalThis", "Math", "Object", "Array", "Number", "String", "Boolean", "Symbol", "JSON", "console", "Error", "Map", "Set", "Promise"]);

/** Whether evaluating a residual runs no code at all, so that it may stand between a token and its call. */
export function isQuiet(expression: t.Node | null, lowering: Lowering): boolean {
  if (expression === null) return true;
  const node = t.isExpression(expression) ? bare(expression) : expression;
  switch (node.type) {
    case "Identifier":
      return !mayBeDead(node, lowering) && (isStableName(node, [], lowering) || EXISTING_GLOBALS.has(node.name) || lowering.resolution.bindingOf.has(node));
    case "ThisExpression":
      return lowering.isThisBound(node);
    case "MemberExpression": // a box
      return lowering.resolution.bindingOf.has(node);
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "RegExpLiteral":
      return true;
    case "UnaryExpression":
      return ["!", "void", "typeof"].includes(node.operator) ? isQuiet(node.argument, lowering) : isStable(node, [], lowering);
    case "BinaryExpression":
      return ["===", "!=="].includes(node.operator) && isQuiet(node.left, lowering) && isQuiet(node.right, lowering);
    case "LogicalExpression":
      return isQuiet(node.left, lowering) && isQuiet(node.right, lowering);
    case "ConditionalExpression":
      return [node.test, node.consequent, node.alternate].every((part) => isQuiet(part, lowering));
    case "ArrayExpression":
      return node.elements.every((element) => element?.type !== "SpreadElement" && isQuiet(element, lowering));
    case "ObjectExpression":
      return node.properties.every((property) => property.type === "ObjectProperty" && !property.computed && isQuiet(property.value, lowering));
    case "CallExpression":
      return isOurs(node, lowering);
    default:
      return t.isExpression(node) && isStable(node, [], lowering);
  }
}
