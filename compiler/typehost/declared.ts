/**
 * The names under which functions are declared, in a source file and in the declarations that tsc makes of it: what connects the two without a map.
 *
 *     read            a function, or a variable that holds one; of a namespace or an object `names.read`
 *     Reader#next     a member of instances; a static one is Reader.next
 *     get Reader#end  an accessor
 *     new Reader      the constructor
 *     default         an export default without a name, module.exports
 *
 * What has no name of its own in a declaration is not covered: functions that a call returns, methods of objects that a function makes.
 */
import type * as TypeScript from "typescript";
import { ts } from "./classic.ts";

interface Search {
  readonly file: TypeScript.SourceFile;
  readonly places: ReadonlySet<number>;
  readonly names: Set<string>;
}

/** The names of the functions of a source whose bodies start at one of `places`; of a constructor that is the class's body. */
export function declaredNames(file: TypeScript.SourceFile, places: ReadonlySet<number>): Set<string> {
  const search: Search = { file, places, names: new Set() };
  for (const statement of file.statements) visitStatement(statement, "", search);
  return search.names;
}

function visitStatement(node: TypeScript.Node, prefix: string, search: Search): void {
  if (ts.isFunctionDeclaration(node)) addFunction(prefix + nameOf(node), node.body, search);
  else if (ts.isClassDeclaration(node)) visitClass(node, prefix + nameOf(node), search);
  else if (ts.isModuleDeclaration(node)) eachInNamespace(node, prefix, (inner, innerPrefix) => visitStatement(inner, innerPrefix, search));
  else if (ts.isExportAssignment(node)) visitValue(node.expression, `${prefix}default`, search);
  else if (ts.isExpressionStatement(node)) visitAssignment(node.expression, (value, name) => visitValue(value, name, search));
  else if (ts.isVariableStatement(node)) {
    for (const { name, initializer } of node.declarationList.declarations) if (ts.isIdentifier(name) && initializer !== undefined) visitValue(initializer, prefix + name.text, search);
  }
}

function addFunction(name: string, body: TypeScript.Node | undefined, { file, places, names }: Search): void {
  if (body !== undefined && places.has(body.getStart(file))) names.add(name);
}

function visitValue(value: TypeScript.Expression, name: string, search: Search): void {
  const bare = withoutTypes(value);
  if (ts.isArrowFunction(bare) || ts.isFunctionExpression(bare)) addFunction(name, bare.body, search);
  else if (ts.isClassExpression(bare)) visitClass(bare, name, search);
  else if (ts.isObjectLiteralExpression(bare)) for (const member of bare.properties) visitMember(member, name === "" ? "" : `${name}.`, search);
}

function visitClass(node: TypeScript.ClassLikeDeclaration, name: string, search: Search): void {
  if (search.places.has(node.members.pos - 1)) search.names.add(`new ${name}`);
  for (const member of node.members) visitMember(member, memberPrefix(member, name), search);
}

function visitMember(member: TypeScript.ObjectLiteralElementLike | TypeScript.ClassElement, prefix: string, search: Search): void {
  const key = keyOf(member.name);
  if (key === undefined) return;
  if (ts.isMethodDeclaration(member)) addFunction(prefix + key, member.body, search);
  else if (ts.isAccessor(member)) addFunction(`${ts.isGetAccessor(member) ? "get" : "set"} ${prefix}${key}`, member.body, search);
  else if ((ts.isPropertyAssignment(member) || ts.isPropertyDeclaration(member)) && member.initializer !== undefined) visitValue(member.initializer, prefix + key, search);
}

/** `(read as Reader)!` → `read` */
function withoutTypes(value: TypeScript.Expression): TypeScript.Expression {
  const isAround = ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isNonNullExpression(value) || ts.isTypeAssertionExpression(value);
  return isAround ? withoutTypes(value.expression) : value;
}

/** `exports.read = …`, `module.exports.read = …`, `module.exports = …` of JavaScript; `read.fast = …` */
function visitAssignment(node: TypeScript.Expression, visit: (value: TypeScript.Expression, name: string) => void): void {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const target = node.left.getText().replace(/\s+/g, "");
  if (!/^[\w$]+(?:\.[\w$]+)*$/.test(target)) return;
  const path = target.replace(/^(?:module\.)?exports(?:\.|$)/, "");
  if (path !== "") return visit(node.right, path);
  // The members of the object are what the module exports.
  visit(node.right, ts.isObjectLiteralExpression(node.right) ? "" : "default");
}

/**
 * Methods of classes that one of a subclass may stand for, by their file: who calls `reader.next()` has a declaration of `Reader` before him, and perhaps an object of a
 * class that is not even exported.
 */
export function overriddenNames(program: TypeScript.Program, compiled: ReadonlyMap<string, { readonly suspending: ReadonlySet<number> }>): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const checker = program.getTypeChecker();
  const visit = (node: TypeScript.Node, file: TypeScript.SourceFile, places: ReadonlySet<number>): void => {
    if (ts.isClassLike(node)) {
      // As if the class were called so: what is left of a name is the member.
      const members = [...memberNames(node, file, places)];
      for (let base = members.length === 0 ? undefined : baseOf(node, checker); base !== undefined; base = baseOf(base, checker)) {
        const own = names.get(base.getSourceFile().fileName) ?? new Set();
        for (const member of members) own.add(member.replace(SELF, () => pathOf(base!)));
        names.set(base.getSourceFile().fileName, own);
      }
    }
    ts.forEachChild(node, (child) => visit(child, file, places));
  };
  for (const [path, { suspending }] of compiled) {
    const file = program.getSourceFile(path);
    if (file !== undefined) visit(file, file, suspending);
  }
  return names;
}

const SELF = "\0";

function memberNames(node: TypeScript.ClassLikeDeclaration, file: TypeScript.SourceFile, places: ReadonlySet<number>): Set<string> {
  const names = new Set<string>();
  visitClass(node, SELF, { file, places, names });
  names.delete(`new ${SELF}`);
  return names;
}

function baseOf(node: TypeScript.ClassLikeDeclaration, checker: TypeScript.TypeChecker): TypeScript.ClassLikeDeclaration | undefined {
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const symbol = clause && checker.getSymbolAtLocation(clause.expression);
  const meant = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  return meant?.declarations?.find((item) => ts.isClassLike(item));
}

/** `space.Reader` */
function pathOf(node: TypeScript.ClassLikeDeclaration): string {
  let path = node.name?.text ?? "default";
  for (let at: TypeScript.Node = node.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isModuleDeclaration(at)) path = `${at.name.text}.${path}`;
  return path;
}

/** Calls `visit` for whatever stands in a namespace, with the prefix of its names. */
function eachInNamespace(node: TypeScript.ModuleDeclaration, prefix: string, visit: (node: TypeScript.Node, prefix: string) => void): void {
  const inner = `${prefix}${node.name.text}.`;
  if (node.body === undefined) return;
  if (ts.isModuleBlock(node.body)) for (const statement of node.body.statements) visit(statement, inner);
  else visit(node.body, inner);
}

/** Calls `visit` for everything in a file of declarations that may declare a function, with the names that it has. */
export function eachDeclared(file: TypeScript.SourceFile, visit: (node: TypeScript.Node, ...names: string[]) => void): void {
  const defaults = new Set(file.statements.flatMap((node) => (ts.isExportAssignment(node) && ts.isIdentifier(node.expression) ? [node.expression.text] : [])));
  const named = (name: string, prefix: string): string => (prefix === "" && defaults.has(name) && name.startsWith("_default") ? "default" : prefix + name);
  const visitType = (type: TypeScript.TypeNode | undefined, name: string): void => {
    if (type === undefined || !ts.isTypeLiteralNode(type)) return;
    for (const member of type.members) {
      if (ts.isConstructSignatureDeclaration(member)) {
        visit(member, `new ${name}`);
        if (member.type !== undefined && ts.isTypeLiteralNode(member.type)) for (const own of member.type.members) visitMember(own, `${name}#`);
      } else visitMember(member, `${name}.`);
    }
  };
  const visitMember = (member: TypeScript.TypeElement | TypeScript.ClassElement, prefix: string): void => {
    const key = keyOf(member.name);
    if (key === undefined) return;
    const name = prefix + key;
    if (ts.isGetAccessor(member)) return visit(member, `get ${name}`);
    if (ts.isSetAccessor(member)) return visit(member, `set ${name}`);
    if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) return visit(member, name);
    if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return;
    visit(member, name, `get ${name}`, `set ${name}`);
    visitType(member.type, name);
  };
  const visitClass = (node: TypeScript.ClassDeclaration, name: string): void => {
    const constructors = node.members.filter((member) => ts.isConstructorDeclaration(member));
    for (const item of constructors.length > 0 ? constructors : [node]) visit(item, `new ${name}`);
    for (const member of node.members) if (!isPrivate(member)) visitMember(member, memberPrefix(member, name));
  };
  const visitStatement = (node: TypeScript.Node, prefix: string): void => {
    if (ts.isFunctionDeclaration(node)) visit(node, prefix + nameOf(node));
    else if (ts.isClassDeclaration(node)) visitClass(node, prefix + nameOf(node));
    else if (ts.isModuleDeclaration(node)) eachInNamespace(node, prefix, visitStatement);
    else if (ts.isVariableStatement(node)) {
      const { declarations } = node.declarationList;
      for (const item of declarations) {
        if (!ts.isIdentifier(item.name)) continue;
        const name = named(item.name.text, prefix);
        visit(declarations.length === 1 ? node : item, name);
        visitType(item.type, name);
      }
    }
  };
  for (const statement of file.statements) visitStatement(statement, "");
}

function nameOf({ name }: TypeScript.FunctionDeclaration | TypeScript.ClassDeclaration): string {
  return name?.text ?? "default";
}

function memberPrefix(member: TypeScript.ClassElement, className: string): string {
  return `${className}${hasModifier(member, ts.SyntaxKind.StaticKeyword) ? "." : "#"}`;
}

function isPrivate(member: TypeScript.ClassElement): boolean {
  return hasModifier(member, ts.SyntaxKind.PrivateKeyword);
}

function hasModifier(node: TypeScript.Node, kind: TypeScript.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);
}

/** A key as text; undefined for private names and for members without one. */
function keyOf(name: TypeScript.PropertyName | undefined): string | undefined {
  if (name === undefined || ts.isPrivateIdentifier(name)) return undefined;
  return ts.isComputedPropertyName(name) ? `[${name.expression.getText().replace(/\s+/g, "")}]` : name.text;
}
