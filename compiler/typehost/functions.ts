/** Functions of a program, as what an expression surely means. */
import type * as TypeScript from "typescript";
import type { FunctionRef } from "../summary.ts";
import { ts } from "./classic.ts";
import { bare, hasModifier } from "./definitions.ts";

/** @returns undefined for a function without a body. */
export function refOf(node: TypeScript.Node): FunctionRef | undefined {
  const path = node.getSourceFile().fileName;
  const body = (node as TypeScript.FunctionLikeDeclaration).body;
  if (body === undefined) return undefined;
  return { path, key: ts.isBlock(body) ? body.getStart() : node.getStart() };
}

/** What an expression surely is: a function, nothing that can be called, or anything. */
export type Value = FunctionRef | "none" | "unknown";

export interface Meaning {
  readonly checker: TypeScript.TypeChecker;
  /** Whether a variable of such a name is assigned in its file; of a script, and of what is global (null), in any. */
  readonly isAssigned: (file: TypeScript.SourceFile | null, name: string) => boolean;
}

/** The symbol that a name means in the end, through imports and exports. */
export function meant(symbol: TypeScript.Symbol | undefined, { checker }: Meaning): TypeScript.Symbol | undefined {
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The names that a value has on the way from where it is declared: here, in each import and export. */
export function namesOnTheWay(symbol: TypeScript.Symbol | undefined, { checker }: Meaning): string[] {
  const names = new Set<string>();
  for (let at = symbol; at !== undefined; at = at.flags & ts.SymbolFlags.Alias ? checker.getImmediateAliasedSymbol(at) : undefined) {
    names.add(at.name);
    for (const node of at.declarations ?? []) if ((ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.propertyName !== undefined) names.add(node.propertyName.text);
  }
  return [...names];
}

/** The function or class that a symbol always means; undefined when it may be another one. */
export function fixedDeclaration(symbol: TypeScript.Symbol | undefined, meaning: Meaning): TypeScript.FunctionLikeDeclaration | TypeScript.ClassLikeDeclaration | undefined {
  for (const declaration of symbol?.declarations ?? []) {
    const found = implementationOf(declaration);
    if (found === undefined) continue;
    const { name } = declaration as TypeScript.NamedDeclaration;
    const isLost = name !== undefined && ts.isIdentifier(name) && meaning.isAssigned(declaration.getSourceFile(), name.text);
    return isLost || hasDecorators(found) ? undefined : found;
  }
  return undefined;
}

/** What a declaration declares, if it is a function with a body or a class. */
function implementationOf(node: TypeScript.Declaration): TypeScript.FunctionLikeDeclaration | TypeScript.ClassLikeDeclaration | undefined {
  if (hasModifier(node, ts.SyntaxKind.DeclareKeyword) || node.getSourceFile().isDeclarationFile) return undefined;
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) return node.body === undefined ? undefined : node;
  if (ts.isClassLike(node)) return node;
  if (ts.isExportAssignment(node)) return functionOf(node.expression);
  if (!ts.isVariableDeclaration(node) || node.initializer === undefined || (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) === 0) return undefined;
  return functionOf(node.initializer);
}

function functionOf(node: TypeScript.Expression): TypeScript.FunctionLikeDeclaration | TypeScript.ClassLikeDeclaration | undefined {
  const value = bare(node);
  return ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isClassExpression(value) ? value : undefined;
}

export function hasDecorators(node: TypeScript.Node): boolean {
  return ts.canHaveDecorators(node) && ts.getDecorators(node) !== undefined;
}

/** What may be called when an expression's value is. @param name the property that it becomes: what another object has under the same name is known by it. */
export function valuesOf(given: TypeScript.Node, name: string, meaning: Meaning): Value[] {
  if (ts.isFunctionDeclaration(given) || ts.isMethodDeclaration(given)) return [refOf(given) ?? "unknown"];
  const { checker } = meaning;
  if (ts.isExportSpecifier(given)) return [valueOfSymbol(meant(checker.getSymbolAtLocation(given.name), meaning), meaning)];
  if (ts.isNamespaceExport(given)) return ["none"];
  if (ts.isShorthandPropertyAssignment(given)) return [valueOfSymbol(meant(checker.getShorthandAssignmentValueSymbol(given), meaning), meaning, given.name)];
  if (!ts.isExpression(given)) return ["unknown"];
  const node = bare(given);
  const values = valuesOfExpression(node, name, meaning);
  const isNothing = ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined") || isKnownByName(node, name) || isData(node, meaning);
  return node !== given && !isNothing && values.every((value) => value === "none") && mayBeCalled(checker.getTypeAtLocation(given), checker) ? ["unknown"] : values; // a cast says more
}

function valuesOfExpression(node: TypeScript.Expression, name: string, meaning: Meaning): Value[] {
  const { checker } = meaning;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return [refOf(node) ?? "unknown"];
  if (ts.isClassExpression(node) || ts.isLiteralExpression(node) || ts.isTemplateExpression(node) || ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isNewExpression(node)) return [ts.isNewExpression(node) ? valueOfType(node, meaning) : "none"];
  if (ts.isConditionalExpression(node)) return [...valuesOf(node.whenTrue, name, meaning), ...valuesOf(node.whenFalse, name, meaning)];
  if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) return [...valuesOf(node.left, name, meaning), ...valuesOf(node.right, name, meaning)];
  if (isKnownByName(node, name) || isData(node, meaning)) return ["none"];
  if (ts.isIdentifier(node)) return [valueOfSymbol(meant(checker.getSymbolAtLocation(node), meaning), meaning, node)];
  return [valueOfType(node, meaning)];
}

const isLogical = (kind: TypeScript.SyntaxKind): boolean => kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.AmpersandAmpersandToken;

/** What another object has under the same name. */
const isKnownByName = (node: TypeScript.Expression, name: string): boolean => (ts.isPropertyAccessExpression(node) && node.name.text === name) || (ts.isCallExpression(node) && isBindOf(node, name));

/** `JSON.parse(text)`, whatever it is taken for: without a reviver there is no function in it. */
function isData(node: TypeScript.Expression, { checker }: Meaning): boolean {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1 || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: owner, name } = node.expression;
  if (!ts.isIdentifier(owner) || owner.text !== "JSON" || name.text !== "parse") return false;
  return checker.getSymbolAtLocation(owner)?.declarations?.every((at) => at.getSourceFile().isDeclarationFile) === true;
}

/** `this.m = this.m.bind(this)` */
function isBindOf({ expression }: TypeScript.CallExpression, name: string): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.name.text === "bind" && ts.isPropertyAccessExpression(expression.expression) && expression.expression.name.text === name;
}

function valueOfSymbol(symbol: TypeScript.Symbol | undefined, meaning: Meaning, node?: TypeScript.Node): Value {
  const declaration = fixedDeclaration(symbol, meaning);
  if (declaration !== undefined) return ts.isClassLike(declaration) ? "none" : (refOf(declaration) ?? "unknown");
  if (node !== undefined) return valueOfType(node, meaning);
  const at = symbol?.valueDeclaration;
  return symbol === undefined || at === undefined ? "none" : mayBeCalled(meaning.checker.getTypeOfSymbolAtLocation(symbol, at), meaning.checker) ? "unknown" : "none";
}

export function valueOfType(node: TypeScript.Node, { checker }: Meaning): Value {
  return mayBeCalled(checker.getTypeAtLocation(node), checker) ? "unknown" : "none";
}

/** Whether a value of a type may be a function, as far as the type tells. */
export function mayBeCalled(type: TypeScript.Type, checker: TypeScript.TypeChecker): boolean {
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return true;
  if (type.isUnion()) return type.types.some((part) => mayBeCalled(part, checker));
  if (type.isIntersection()) return type.types.some((part) => mayBeCalled(part, checker));
  if (flags & ts.TypeFlags.Instantiable) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint === undefined || constraint === type || mayBeCalled(constraint, checker);
  }
  if (!(flags & ts.TypeFlags.Object)) return false;
  if (type.getCallSignatures().length > 0) return true;
  const { symbol } = type;
  if (["apply", "bind", "call"].every((name) => type.getProperty(name) !== undefined)) return true; // of a subclass of Function
  if (symbol?.name === "Function" || symbol?.name === "Object" || symbol?.name === "CallableFunction" || symbol?.name === "NewableFunction") return true;
  return type.getProperties().length === 0 && checker.getIndexInfosOfType(type).length === 0; // `{}` is anything
}

export function isAnything(type: TypeScript.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never | ts.TypeFlags.NonPrimitive)) !== 0;
}

const PRIMITIVE = (): number => ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.ESSymbolLike | ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never;

export function isPrimitive(type: TypeScript.Type, checker: TypeScript.TypeChecker): boolean {
  if (type.isUnion()) return type.types.every((part) => isPrimitive(part, checker));
  if (type.flags & ts.TypeFlags.Instantiable) {
    const constraint = checker.getBaseConstraintOfType(type);
    return constraint !== undefined && constraint !== type && isPrimitive(constraint, checker);
  }
  if (type.isIntersection()) return type.types.some((part) => isPrimitive(part, checker)); // a branded primitive
  return (type.flags & PRIMITIVE()) !== 0;
}
