/** How functions and classes are printed. */
import { t } from "../babel.ts";
import { Start } from "./parentheses.ts";
import type { Printer, Printers } from "./printer.ts";

/** `<T>(a, b): R` */
function params(printer: Printer, node: t.Function, isTerminatorless = false): void {
  printer.print(node.typeParameters);
  printer.char(40);
  node.params.forEach((param, index) => {
    if (index > 0) {
      printer.char(44);
      printer.space();
    }
    parameter(printer, param);
  });
  printer.char(41);
  printer.print(node.returnType);
  printer.isTerminatorless = isTerminatorless;
}

function parameter(printer: Printer, param: t.Node): void {
  printer.print(param, true);
  if ("optional" in param && param.optional === true) printer.char(63);
  if ("typeAnnotation" in param) printer.print(param.typeAnnotation as t.Node | null, true);
}

const hasDecorators = (node: t.Node): boolean => "decorators" in node && Array.isArray(node.decorators) && node.decorators.length > 0;
const isDecorated = ({ params: list }: t.Function): boolean => list.some(hasDecorators);

function modifier(printer: Printer, word: string): void {
  printer.word(word);
  printer.space();
}

function functionLike(printer: Printer, node: t.FunctionDeclaration | t.FunctionExpression): void | false {
  if (isDecorated(node)) return false;
  if (node.async) modifier(printer, "async");
  printer.word("function");
  if (node.generator) printer.char(42);
  printer.space();
  printer.print(node.id);
  params(printer, node);
  printer.space();
  printer.print(node.body);
}

function arrow(printer: Printer, node: t.ArrowFunctionExpression): void | false {
  if (isDecorated(node)) return false;
  if (node.async) {
    printer.word("async", true);
    printer.space();
  }
  if (isBareParameter(node)) printer.print(node.params[0]);
  else params(printer, node, true);
  printer.space();
  printer.innerComments();
  printer.token("=>");
  printer.space();
  printer.start |= Start.arrowBody;
  printer.print(node.body);
}

/** `x => …` */
function isBareParameter(node: t.ArrowFunctionExpression): boolean {
  const [only] = node.params;
  if (node.params.length !== 1 || node.typeParameters || node.returnType || only!.type !== "Identifier") return false;
  return !only.typeAnnotation && only.optional !== true && !only.leadingComments?.length && !only.trailingComments?.length;
}

type Method = t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod;

function method(printer: Printer, node: Method): void {
  const { kind } = node;
  if (kind === "get" || kind === "set") modifier(printer, kind);
  if (node.async) {
    printer.word("async", true);
    printer.space();
  }
  if (kind === "method" && node.generator) printer.char(42);
  key(printer, node);
  if ("optional" in node && node.optional === true) printer.char(63);
  params(printer, node);
  printer.space();
  printer.print(node.body);
}

function key(printer: Printer, node: Method | t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty): void {
  const isComputed = "computed" in node && node.computed === true;
  if (isComputed) printer.char(91);
  printer.print(node.key);
  if (isComputed) printer.char(93);
}

function classLike(printer: Printer, node: t.Class): void | false {
  if (!isPlainClass(node)) return false;
  printer.word("class");
  if (node.id) {
    printer.space();
    printer.print(node.id);
  }
  if (node.superClass) {
    printer.space();
    modifier(printer, "extends");
    printer.print(node.superClass);
  }
  printer.space();
  printer.print(node.body);
}

/** Without types and decorators. */
function isPlainClass(node: t.Class): boolean {
  if (hasDecorators(node) || node.typeParameters || node.superTypeArguments || node.implements?.length || ("declare" in node && node.declare) || ("abstract" in node && node.abstract)) return false;
  return node.body.body.every((member) => {
    if (member.type === "StaticBlock") return true;
    if (member.type !== "ClassMethod" && member.type !== "ClassPrivateMethod" && member.type !== "ClassProperty" && member.type !== "ClassPrivateProperty") return false;
    return !hasDecorators(member) && !hasModifiers(member) && !(t.isFunction(member) && member.params.some((param) => hasDecorators(param) || param.type === "TSParameterProperty"));
  });
}

const MODIFIERS = ["accessibility", "abstract", "declare", "override", "readonly", "variance", "definite", "optional"] as const;

function hasModifiers(member: t.Node): boolean {
  return MODIFIERS.some((name) => (member as unknown as Record<string, unknown>)[name]);
}

function classProperty(printer: Printer, node: t.ClassProperty | t.ClassPrivateProperty): void {
  if (node.static === true) modifier(printer, "static");
  key(printer, node);
  printer.print(node.typeAnnotation);
  if (node.value) {
    printer.space();
    printer.char(61);
    printer.space();
    printer.print(node.value);
  }
  printer.semicolon();
}

function classMethod(printer: Printer, node: t.ClassMethod | t.ClassPrivateMethod): void {
  if (node.static === true) modifier(printer, "static");
  method(printer, node);
}

export const functions: Printers = {
  FunctionDeclaration: functionLike,
  FunctionExpression: functionLike,
  ArrowFunctionExpression: arrow,
  ObjectMethod: (printer, node) => method(printer, node),
  ClassDeclaration: classLike,
  ClassExpression: classLike,
  ClassBody(printer, node) {
    printer.char(123);
    if (node.body.length === 0) return printer.char(125);
    printer.indent();
    printer.lines(node.body, { isDelimited: true });
    printer.dedent();
    printer.newline();
    printer.closing(125, node);
  },
  ClassMethod: classMethod,
  ClassPrivateMethod: classMethod,
  ClassProperty: classProperty,
  ClassPrivateProperty: classProperty,
  StaticBlock(printer, node) {
    printer.word("static");
    printer.space();
    printer.char(123);
    if (node.body.length === 0) return printer.char(125);
    printer.newline();
    printer.indent();
    printer.lines(node.body);
    printer.dedent();
    printer.closing(125, node);
  },
};
