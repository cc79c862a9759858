/**
 * ECMA-262 Annex B.3.2: in sloppy code a function declared in a block is also a variable of the function around, if a `var` of that name could stand
 * there; it gets its value when the declaration is reached.
 *
 *     { …; function f() {} … }      var f;  { let f$1 = function () {}; …; f = f$1; … }
 */
import { t } from "../babel.ts";
import { boundIdentifiers } from "../resolution.ts";

type Names = ReadonlySet<string>;

/** The declarations in blocks of a function's body that are variables of the function, too. */
export function hoistedBlockFunctions(body: t.BlockStatement, params: readonly t.Node[]): t.FunctionDeclaration[] {
  const found: t.FunctionDeclaration[] = [];
  const blocked = [new Set(params.flatMap((param) => boundIdentifiers(param)).map(({ name }) => name)), lexicalNames(body.body.filter((statement) => statement.type !== "FunctionDeclaration"))];
  for (const statement of body.body) collect(statement, blocked, found);
  return found;
}

/** @param blocked names that stand between here and the function: a `var` of such a name would be an error. */
function collect(node: t.Statement | null | undefined, blocked: readonly Names[], found: t.FunctionDeclaration[]): void {
  switch (node?.type) {
    case "BlockStatement":
      return collectList(node.body, blocked, found);
    case "SwitchStatement":
      return collectList(node.cases.flatMap(({ consequent }) => consequent), blocked, found);
    case "IfStatement":
      for (const clause of [node.consequent, node.alternate]) clause?.type === "FunctionDeclaration" ? collectList([clause], blocked, found) : collect(clause, blocked, found);
      return;
    case "ForStatement":
      return collect(node.body, [...blocked, lexicalNames(node.init?.type === "VariableDeclaration" ? [node.init] : [])], found);
    case "ForInStatement":
    case "ForOfStatement":
      return collect(node.body, [...blocked, lexicalNames(node.left.type === "VariableDeclaration" ? [node.left] : [])], found);
    case "WhileStatement":
    case "DoWhileStatement":
    case "WithStatement":
    case "LabeledStatement":
      return collect(node.body, blocked, found);
    case "TryStatement": {
      collect(node.block, blocked, found);
      const param = node.handler?.param;
      // `catch (f) { { function f() {} } }` is allowed for a simple parameter (B.3.4).
      collect(node.handler?.body, param && param.type !== "Identifier" ? [...blocked, new Set(boundIdentifiers(param).map(({ name }) => name))] : blocked, found);
      return collect(node.finalizer, blocked, found);
    }
  }
}

function collectList(statements: readonly t.Statement[], blocked: readonly Names[], found: t.FunctionDeclaration[]): void {
  const inside = [...blocked, lexicalNames(statements)];
  for (const item of statements) {
    const statement = withoutLabel(item);
    if (statement.type !== "FunctionDeclaration") collect(statement, inside, found);
    else if (!statement.async && !statement.generator && !blocked.some((names) => names.has(statement.id!.name))) found.push(statement);
  }
}

function lexicalNames(statements: readonly t.Statement[]): Names {
  const names = new Set<string>();
  for (const item of statements) {
    const statement = withoutLabel(item);
    if (statement.type === "VariableDeclaration" && statement.kind !== "var") for (const declarator of statement.declarations) for (const { name } of boundIdentifiers(declarator.id)) names.add(name);
    if ((statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") && statement.id) names.add(statement.id.name);
  }
  return names;
}

/** `label: function f() {}` in a list becomes the function: nothing can jump to its label. */
export function withoutLabels(statements: t.Statement[]): void {
  statements.forEach((statement, index) => {
    const inner = withoutLabel(statement);
    if (inner.type === "FunctionDeclaration") statements[index] = inner;
  });
}

function withoutLabel(statement: t.Statement): t.Statement {
  return statement.type === "LabeledStatement" ? withoutLabel(statement.body) : statement;
}

/** `if (a) function f() {}`: as if in a block (B.3.3). The block has no braces in the text. */
export function asBlock(fn: t.FunctionDeclaration): t.BlockStatement {
  const block = t.blockStatement([fn]);
  Object.assign(block, { start: fn.start, end: fn.end, loc: fn.loc, extra: { isBraceless: true } });
  return block;
}
