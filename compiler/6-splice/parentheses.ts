/** Where an expression needs parentheses (as @babel/generator decides; what the user wrote in vain is dropped). */
import { t } from "../babel.ts";

/** What the text right before an expression makes of a brace, `function`, `class`, `let` or `in` at its start. */
export const Start = { statement: 1, arrowBody: 2, exportDefault: 4, forHead: 16, forInHead: 32, forOfHead: 64, noIn: 128 } as const;

const PRECEDENCE: Record<string, number> = {
  "||": 0, "??": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "===": 6, "!=": 6, "!==": 6, "<": 7, ">": 7, "<=": 7, ">=": 7, "in": 7, "instanceof": 7,
  ">>": 8, "<<": 8, ">>>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10, "**": 11,
};

export function needsParentheses(node: t.Node, parent: t.Node, start: number): boolean {
  return nodeNeeds(node, parent, start) || parentNeeds(node, parent);
}

/** `new (f())()`; an optional chain ends where its parentheses end: `(a?.b).c`. */
function parentNeeds(node: t.Node, parent: t.Node): boolean {
  switch (parent.type) {
    case "NewExpression":
      return parent.callee === node && hasCall(node);
    case "CallExpression":
      return parent.callee === node && isOptionalChain(node);
    case "MemberExpression":
      return parent.object === node && isOptionalChain(node);
    case "TaggedTemplateExpression":
      return parent.tag === node && isOptionalChain(node);
    default:
      return false;
  }
}

function isOptionalChain(node: t.Node): boolean {
  return node.type === "OptionalMemberExpression" || node.type === "OptionalCallExpression" || (node.type === "TSNonNullExpression" && isOptionalChain(node.expression));
}

function nodeNeeds(node: t.Node, parent: t.Node, start: number): boolean {
  switch (node.type) {
    case "Identifier":
      return identifierNeeds(node, parent, start);
    case "BinaryExpression":
      return ((start & Start.noIn) !== 0 && node.operator === "in") || binaryNeeds(node, parent);
    case "LogicalExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return binaryNeeds(node, parent);
    case "UpdateExpression":
      return isPostfixed(node, parent) || isHeritage(node, parent);
    case "UnaryExpression":
    case "SpreadElement":
      return unaryNeeds(node, parent);
    case "TSTypeAssertion":
      return isTypedTarget(node, parent) || unaryNeeds(node, parent);
    case "ConditionalExpression":
    case "ArrowFunctionExpression":
      return conditionalNeeds(node, parent);
    case "AssignmentExpression":
      return ((start & (Start.statement | Start.arrowBody)) !== 0 && node.left.type === "ObjectPattern") || conditionalNeeds(node, parent);
    case "AwaitExpression":
    case "YieldExpression":
      return yieldNeeds(node, parent);
    case "SequenceExpression":
      return sequenceNeeds(node, parent);
    case "TSInstantiationExpression":
      return isPostfixed(node, parent);
    case "ObjectExpression":
      return (start & (Start.statement | Start.arrowBody)) !== 0;
    case "FunctionExpression":
    case "ClassExpression":
      return (start & (Start.statement | Start.exportDefault)) !== 0;
    default:
      return false;
  }
}

/** `new (f())()`, `new (f().g)()` */
function hasCall(node: t.Node): boolean {
  switch (node.type) {
    case "CallExpression":
    case "OptionalCallExpression":
    case "OptionalMemberExpression":
    case "ImportExpression":
      return true;
    case "MemberExpression":
      return !isOptionalChain(node.object) && hasCall(node.object);
    case "TSNonNullExpression":
      return hasCall(node.expression);
    case "TaggedTemplateExpression":
      return !isOptionalChain(node.tag) && hasCall(node.tag);
    default:
      return false;
  }
}

/** Followed by `.x`, `[x]`, `(…)`, a template or `!`. */
function isPostfixed(node: t.Node, parent: t.Node): boolean {
  switch (parent.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return parent.object === node;
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
      return parent.callee === node;
    case "TaggedTemplateExpression":
      return parent.tag === node;
    case "TSNonNullExpression":
      return true;
    default:
      return false;
  }
}

function isHeritage(node: t.Node, parent: t.Node): boolean {
  return (parent.type === "ClassDeclaration" || parent.type === "ClassExpression") && parent.superClass === node;
}

type Binary = t.BinaryExpression | t.LogicalExpression | t.TSAsExpression | t.TSSatisfiesExpression;

function binaryNeeds(node: Binary, parent: t.Node): boolean {
  const isCast = node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression";
  switch (parent.type) {
    case "UnaryExpression":
    case "SpreadElement":
    case "AwaitExpression":
      return true;
    case "BinaryExpression":
    case "LogicalExpression": {
      if (isCast && parent.type === "BinaryExpression" && (parent.operator === "|" || parent.operator === "&") && parent.left === node) return true;
      const outer = PRECEDENCE[parent.operator]!;
      const own = isCast ? 7 : PRECEDENCE[node.operator]!;
      if (outer > own) return true;
      if (outer === own && parent.type === "BinaryExpression") return own === 11 ? parent.left === node : parent.right === node;
      return node.type === "LogicalExpression" && parent.type === "LogicalExpression" && (own === 1) !== (outer === 1);
    }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return !isCast && PRECEDENCE[node.operator]! < 7;
    default:
      return (isCast && isTypedTarget(node, parent)) || isHeritage(node, parent) || isPostfixed(node, parent);
  }
}

/** `(x as T) = …`, `(x as T)++` */
function isTypedTarget(node: t.Node, parent: t.Node): boolean {
  return parent.type === "UpdateExpression" || ((parent.type === "AssignmentExpression" || parent.type === "AssignmentPattern") && parent.left === node);
}

function unaryNeeds(node: t.Node, parent: t.Node): boolean {
  return isPostfixed(node, parent) || (parent.type === "BinaryExpression" && parent.operator === "**" && parent.left === node) || isHeritage(node, parent);
}

function conditionalNeeds(node: t.Node, parent: t.Node): boolean {
  switch (parent.type) {
    case "UnaryExpression":
    case "SpreadElement":
    case "BinaryExpression":
    case "LogicalExpression":
    case "AwaitExpression":
      return true;
    case "ConditionalExpression":
      return parent.test === node;
    default:
      return isCast(parent) || unaryNeeds(node, parent);
  }
}

const isCast = ({ type }: t.Node): boolean => type === "TSAsExpression" || type === "TSSatisfiesExpression" || type === "TSTypeAssertion";

function yieldNeeds(node: t.AwaitExpression | t.YieldExpression, parent: t.Node): boolean {
  switch (parent.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "UnaryExpression":
    case "SpreadElement":
      return true;
    case "AwaitExpression":
      return node.type === "YieldExpression";
    case "ConditionalExpression":
      return parent.test === node;
    default:
      return isPostfixed(node, parent) || isHeritage(node, parent) || isCast(parent);
  }
}

function sequenceNeeds(node: t.SequenceExpression, parent: t.Node): boolean {
  switch (parent.type) {
    case "SequenceExpression":
    case "TemplateLiteral":
      return false;
    case "MemberExpression":
    case "OptionalMemberExpression":
      return parent.property !== node;
    case "ForOfStatement":
      return parent.right === node;
    case "ClassDeclaration":
    case "ExportDefaultDeclaration":
      return true;
    default:
      return !t.isStatement(parent);
  }
}

function identifierNeeds(node: t.Identifier, parent: t.Node, start: number): boolean {
  if (node.extra !== undefined && node.extra !== null && node.extra["parenthesized"] === true && parent.type === "AssignmentExpression" && parent.left === node) {
    const { right } = parent;
    if ((right.type === "FunctionExpression" || right.type === "ClassExpression") && !right.id) return true; // `(f) = function () {}` gives no name
  }
  if (node.name === "let") {
    const isBracketed = (parent.type === "MemberExpression" || (parent.type === "OptionalMemberExpression" && !parent.optional)) && parent.object === node && parent.computed;
    return (start & Start.forOfHead) !== 0 || (isBracketed && (start & (Start.statement | Start.forHead | Start.forInHead)) !== 0);
  }
  return node.name === "async" && parent.type === "ForOfStatement" && parent.left === node && !parent.await;
}
