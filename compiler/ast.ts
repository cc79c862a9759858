/**
 * Babel's nodes, with constructors that do not check what they are given: Babel's own check every argument at run time, which took a fifth of the
 * compiler's time. The types are Babel's; the printed text is parsed again under `verify`.
 */
import { VISITOR_KEYS } from "@babel/types";
import type * as types from "@babel/types";

export * from "@babel/types"; // what is declared here comes before it

export const identifier = ((name) => ({ type: "Identifier", name })) as typeof types.identifier;
export const memberExpression = ((object, property, computed = false) => ({ type: "MemberExpression", object, property, computed })) as typeof types.memberExpression;
export const callExpression = ((callee, args) => ({ type: "CallExpression", callee, arguments: args })) as typeof types.callExpression;
export const assignmentExpression = ((operator, left, right) => ({ type: "AssignmentExpression", operator, left, right })) as typeof types.assignmentExpression;
export const expressionStatement = ((expression) => ({ type: "ExpressionStatement", expression })) as typeof types.expressionStatement;
export const numericLiteral = ((value) => ({ type: "NumericLiteral", value })) as typeof types.numericLiteral;
export const stringLiteral = ((value) => ({ type: "StringLiteral", value })) as typeof types.stringLiteral;
export const blockStatement = ((body, directives = []) => ({ type: "BlockStatement", body, directives })) as typeof types.blockStatement;
export const variableDeclaration = ((kind, declarations) => ({ type: "VariableDeclaration", kind, declarations })) as typeof types.variableDeclaration;
export const variableDeclarator = ((id, init = null) => ({ type: "VariableDeclarator", id, init })) as typeof types.variableDeclarator;
export const unaryExpression = ((operator, argument, prefix = true) => ({ type: "UnaryExpression", operator, argument, prefix })) as typeof types.unaryExpression;
export const binaryExpression = ((operator, left, right) => ({ type: "BinaryExpression", operator, left, right })) as typeof types.binaryExpression;
export const logicalExpression = ((operator, left, right) => ({ type: "LogicalExpression", operator, left, right })) as typeof types.logicalExpression;
export const sequenceExpression = ((expressions) => ({ type: "SequenceExpression", expressions })) as typeof types.sequenceExpression;
export const returnStatement = ((argument = null) => ({ type: "ReturnStatement", argument })) as typeof types.returnStatement;
export const ifStatement = ((test, consequent, alternate = null) => ({ type: "IfStatement", test, consequent, alternate })) as typeof types.ifStatement;
export const arrayExpression = ((elements = []) => ({ type: "ArrayExpression", elements })) as typeof types.arrayExpression;
export const thisExpression = (() => ({ type: "ThisExpression" })) as typeof types.thisExpression;
export const objectProperty = ((key, value, computed = false, shorthand = false) => ({ type: "ObjectProperty", key, value, computed, shorthand })) as typeof types.objectProperty;
export const objectExpression = ((properties) => ({ type: "ObjectExpression", properties })) as typeof types.objectExpression;
export const booleanLiteral = ((value) => ({ type: "BooleanLiteral", value })) as typeof types.booleanLiteral;
export const nullLiteral = (() => ({ type: "NullLiteral" })) as typeof types.nullLiteral;
export const switchCase = ((test, consequent) => ({ type: "SwitchCase", test, consequent })) as typeof types.switchCase;
export const spreadElement = ((argument) => ({ type: "SpreadElement", argument })) as typeof types.spreadElement;
export const labeledStatement = ((label, body) => ({ type: "LabeledStatement", label, body })) as typeof types.labeledStatement;
export const switchStatement = ((discriminant, cases) => ({ type: "SwitchStatement", discriminant, cases })) as typeof types.switchStatement;
export const tryStatement = ((block, handler = null, finalizer = null) => ({ type: "TryStatement", block, handler, finalizer })) as typeof types.tryStatement;
export const throwStatement = ((argument) => ({ type: "ThrowStatement", argument })) as typeof types.throwStatement;
export const catchClause = ((param, body) => ({ type: "CatchClause", param, body })) as typeof types.catchClause;
export const continueStatement = ((label = null) => ({ type: "ContinueStatement", label })) as typeof types.continueStatement;
export const breakStatement = ((label = null) => ({ type: "BreakStatement", label })) as typeof types.breakStatement;
export const conditionalExpression = ((test, consequent, alternate) => ({ type: "ConditionalExpression", test, consequent, alternate })) as typeof types.conditionalExpression;
export const emptyStatement = (() => ({ type: "EmptyStatement" })) as typeof types.emptyStatement;
/**
 * A statement of ours that is printed as it stands, on one line: the nodes of a test after a call, or of a spill, would cost ten times its text to make and
 * to print. Nothing looks into it; what is not ours, or has a place in the source, is made of nodes.
 */
export interface Written {
  readonly type: "Written";
  readonly text: string;
}

export const written = (text: string): types.Statement => ({ type: "Written", text }) as Written as unknown as types.Statement;

/** A copy, all the way down, that has a place for the map but none in the text. */
export function cloneNode<T extends types.Node>(node: T): T {
  if (node.type === "Identifier" && !node.typeAnnotation && !node.extra && !node.leadingComments && !node.trailingComments) return { type: "Identifier", name: node.name, loc: node.loc } as T;
  const { start: _start, end: _end, ...fields } = node;
  const copy = fields as Record<string, unknown>;
  for (const key of VISITOR_KEYS[node.type] ?? []) {
    const child = copy[key] as types.Node | (types.Node | null)[] | null | undefined;
    if (child) copy[key] = Array.isArray(child) ? child.map((item) => item && cloneNode(item)) : cloneNode(child);
  }
  return copy as unknown as T;
}

export const whileStatement = ((test, body) => ({ type: "WhileStatement", test, body })) as typeof types.whileStatement;
