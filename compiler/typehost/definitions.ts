/**
 * What one file defines and writes, by names, without the checker: which functions get under which property names, and which variables are assigned. And where its
 * calls, accesses, operators and iterations are.
 *
 *     class A { m() {} }   { m: f }   { m }   o.m = f   ({ a: o.m } = x)   export function m() {}   Object.defineProperty(o, "m", …)   <C m={f} />      m
 *     o[k] = f   { [k]: f }   new Proxy(…)   Object.fromEntries(…)                                                                                   any name
 */
import type * as TypeScript from "typescript";
import { ts } from "./classic.ts";

/** A property name and what stands for its value: an expression, a declaration; null when only its type could tell. */
export interface Definition {
  readonly name: string;
  readonly value: TypeScript.Node | null;
  readonly isWritten: boolean;
  readonly node: TypeScript.Node;
}

/** A property whose name the text does not tell. target: the object that it is written to. */
export interface OpenDefinition {
  readonly kind: "write" | "literal" | "proxy" | "reflect";
  readonly node: TypeScript.Node;
  readonly key: TypeScript.Expression | null;
  readonly value: TypeScript.Expression | null;
  readonly target: TypeScript.Expression | null;
}

export type CallNode = TypeScript.CallExpression | TypeScript.NewExpression | TypeScript.TaggedTemplateExpression;

export interface Definitions {
  readonly members: ReadonlyMap<string, readonly Definition[]>;
  readonly open: readonly OpenDefinition[];
  readonly casts: readonly TypeScript.AssertionExpression[];
  /** What gets another prototype. */
  readonly moved: readonly TypeScript.Expression[];
  /** Names of variables that are assigned somewhere. */
  readonly assigned: ReadonlySet<string>;
  /** By where they end. null: two end there. */
  readonly calls: ReadonlyMap<number, CallNode | null>;
  readonly accesses: ReadonlyMap<number, readonly TypeScript.Node[]>;
  readonly operators: ReadonlyMap<number, readonly TypeScript.Node[]>;
  /** By where they start. */
  readonly iterations: ReadonlyMap<number, TypeScript.Node>;
}

export function definitionsOf(file: TypeScript.SourceFile): Definitions {
  const finder = new Finder(file);
  finder.visit(file);
  return finder;
}

/** An expression without what has no meaning at run time, and parentheses. */
export function bare(node: TypeScript.Expression): TypeScript.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isAssertionExpression(at) || ts.isNonNullExpression(at) || ts.isSatisfiesExpression(at) || ts.isExpressionWithTypeArguments(at)) at = at.expression;
  return at;
}

class Finder implements Definitions {
  readonly members = new Map<string, Definition[]>();
  readonly open: OpenDefinition[] = [];
  readonly casts: TypeScript.AssertionExpression[] = [];
  readonly moved: TypeScript.Expression[] = [];
  readonly assigned = new Set<string>();
  readonly calls = new Map<number, CallNode | null>();
  readonly accesses = new Map<number, TypeScript.Node[]>();
  readonly operators = new Map<number, TypeScript.Node[]>();
  readonly iterations = new Map<number, TypeScript.Node>();
  readonly #file: TypeScript.SourceFile;

  constructor(file: TypeScript.SourceFile) {
    this.#file = file;
  }

  visit(node: TypeScript.Node): void {
    this.#note(node);
    ts.forEachChild(node, (child) => this.visit(child));
  }

  #note(node: TypeScript.Node): void {
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) return this.#call(node);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      if (isDefiner(node)) this.open.push({ kind: "proxy", node, key: null, value: null, target: null });
      return place(this.accesses, node.end, node);
    }
    if (ts.isAssertionExpression(node)) return void this.casts.push(node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return this.#unary(node);
    if (ts.isTemplateExpression(node)) return place(this.operators, node.end, node);
    if (ts.isMethodDeclaration(node) || ts.isAccessor(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) return this.#member(node);
    if (ts.isShorthandPropertyAssignment(node)) return isPatternPart(node) ? void this.assigned.add(node.name.text) : this.#define(node.name.text, node, node);
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent) && ts.isIdentifier(node.name)) return this.#define(node.name.text, null, node);
    if (ts.isJsxAttribute(node)) return this.#define(ts.isIdentifier(node.name) ? node.name.text : "", null, node);
    if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      if (ts.isForOfStatement(node)) this.iterations.set(node.getStart(this.#file), node.expression);
      return ts.isVariableDeclarationList(node.initializer) ? undefined : this.#target(node.initializer);
    }
    if (ts.isSpreadElement(node)) return void this.iterations.set(node.getStart(this.#file), node.expression);
    if (ts.isArrayBindingPattern(node) || ts.isArrayLiteralExpression(node)) return void this.iterations.set(node.getStart(this.#file), node);
    if (ts.isBindingElement(node)) {
      const { text } = (node.propertyName ?? node.name) as TypeScript.Identifier;
      if (DEFINERS.test(text)) this.open.push({ kind: "proxy", node, key: null, value: null, target: null });
      return place(this.accesses, node.end, node);
    }
    this.#exported(node);
  }

  #define(name: string, value: TypeScript.Node | null, node: TypeScript.Node, isWritten = false): void {
    const known = this.members.get(name);
    const definition = { name, value, node, isWritten };
    if (known === undefined) this.members.set(name, [definition]);
    else known.push(definition);
  }

  #member(node: TypeScript.MethodDeclaration | TypeScript.AccessorDeclaration | TypeScript.PropertyAssignment | TypeScript.PropertyDeclaration): void {
    if (ts.isPropertyAssignment(node) && isPatternPart(node)) return place(this.accesses, node.end, node);
    if (ts.isPrivateIdentifier(node.name)) return;
    const name = nameOf(node.name);
    const value = valueOf(node);
    if (value === undefined) return;
    if (name !== null) return this.#define(name, ts.canHaveDecorators(node) && ts.getDecorators(node) !== undefined ? null : value, node);
    const key = ts.isComputedPropertyName(node.name) ? node.name.expression : null;
    if (key !== null) this.open.push({ kind: "literal", node, key, value: value !== null && ts.isExpression(value) ? value : null, target: null });
  }

  #binary(node: TypeScript.BinaryExpression): void {
    const { kind } = node.operatorToken;
    if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) this.#target(node.left, node.right);
    place(this.operators, node.end, node);
  }

  #unary(node: TypeScript.PrefixUnaryExpression | TypeScript.PostfixUnaryExpression): void {
    const { operator } = node;
    if (operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken) {
      const target = bare(node.operand);
      if (ts.isIdentifier(target)) this.assigned.add(target.text);
    }
    place(this.operators, node.end, node);
  }

  /** What is assigned; of a pattern everything in it. */
  #target(given: TypeScript.Expression, value: TypeScript.Expression | null = null): void {
    const node = bare(given);
    if (ts.isIdentifier(node)) this.assigned.add(node.text);
    else if (ts.isPropertyAccessExpression(node)) {
      if (node.name.text === "__proto__") this.moved.push(node.expression);
      this.#define(node.name.text, value, node, true);
    }
    else if (ts.isElementAccessExpression(node)) this.#write(node, node.argumentExpression, value, node.expression);
    else if (ts.isArrayLiteralExpression(node)) for (const element of node.elements) this.#target(ts.isSpreadElement(element) ? element.expression : element);
    else if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        if (ts.isPropertyAssignment(property)) this.#target(property.initializer);
        else if (ts.isSpreadAssignment(property)) this.#target(property.expression);
      }
    } else if (ts.isBinaryExpression(node)) this.#target(node.left); // `[x = 1] = …`
  }

  #write(node: TypeScript.Node, key: TypeScript.Expression, value: TypeScript.Expression | null, target: TypeScript.Expression): void {
    const name = bare(key);
    if (ts.isStringLiteralLike(name)) this.#define(name.text, value, node, true);
    else if (!ts.isNumericLiteral(name) && !isCopy(node, name, value)) this.open.push({ kind: "write", node, key, value, target });
  }

  #call(node: CallNode): void {
    this.calls.set(node.end, this.calls.has(node.end) ? null : node);
    if (ts.isTaggedTemplateExpression(node)) return;
    const args = node.arguments ?? [];
    const callee = bare(node.expression);
    if (ts.isNewExpression(node)) {
      if (ts.isIdentifier(callee) && callee.text === "Proxy" && mayInvent(args[1])) this.open.push({ kind: "proxy", node, key: null, value: null, target: null });
      return;
    }
    if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return;
    if (callee.name.text === "setPrototypeOf" && args[0] !== undefined) this.moved.push(args[0]);
    const name = `${callee.expression.text}.${callee.name.text}`;
    if ((name === "Object.defineProperty" || name === "Reflect.defineProperty" || name === "Reflect.set") && args[1] !== undefined) this.#write(node, args[1], null, args[0]!);
    if ((name === "Object.defineProperties" || name === "Object.create") && args[1] !== undefined) this.#describe(node, args[1], args[0]!);
    if (name === "Object.fromEntries") this.open.push({ kind: "reflect", node, key: null, value: null, target: null });
    if (name === "Proxy.revocable") this.open.push({ kind: "proxy", node, key: null, value: null, target: null });
  }

  /** `Object.defineProperties(o, { m: { value: f } })` */
  #describe(node: TypeScript.Node, given: TypeScript.Expression, target: TypeScript.Expression): void {
    const descriptors = bare(given);
    const names = ts.isObjectLiteralExpression(descriptors) ? descriptors.properties.map((property) => (property.name === undefined ? null : nameOf(property.name))) : [null];
    for (const name of names) {
      if (name !== null) this.#define(name, null, node, true);
      else this.open.push({ kind: "write", node, key: null, value: null, target });
    }
  }

  /** A module's namespace, and that of a `namespace`, are objects whose methods are what it exports. */
  #exported(node: TypeScript.Node): void {
    if (ts.isFunctionDeclaration(node) && hasModifier(node, ts.SyntaxKind.ExportKeyword)) this.#define(hasModifier(node, ts.SyntaxKind.DefaultKeyword) ? "default" : (node.name?.text ?? "default"), node, node);
    else if (ts.isVariableStatement(node) && hasModifier(node, ts.SyntaxKind.ExportKeyword)) {
      for (const { name, initializer } of node.declarationList.declarations) {
        const isConstant = (node.declarationList.flags & ts.NodeFlags.Const) !== 0 && initializer !== undefined;
        for (const id of boundNames(name)) this.#define(id.text, isConstant && ts.isIdentifier(name) ? initializer : null, id);
      }
    } else if (ts.isExportSpecifier(node)) this.#define(node.name.text, node, node);
    else if (ts.isExportAssignment(node) && node.isExportEquals !== true) this.#define("default", node.expression, node);
    else if (ts.isNamespaceExport(node)) this.#define(node.name.text, node, node);
  }
}

/** `o[k] = p[k]`, `Object.defineProperty(o, k, Object.getOwnPropertyDescriptor(p, k)!)`: known by the name that it had. */
function isCopy(node: TypeScript.Node, key: TypeScript.Expression, given: TypeScript.Expression | null): boolean {
  const isKey = (other: TypeScript.Expression | undefined): boolean => ts.isIdentifier(key) && other !== undefined && ts.isIdentifier(bare(other)) && (bare(other) as TypeScript.Identifier).text === key.text;
  const value = given === null ? null : bare(given);
  if (value !== null) return ts.isElementAccessExpression(value) && isKey(value.argumentExpression);
  const descriptor = ts.isCallExpression(node) && node.arguments[2] !== undefined ? bare(node.arguments[2]) : null;
  return descriptor !== null && ts.isCallExpression(descriptor) && /^(?:Object|Reflect)\.getOwnPropertyDescriptor$/.test(descriptor.expression.getText()) && isKey(descriptor.arguments[1]);
}

/** Functions that define properties, as standard objects have them. */
const DEFINERS = /^(?:definePropert(?:y|ies)|__define[GS]etter__)$/;
const OTHERS = /^(?:Object\.(?:create|fromEntries)|Reflect\.set)$/;

/** `const define = Object.defineProperty`: whoever calls that, defines names which are not told here. */
function isDefiner(node: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression): boolean {
  const key = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
  const name = ts.isStringLiteralLike(key) || ts.isIdentifier(key) ? key.text : "";
  const isOfStandard = ts.isIdentifier(node.expression) && /^(?:Object|Reflect)$/.test(node.expression.text);
  if (!DEFINERS.test(name) && !(isOfStandard && OTHERS.test(`${node.expression.getText()}.${name}`))) return false;
  let at: TypeScript.Node = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const isCalled = ts.isCallExpression(at.parent) && at.parent.expression === at;
  return !(isCalled && isOfStandard && ts.isPropertyAccessExpression(node)) && (ts.isPropertyAccessExpression(node) || ts.isStringLiteralLike(key));
}

/** A proxy's handler that may answer for a property which is not there. */
function mayInvent(handler: TypeScript.Expression | undefined): boolean {
  const node = handler === undefined ? undefined : bare(handler);
  return node === undefined || !ts.isObjectLiteralExpression(node) || node.properties.some(({ name }) => name === undefined || nameOf(name) === null || nameOf(name) === "get" || nameOf(name) === "getOwnPropertyDescriptor");
}

function place<Node>(into: Map<number, Node[]>, at: number, node: Node): void {
  const known = into.get(at);
  if (known === undefined) into.set(at, [node]);
  else known.push(node);
}

function boundNames(name: TypeScript.BindingName): TypeScript.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

export function hasModifier(node: TypeScript.Node, kind: TypeScript.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true;
}

/** A key that the text tells; null for a computed one. */
function nameOf(name: TypeScript.PropertyName): string | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : null;
}

/** What a member's value is; undefined when it has none, null when only its type can tell. */
function valueOf(node: TypeScript.MethodDeclaration | TypeScript.AccessorDeclaration | TypeScript.PropertyAssignment | TypeScript.PropertyDeclaration): TypeScript.Node | null | undefined {
  if (ts.isMethodDeclaration(node)) return node.body === undefined ? undefined : node;
  if (ts.isAccessor(node)) return ts.isGetAccessor(node) ? null : undefined;
  return node.initializer;
}

/** Whether a property stands in an object literal that is assigned to: `({ a: x } = o)`. */
function isPatternPart(node: TypeScript.PropertyAssignment | TypeScript.ShorthandPropertyAssignment): boolean {
  let at: TypeScript.Node = node.parent;
  for (;;) {
    const { parent } = at;
    if (parent === undefined) return false;
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === at) return true;
    if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.initializer === at) return true;
    if ((ts.isPropertyAssignment(parent) && parent.initializer === at) || ts.isArrayLiteralExpression(parent) || ts.isObjectLiteralExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isSpreadElement(parent) || (ts.isBinaryExpression(parent) && parent.left === at)) at = parent;
    else return false;
  }
}
