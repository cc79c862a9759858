/**
 * Expressions whose value is a primitive and no symbol, as far as the text tells: nobody needs to convert it. A wrong guess is safe, never wrong: the operator
 * converts the operand itself, and a method that switches pins its greenlet.
 */
import { bare, t } from "../babel.ts";
import type { Binding, Reference, Resolution } from "../resolution.ts";

const FUNCTIONS = new Set(["String", "Number", "Boolean", "BigInt", "parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent", "encodeURI", "decodeURI"]);
const NAMES = new Set(["undefined", "NaN", "Infinity"]);

/** Members that are numbers, and methods that return primitives, on whatever object a program has them: guesses. */
const PROPERTIES = new Set(["length", "size", "byteLength"]);
const METHODS = new Set([
  "charCodeAt", "codePointAt", "charAt", "indexOf", "lastIndexOf", "includes", "startsWith", "endsWith", "substring", "trim", "toUpperCase", "toLowerCase", "padStart", "padEnd", "repeat", "join",
  "toFixed", "getTime", "has", "test",
]);

export class Primitives {
  readonly #resolution: Resolution;
  readonly #variables = new Map<Binding, boolean>();
  /** The variable whose values are being looked at. */
  #asked: Binding | null = null;

  constructor(resolution: Resolution) {
    this.#resolution = resolution;
  }

  /** A guess from types, and from names that everybody uses for the same. */
  isLikely(node: t.Node): boolean {
    if ("typeAnnotation" in node && isPrimitiveType(node.typeAnnotation)) return true;
    const inner = bare(node as t.Expression);
    switch (inner.type) {
      case "Identifier":
        return this.isSure(inner) || isPrimitiveType(declared(this.#resolution.bindingOf.get(inner)));
      case "MemberExpression":
        return !inner.computed && inner.property.type === "Identifier" && PROPERTIES.has(inner.property.name);
      case "CallExpression":
        return this.isSure(inner) || (inner.callee.type === "MemberExpression" && isNamed(inner.callee, METHODS)) || this.#isStandardCall(inner);
      case "LogicalExpression":
        return this.isLikely(inner.left) && this.isLikely(inner.right);
      case "ConditionalExpression":
        return this.isLikely(inner.consequent) && this.isLikely(inner.alternate);
      default:
        return this.isSure(inner);
    }
  }

  /** Proved, but for a program that changes what a global name means. */
  isSure(expression: t.Node): boolean {
    const node = bare(expression as t.Expression);
    switch (node.type) {
      case "NumericLiteral":
      case "StringLiteral":
      case "BooleanLiteral":
      case "NullLiteral":
      case "BigIntLiteral":
      case "TemplateLiteral":
      case "UnaryExpression":
      case "UpdateExpression":
      case "BinaryExpression":
        return true;
      case "Identifier": {
        const binding = this.#resolution.bindingOf.get(node);
        return binding === undefined ? NAMES.has(node.name) : this.#isSureVariable(binding);
      }
      case "AssignmentExpression":
        return node.operator === "=" ? this.isSure(node.right) : !isLogical(node.operator) || (node.left.type === "Identifier" && this.isSure(node.left) && this.isSure(node.right));
      case "LogicalExpression":
        return this.isSure(node.left) && this.isSure(node.right);
      case "ConditionalExpression":
        return this.isSure(node.consequent) && this.isSure(node.alternate);
      case "SequenceExpression":
        return this.isSure(node.expressions.at(-1)!);
      case "CallExpression":
        return node.callee.type === "Identifier" && FUNCTIONS.has(node.callee.name) && !this.#resolution.bindingOf.has(node.callee);
      default:
        return false;
    }
  }

  /** `Math.max(…)`, `Date.now()`, `JSON.stringify(…)` */
  #isStandardCall({ callee }: t.CallExpression): boolean {
    if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier" || this.#resolution.bindingOf.has(callee.object)) return false;
    const { name } = callee.object;
    return name === "Math" || ((name === "Date" || name === "performance") && isNamed(callee, new Set(["now"]))) || (name === "JSON" && isNamed(callee, new Set(["stringify"])));
  }

  /** A variable that only ever gets such values, its own among them; two that get each other's are none. */
  #isSureVariable(binding: Binding): boolean {
    if (this.#asked === binding) return true;
    const known = this.#variables.get(binding);
    if (known !== undefined) return known;
    this.#variables.set(binding, false);
    const outer = this.#asked;
    this.#asked = binding;
    const { kind, scope } = binding;
    const isVariable = kind === "const" || kind === "let" || (kind === "var" && !(scope.kind === "body" && scope.fn.scope.bindings.has(binding.name))); // (begins with the parameter's value)
    const isSure = isVariable && !scope.fn.hasEval && binding.references.every((reference) => reference.access === "read" || this.#getsPrimitive(reference));
    this.#asked = outer;
    this.#variables.set(binding, isSure);
    return isSure;
  }

  #getsPrimitive({ node }: Reference): boolean {
    const { parentOf } = this.#resolution;
    const parent = parentOf.get(node)!;
    switch (parent.type) {
      case "VariableDeclarator":
        if (parent.init) return this.isSure(parent.init);
        return !isForOfHead(parentOf.get(parent)!, parentOf);
      case "AssignmentExpression":
        return parent.operator === "=" || isLogical(parent.operator) ? this.isSure(parent.right) : true;
      case "UpdateExpression":
        return true;
      default:
        return false; // a pattern, a loop's head
    }
  }
}

const isLogical = (operator: string): boolean => operator === "&&=" || operator === "||=" || operator === "??=";

const isNamed = ({ computed, property }: t.MemberExpression, names: ReadonlySet<string>): boolean => !computed && property.type === "Identifier" && names.has(property.name);

function isForOfHead(declaration: t.Node, parentOf: ReadonlyMap<t.Node, t.Node>): boolean {
  const loop = parentOf.get(declaration);
  return loop?.type === "ForOfStatement" && loop.left === declaration;
}

/** The type that a variable or parameter is declared with. */
function declared(binding: Binding | undefined): t.Node | null | undefined {
  const own = binding?.references.find(({ access }) => access === "init")?.node;
  return own?.type === "Identifier" ? own.typeAnnotation : null;
}

function isPrimitiveType(type: t.Node | null | undefined): boolean {
  switch (type?.type) {
    case "TSTypeAnnotation":
      return isPrimitiveType(type.typeAnnotation);
    case "TSUnionType":
      return type.types.every((part) => isPrimitiveType(part));
    case "TSNumberKeyword":
    case "TSStringKeyword":
    case "TSBooleanKeyword":
    case "TSBigIntKeyword":
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSLiteralType":
      return true;
    default:
      return false;
  }
}
