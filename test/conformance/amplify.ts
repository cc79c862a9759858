/**
 * Makes more of each test: its top-level code goes into a function, and a call of `__sw()` is put before every statement in a function and
 * into expressions, so that the stack can be switched there. With `__sw` a no-op the test still means the same.
 *
 *     var a = f(x, y);               __main(() => { __sw(); var a = (__sw(), f((__sw(), x), (__sw(), y)));
 *     if (a) g(a + b);       ──►     __sw(); if ((__sw(), a)) g((__sw(), a + (__sw(), b)));
 *                                    });
 *
 * As it is, the suite exercises statements at top level, where nothing is compiled.
 */
import { parse as babelParse, t } from "../../compiler/babel.ts";

interface Insertion {
  at: number;
  text: string;
  /** Closers come before openers. */
  isOpening: boolean;
  /** Where the other one of the pair is: the longest pair opens first and closes last. */
  other: number;
}

/** The amplified text; null when the text cannot be parsed, as is right for many tests. */
export function amplify(code: string, isModule: boolean): string | null {
  const ast = parseTest(code, isModule);
  if (ast === null) return null;
  const insertions: Insertion[] = [];
  const { body } = ast.program;
  const isWrapped = !isModule && body.length > 0;
  if (isWrapped) insertions.push({ at: body[0]!.start!, text: "__main(() => { ", isOpening: true, other: Infinity });
  visit(ast.program, isWrapped, insertions);
  insertions.sort((a, b) => a.at - b.at || Number(a.isOpening) - Number(b.isOpening) || b.other - a.other);
  let text = "";
  let from = 0;
  for (const { at, text: inserted } of insertions) {
    text += code.slice(from, at) + inserted;
    from = at;
  }
  return `${text}${code.slice(from)}${isWrapped ? "\n});" : ""}`;
}

function parseTest(code: string, isModule: boolean): t.File | null {
  try {
    return babelParse(code, { sourceType: isModule ? "module" : "script" }) as t.File;
  } catch {
    return null;
  }
}

function visit(node: t.Node, isInFunction: boolean, insertions: Insertion[]): void {
  const isInside = isInFunction || t.isFunction(node) || t.isClass(node);
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const value = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (!child) continue;
      if (isInside) point(node, key, child, insertions);
      visit(child, isInside, insertions);
    }
  }
}

/** A switch point before this child, where that means the same. */
function point(parent: t.Node, key: string, child: t.Node, insertions: Insertion[]): void {
  if (isStatementPlace(parent, key)) insertions.push({ at: child.start!, text: "__sw(); ", isOpening: true, other: child.end! });
  else if (isExpressionPlace(parent, key) && t.isExpression(child) && !t.isSpreadElement(child) && !isNamedByPlace(child)) {
    insertions.push({ at: child.start!, text: " (__sw(), ", isOpening: true, other: child.end! }, { at: child.end!, text: ")", isOpening: false, other: child.start! });
  }
}

function isStatementPlace({ type }: t.Node, key: string): boolean {
  return (key === "body" && (type === "BlockStatement" || type === "StaticBlock" || type === "Program")) || (key === "consequent" && type === "SwitchCase");
}

const EXPRESSION_PLACES: Record<string, string[]> = {
  IfStatement: ["test"],
  WhileStatement: ["test"],
  DoWhileStatement: ["test"],
  ForStatement: ["test", "update"],
  ForInStatement: ["right"],
  ForOfStatement: ["right"],
  SwitchStatement: ["discriminant"],
  SwitchCase: ["test"],
  ReturnStatement: ["argument"],
  ThrowStatement: ["argument"],
  VariableDeclarator: ["init"],
  AssignmentExpression: ["right"],
  AssignmentPattern: ["right"],
  BinaryExpression: ["right"],
  LogicalExpression: ["right"],
  ConditionalExpression: ["test", "consequent", "alternate"],
  CallExpression: ["arguments"],
  OptionalCallExpression: ["arguments"],
  NewExpression: ["arguments"],
  ArrayExpression: ["elements"],
  SpreadElement: ["argument"],
  TemplateLiteral: ["expressions"],
  YieldExpression: ["argument"],
  AwaitExpression: ["argument"],
  ClassProperty: ["value"],
  ClassPrivateProperty: ["value"],
};

function isExpressionPlace(parent: t.Node, key: string): boolean {
  if (key === "body") return parent.type === "ArrowFunctionExpression";
  if (key === "property") return (parent.type === "MemberExpression" || parent.type === "OptionalMemberExpression") && parent.computed;
  if (key === "value") return parent.type === "ObjectProperty" || EXPRESSION_PLACES[parent.type]?.includes(key) === true;
  if (key === "key") return "computed" in parent && parent.computed === true;
  return EXPRESSION_PLACES[parent.type]?.includes(key) === true;
}

/** Functions and classes without a name take it from where they stand. */
function isNamedByPlace(child: t.Node): boolean {
  return child.type === "ArrowFunctionExpression" || ((child.type === "FunctionExpression" || child.type === "ClassExpression") && !child.id);
}
