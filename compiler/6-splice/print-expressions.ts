/** How expressions and patterns are printed. */
import { t } from "../babel.ts";
import { isOneLine, type Printer, type Printers } from "./printer.ts";

function args(printer: Printer, node: t.CallExpression | t.OptionalCallExpression | t.NewExpression): void {
  printer.print(node.typeArguments);
  printer.char(40);
  printer.list(node.arguments, true);
  printer.closing(41, node);
}

function member(printer: Printer, node: t.MemberExpression | t.OptionalMemberExpression): void {
  printer.print(node.object);
  const isOptional = node.type === "OptionalMemberExpression" && node.optional;
  if (isOptional) printer.token("?.");
  if (node.computed) {
    printer.char(91);
    printer.print(node.property, node.type === "MemberExpression");
    printer.char(93);
    return;
  }
  if (!isOptional) printer.char(46);
  printer.print(node.property);
}

/** `left op right` */
function infix(printer: Printer, left: t.Node, operator: string, right: t.Node): void {
  printer.print(left);
  printer.space();
  if (operator.charCodeAt(0) === 105) printer.word(operator); // in, instanceof
  else printer.operator(operator);
  printer.space();
  printer.print(right);
}

function array(printer: Printer, { elements }: t.ArrayExpression | t.ArrayPattern): void {
  printer.char(91);
  elements.forEach((element, index) => {
    if (element === null) return printer.char(44);
    if (index > 0) printer.space();
    printer.print(element, true);
    if (index < elements.length - 1) printer.char(44);
  });
  printer.char(93);
}

function object(printer: Printer, node: t.ObjectExpression | t.ObjectPattern): void {
  printer.char(123);
  if (node.properties.length === 0) return printer.closing(125, node);
  if (isOneLine(node) || wasOneLine(node)) {
    printer.space();
    printer.list(node.properties, true);
    printer.space();
  } else {
    printer.space();
    printer.indent();
    printer.lines(node.properties, { separator: 44, isDelimited: true });
    printer.dedent();
    printer.space();
  }
  printer.closing(125, node);
}

/** As the user wrote it. */
const wasOneLine = ({ loc }: t.Node): boolean => loc !== null && loc !== undefined && loc.start.line === loc.end.line;

function property(printer: Printer, { computed, key, value, shorthand }: t.ObjectProperty): void {
  if (computed) {
    printer.char(91);
    printer.print(key);
    printer.char(93);
  } else {
    if (value.type === "AssignmentPattern" && key.type === "Identifier" && value.left.type === "Identifier" && key.name === value.left.name) return printer.print(value);
    printer.print(key);
    if (shorthand && key.type === "Identifier" && value.type === "Identifier" && key.name === value.name) return;
  }
  printer.char(58);
  printer.space();
  printer.print(value);
}

/** The text the user wrote for a literal, as long as it still means its value. */
function rawOf({ extra, value }: t.StringLiteral | t.NumericLiteral | t.BigIntLiteral): string | undefined {
  return extra?.["raw"] !== undefined && extra["rawValue"] !== undefined && extra["rawValue"] === value ? (extra["raw"] as string) : undefined;
}

function numeric(printer: Printer, node: t.NumericLiteral): void {
  const text = rawOf(node) ?? String(node.value);
  printer.number(text, Number.isInteger(node.value) && !/^0[box]|e|\.0+$|\.$/i.test(text));
}

function template(printer: Printer, quasis: readonly t.TemplateElement[], parts: readonly t.Node[]): void {
  let text = "`";
  parts.forEach((part, index) => {
    printer.token(`${text}${quasis[index]!.value.raw}\${`, true);
    printer.print(part);
    text = "}";
  });
  printer.token(`${text}${quasis.at(-1)!.value.raw}\``, true);
}

function afterWord(printer: Printer, word: string, argument: t.Node): void {
  printer.word(word);
  printer.space();
  printer.print(argument);
}

export const expressions: Printers = {
  Identifier: (printer, node) => printer.word(node.name),
  PrivateName(printer, node) {
    printer.char(35);
    printer.print(node.id);
  },
  ThisExpression: (printer) => printer.word("this"),
  Super: (printer) => printer.word("super"),
  Import: (printer) => printer.word("import"),
  NullLiteral: (printer) => printer.word("null"),
  BooleanLiteral: (printer, node) => printer.word(node.value ? "true" : "false"),
  NumericLiteral: numeric,
  BigIntLiteral: (printer, node) => printer.word(rawOf(node) ?? `${node.value}n`),
  StringLiteral: (printer, node) => printer.token(rawOf(node) ?? JSON.stringify(node.value)),
  RegExpLiteral: (printer, node) => printer.word(`/${node.pattern}/${node.flags}`),
  TemplateLiteral: (printer, node) => template(printer, node.quasis, node.expressions),
  TaggedTemplateExpression(printer, node) {
    printer.print(node.tag);
    printer.print(node.typeArguments);
    printer.print(node.quasi);
  },
  MemberExpression: member,
  OptionalMemberExpression: member,
  CallExpression(printer, node) {
    printer.print(node.callee);
    args(printer, node);
  },
  OptionalCallExpression(printer, node) {
    printer.print(node.callee);
    if (node.optional) printer.token("?.");
    args(printer, node);
  },
  NewExpression(printer, node) {
    afterWord(printer, "new", node.callee);
    args(printer, node);
  },
  MetaProperty(printer, node) {
    printer.print(node.meta);
    printer.char(46);
    printer.print(node.property);
  },
  ArrayExpression: array,
  ArrayPattern: array,
  ObjectExpression: object,
  ObjectPattern: object,
  ObjectProperty: property,
  SpreadElement(printer, node) {
    printer.token("...");
    printer.print(node.argument);
  },
  RestElement(printer, node) {
    printer.token("...");
    printer.print(node.argument);
  },
  AssignmentPattern(printer, node) {
    printer.print(node.left);
    if ("typeAnnotation" in node.left) printer.print(node.left.typeAnnotation);
    printer.space();
    printer.char(61);
    printer.space();
    printer.print(node.right);
  },
  AssignmentExpression: (printer, node) => infix(printer, node.left, node.operator, node.right),
  BinaryExpression: (printer, node) => infix(printer, node.left, node.operator, node.right),
  LogicalExpression: (printer, node) => infix(printer, node.left, node.operator, node.right),
  UnaryExpression(printer, { operator, argument }) {
    const first = operator.charCodeAt(0);
    if (first >= 97 && first <= 122) return afterWord(printer, operator, argument);
    printer.char(first);
    printer.print(argument);
  },
  UpdateExpression(printer, { operator, prefix, argument }) {
    if (prefix) printer.operator(operator);
    printer.print(argument);
    if (!prefix) printer.operator(operator);
  },
  ConditionalExpression(printer, node) {
    printer.print(node.test);
    printer.space();
    printer.char(63);
    printer.space();
    printer.print(node.consequent);
    printer.space();
    printer.char(58);
    printer.space();
    printer.print(node.alternate);
  },
  SequenceExpression: (printer, node) => printer.list(node.expressions),
  AwaitExpression: (printer, node) => afterWord(printer, "await", node.argument),
  YieldExpression(printer, { delegate, argument }) {
    printer.word("yield", delegate || argument !== null);
    if (delegate) printer.char(42);
    if (!argument) return;
    printer.space();
    printer.print(argument);
  },
  TSAsExpression(printer, node) {
    infixWord(printer, node.expression, "as", node.typeAnnotation);
  },
  TSSatisfiesExpression(printer, node) {
    infixWord(printer, node.expression, "satisfies", node.typeAnnotation);
  },
  TSNonNullExpression(printer, node) {
    printer.print(node.expression);
    printer.char(33);
  },
  TSTypeAnnotation(printer, node) {
    printer.char(58);
    printer.space();
    printer.print(node.typeAnnotation);
  },
  TSTypeParameterInstantiation: (printer, node) => typeList(printer, node.params),
  TSTypeParameterDeclaration: (printer, node, parent) => typeList(printer, node.params, parent?.type === "ArrowFunctionExpression"),
  TSTypeParameter(printer, node) {
    for (const word of ["const", "in", "out"] as const) {
      if (node[word] !== true) continue;
      printer.word(word);
      printer.space();
    }
    printer.word(node.name.name);
    if (node.constraint) {
      printer.space();
      afterWord(printer, "extends", node.constraint);
    }
    if (!node.default) return;
    printer.space();
    printer.char(61);
    printer.space();
    printer.print(node.default);
  },
};

/** `<A, B>`; `<T,>` in front of an arrow function, which JSX would take for an element. */
function typeList(printer: Printer, types: readonly t.Node[], isArrow = false): void {
  printer.char(60);
  printer.list(types);
  if (isArrow && types.length === 1) printer.char(44);
  printer.char(62);
}

function infixWord(printer: Printer, left: t.Node, word: string, right: t.Node): void {
  printer.print(left);
  printer.space();
  printer.word(word);
  printer.space();
  printer.print(right);
}
