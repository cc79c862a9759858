/**
 * Names that may be read in their dead zone (ECMA-262 §9.1.1.1): a read that fails between a token and its call would leave the token behind, and a plain function that
 * catches the error would pass for a compiled caller (findings #41).
 *
 * Of the function's own variables storage.ts knows. One from outside may be dead when code that stands before its declaration could have called the function: a hoisted
 * function may be called by all that runs from the start of its block, a function expression only if it stands before the declaration.
 */
import { bare, t } from "../babel.ts";
import type { Binding, Scope } from "../resolution.ts";
import type { Lowering } from "./context.ts";
import { isEarly, isForEachHead } from "./storage.ts";

/** Whether reading a name may fail. */
export function mayBeDead(node: t.Identifier, { fn, resolution, variables, inert }: Lowering): boolean {
  const binding = resolution.bindingOf.get(node);
  if (binding === undefined) return false;
  const own = variables.get(binding);
  if (own !== undefined) return own.hasDeadZone;
  switch (binding.kind) {
    case "import": // of a module that is part of a cycle
      return true;
    case "param":
      return isWithin(node, (binding.scope.node as t.Function).params);
    case "catch":
      return isWithin(node, [(binding.declaration as t.CatchClause).param!]);
    case "let":
    case "const":
    case "class":
      if (isForEachHead(binding, resolution.parentOf)) return isInHead(node, binding);
      return isEarly({ node, fn, access: "read" }, binding, binding.scope.fn, resolution.parentOf) && binding.declaration.end! > inertEnd(binding, inert);
    case "self":
      return binding.scope.kind === "class";
    default:
      return false;
  }
}

/** `for (const x of f(() => x))`: the `x` of the function is never there. */
function isInHead(node: t.Identifier, { scope }: Binding): boolean {
  const { left, right } = scope.node as t.ForOfStatement;
  return isWithin(node, [left, right]);
}

const isWithin = ({ start, end }: t.Node, list: readonly (t.Node | null | undefined)[]): boolean => list.some((node) => node && start! >= node.start! && end! <= node.end!);

/** Up to where in a binding's block nothing could have called a function. */
function inertEnd({ scope }: Binding, known: Map<Scope, number>): number {
  let end = known.get(scope);
  if (end === undefined) known.set(scope, (end = findEnd(scope)));
  return end;
}

function findEnd({ kind, node }: Scope): number {
  const isBlock = kind === "program" || kind === "function" || kind === "body" || kind === "block";
  const { body } = (isBlock ? node : {}) as { body?: t.Statement[] | t.BlockStatement };
  if (body === undefined) return node.start!;
  const list = Array.isArray(body) ? body : body?.type === "BlockStatement" ? body.body : [];
  let end = node.start!;
  for (const statement of list) {
    if (statement.type === "VariableDeclaration" || statement.type === "ExportNamedDeclaration") {
      const declaration = statement.type === "VariableDeclaration" ? statement : statement.declaration;
      if (declaration?.type === "VariableDeclaration") {
        for (const declarator of declaration.declarations) {
          if (declarator.id.type !== "Identifier" || !isInert(declarator.init)) return end;
          end = declarator.end!;
        }
        continue;
      }
      if (declaration && declaration.type !== "FunctionDeclaration" && !isType(declaration)) return end;
    } else if (statement.type !== "FunctionDeclaration" && statement.type !== "ImportDeclaration" && !isType(statement)) return end;
    end = statement.end!;
  }
  return node.end!;
}

const isType = (node: t.Node): boolean => node.type === "TSTypeAliasDeclaration" || node.type === "TSInterfaceDeclaration";

/** Standard constructors that, without arguments, run no code of the program's. */
const CONSTRUCTORS = new Set(["Map", "Set", "WeakMap", "WeakSet", "Object", "Array"]);

/** An expression that surely runs no function. */
function isInert(expression: t.Node | null | undefined): boolean {
  if (expression === null || expression === undefined) return true;
  const node = t.isExpression(expression) ? bare(expression) : expression;
  switch (node.type) {
    case "Identifier":
    case "ThisExpression":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "RegExpLiteral":
    case "NumericLiteral":
    case "StringLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "BigIntLiteral":
      return true;
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "UnaryExpression":
      return ["!", "void", "typeof"].includes(node.operator) ? isInert(node.argument) : node.operator === "-" && node.argument.type === "NumericLiteral";
    case "ConditionalExpression":
      return [node.test, node.consequent, node.alternate].every(isInert);
    case "LogicalExpression":
      return isInert(node.left) && isInert(node.right);
    case "ArrayExpression":
      return node.elements.every((element) => element?.type !== "SpreadElement" && isInert(element));
    case "ObjectExpression":
      return node.properties.every((property) => property.type !== "SpreadElement" && !property.computed && (property.type === "ObjectMethod" || isInert(property.value)));
    case "NewExpression":
      return node.arguments.length === 0 && node.callee.type === "Identifier" && CONSTRUCTORS.has(node.callee.name);
    default:
      return false;
  }
}
