/** What types say of accesses, conversions and iterations: whether code of the program may run there. In doubt it may. */
import type * as TypeScript from "typescript";
import type { Origin } from "./callees.ts";
import type { Iterated } from "./checker.ts";
import { ts } from "./classic.ts";
import { isPrimitive } from "./functions.ts";

export class ObjectTypes {
  readonly #types: TypeScript.TypeChecker;
  readonly #originOf: (file: TypeScript.SourceFile) => Origin;

  constructor(types: TypeScript.TypeChecker, originOf: (file: TypeScript.SourceFile) => Origin) {
    this.#types = types;
    this.#originOf = originOf;
  }

  /** Not a field of a class, a method, or a member of a standard type. */
  mayHaveAccessor(node: TypeScript.Node): boolean {
    const symbol = this.#propertyOf(node);
    const declarations = symbol?.declarations;
    if (declarations === undefined || declarations.length === 0) return true;
    return !declarations.every((item) => this.#originOf(item.getSourceFile()) === "standard" || ts.isMethodDeclaration(item) || (ts.isPropertyDeclaration(item) && !ts.isAutoAccessorPropertyDeclaration(item) && ts.isClassLike(item.parent)) || ts.isFunctionDeclaration(item) || ts.isVariableDeclaration(item) || ts.isClassDeclaration(item) || ts.isEnumMember(item));
  }

  #propertyOf(node: TypeScript.Node): TypeScript.Symbol | undefined {
    if (ts.isPropertyAccessExpression(node)) return this.#types.getSymbolAtLocation(node.name);
    if (ts.isElementAccessExpression(node)) return this.#types.getSymbolAtLocation(node.argumentExpression);
    if (ts.isBindingElement(node)) {
      const name = node.propertyName ?? node.name;
      return ts.isIdentifier(name) ? this.#types.getTypeAtLocation(node.parent).getProperty(name.text) : undefined;
    }
    return undefined;
  }

  mayConvert(node: TypeScript.Node): boolean {
    if (ts.isTemplateExpression(node)) return node.templateSpans.some(({ expression }) => this.#mayBeObject(expression));
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return this.#mayBeObject(node.operand);
    if (!ts.isBinaryExpression(node)) return true;
    if (node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return true;
    return this.#mayBeObject(node.left) || this.#mayBeObject(node.right);
  }

  #mayBeObject(node: TypeScript.Node): boolean {
    return !isPrimitive(this.#types.getTypeAtLocation(node), this.#types);
  }

  iterated(node: TypeScript.Node): Iterated {
    const type = this.#types.getTypeAtLocation(node);
    if (this.#isStandardIterable(type)) return "standard";
    const declarations = type.getSymbol()?.declarations ?? [];
    return declarations.some((item) => this.#originOf(item.getSourceFile()) === "runtime") ? "runtime" : "unknown";
  }

  #isStandardIterable(type: TypeScript.Type): boolean {
    if (type.isUnion()) return type.types.every((part) => this.#isStandardIterable(part));
    if (type.flags & ts.TypeFlags.StringLike || this.#types.isArrayType(type) || this.#types.isTupleType(type)) return true;
    const declarations = type.getSymbol()?.declarations ?? [];
    const { name = "" } = type.getSymbol() ?? {};
    return declarations.length > 0 && declarations.every((item) => this.#originOf(item.getSourceFile()) === "standard") && !/^(?:Async)?(?:Iterable|Iterator|IterableIterator|IteratorObject|Generator)$|^(?:Object|Function)$/.test(name);
  }
}
