/** Calls of a file with the functions that they stand in and those that they are given, for who looks for calls of certain names in code that is not compiled. */
import type * as TypeScript from "typescript";
import type { CallSite, Given } from "./checker.ts";
import { ts } from "./classic.ts";
import { bare, type CallNode, type Definitions } from "./definitions.ts";
import { fixedDeclaration, type Meaning, meant, refOf } from "./functions.ts";

/** Calls whose callee, or one of whose arguments, may have one of these names: it has it here, or is imported under another one. */
export function callSites(file: TypeScript.SourceFile, { calls }: Definitions, names: ReadonlySet<string>, meaning: Meaning): CallSite[] {
  const renamed = renamedImports(file);
  const isNamed = (node: TypeScript.Expression): boolean => {
    const inner = bare(node);
    const name = ts.isIdentifier(inner) ? inner.text : ts.isPropertyAccessExpression(inner) ? inner.name.text : null;
    return name !== null && (names.has(name) || renamed.has(name));
  };
  const found: CallSite[] = [];
  for (const call of calls.values()) {
    if (call === null || ts.isTaggedTemplateExpression(call)) continue;
    const given = (call.arguments ?? []).flatMap((argument) => givenBy(argument, isNamed, meaning));
    if (isNamed(call.expression) || given.length > 0) found.push({ start: startOf(call, file), end: call.end, name: textOf(call.expression), isNamed: isNamed(call.expression), given, ...around(call) });
  }
  return found;
}

/** Of a method call where the method's name stands. */
function startOf({ expression }: TypeScript.CallExpression | TypeScript.NewExpression, file: TypeScript.SourceFile): number {
  const callee = bare(expression);
  return (ts.isPropertyAccessExpression(callee) ? callee.name : callee).getStart(file);
}

function textOf(node: TypeScript.Expression): string {
  const text = node.getText().replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** `import { a as b }`, `import b`, `import b = …`: names that others have given. */
function renamedImports(file: TypeScript.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isImportEqualsDeclaration(statement)) names.add(statement.name.text);
    if (!ts.isImportDeclaration(statement)) continue;
    const { name, namedBindings } = statement.importClause ?? {};
    if (name !== undefined) names.add(name.text);
    if (namedBindings !== undefined && ts.isNamedImports(namedBindings)) for (const element of namedBindings.elements) if (element.propertyName !== undefined) names.add(element.name.text);
  }
  return names;
}

function givenBy(argument: TypeScript.Expression, isNamed: (node: TypeScript.Expression) => boolean, meaning: Meaning): Given[] {
  const node = bare(argument);
  const place = { start: node.getStart(), end: node.end };
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    const target = refOf(node);
    return target === undefined ? [] : [{ ...place, target }];
  }
  if (!ts.isIdentifier(node) || !isNamed(node)) return [];
  const declaration = fixedDeclaration(meant(meaning.checker.getSymbolAtLocation(node), meaning), meaning);
  const target = declaration === undefined || ts.isClassLike(declaration) ? undefined : refOf(declaration);
  return target === undefined ? [] : [{ ...place, target }];
}

/** The function that a node stands in, and whether the user has said that it is plain. */
function around(node: CallNode): Pick<CallSite, "from" | "fromName" | "isSaidPlain"> {
  let from: TypeScript.FunctionLikeDeclaration | undefined;
  let isSaidPlain = false;
  for (let at: TypeScript.Node = node.parent; ; at = at.parent) {
    if (ts.isFunctionLike(at) && "body" in at && at.body !== undefined) {
      from ??= at;
      isSaidPlain ||= ts.isBlock(at.body as TypeScript.Node) && saysPlain((at.body as TypeScript.Block).statements);
    } else if (ts.isPropertyDeclaration(at) || ts.isClassStaticBlockDeclaration(at)) return { from: null, fromName: "", isSaidPlain: true }; // initialisers have a diagnostic of their own
    if (ts.isSourceFile(at)) return { from: from === undefined ? null : (refOf(from) ?? null), fromName: from === undefined ? "" : nameOf(from), isSaidPlain: isSaidPlain || saysPlain(at.statements) };
  }
}

function saysPlain(statements: TypeScript.NodeArray<TypeScript.Statement>): boolean {
  for (const statement of statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return false;
    if (statement.expression.text === "use plain") return true;
  }
  return false;
}

function nameOf(node: TypeScript.FunctionLikeDeclaration): string {
  const { name, parent } = node;
  if (name !== undefined) return ts.isComputedPropertyName(name) ? name.getText() : name.text;
  if (ts.isConstructorDeclaration(node)) return `${node.parent.name?.text ?? "class"}.constructor`;
  return (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && ts.isIdentifier(parent.name) ? parent.name.text : "<anonymous>";
}
