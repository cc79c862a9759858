/** How statements are printed. */
import { t } from "../babel.ts";
import { Start } from "./parentheses.ts";
import { isOneLine, type Printer, type Printers } from "./printer.ts";

/** `{ … }`: directives, an empty line, statements. */
function block(printer: Printer, node: t.BlockStatement): void {
  const { directives, body } = node;
  printer.char(123);
  if (isOneLine(node)) {
    for (const statement of body) {
      printer.space();
      printer.print(statement);
    }
    printer.space();
    return printer.closing(125, node);
  }
  printer.indent();
  if (directives?.length) {
    const lines = body.length > 0 ? 2 : 1;
    printer.lines(directives, { isDelimited: true, lineOffset: lines });
    if (!directives.at(-1)!.trailingComments?.length) printer.newline(lines);
  }
  printer.lines(body, { isDelimited: true });
  printer.dedent();
  printer.closing(125, node);
}

/** `word (test) body` */
function head(printer: Printer, word: string, test: t.Node): void {
  printer.word(word);
  printer.space();
  printer.char(40);
  printer.print(test);
  printer.char(41);
}

function loopBody(printer: Printer, body: t.Statement): void {
  if (body.type !== "EmptyStatement") printer.space();
  printer.print(body);
}

/** The statement of an `if` or `else`. */
function branch(printer: Printer, node: t.Statement): void {
  const hasComments = node.leadingComments !== null && node.leadingComments !== undefined && node.leadingComments.length > 0;
  if (hasComments) printer.indent();
  printer.print(node);
  if (hasComments) printer.dedent();
}

/** Whether an `else` behind the statement would belong to an `if` at its end. */
function endsInIf(node: t.Statement): boolean {
  const inner = (node as { body?: t.Node | t.Node[] }).body;
  if (inner === undefined || Array.isArray(inner) || inner === null || !t.isStatement(inner)) return node.type === "IfStatement";
  return endsInIf(inner);
}

function leave(printer: Printer, word: string, value: t.Node | null | undefined): void {
  printer.word(word);
  if (value) {
    printer.space();
    printer.isTerminatorless = true;
    printer.print(value);
  }
  printer.semicolon();
}

function isLoopHead(node: t.VariableDeclaration, parent: t.Node | null): boolean {
  if (parent?.type === "ForStatement") return parent.init === node;
  return (parent?.type === "ForInStatement" || parent?.type === "ForOfStatement") && parent.left === node;
}

/** `let a = 1,\n  b;`, on one line when nothing has a value. */
function declaration(printer: Printer, node: t.VariableDeclaration, parent: t.Node | null): void {
  const { declarations } = node;
  if (node.declare === true) {
    printer.word("declare");
    printer.space();
  }
  printer.word(node.kind);
  printer.space();
  const isOnLines = !t.isFor(parent) && !isOneLine(node) && declarations.some(({ init }) => init);
  if (declarations.length > 1) printer.indent();
  declarations.forEach((declarator, index) => {
    if (index > 0) {
      printer.char(44);
      if (isOnLines) printer.newline();
      else printer.space();
    }
    printer.print(declarator, false, 0);
  });
  if (declarations.length > 1) printer.dedent();
  if (!isLoopHead(node, parent)) printer.semicolon();
}

function tryStatement(printer: Printer, { block: body, handler, finalizer }: t.TryStatement): void {
  printer.word("try");
  printer.space();
  printer.print(body);
  printer.space();
  printer.print(handler);
  if (!finalizer) return;
  printer.space();
  printer.word("finally");
  printer.space();
  printer.print(finalizer);
}

function forStatement(printer: Printer, { init, test, update, body }: t.ForStatement): void {
  printer.word("for");
  printer.space();
  printer.char(40);
  printer.start |= Start.forHead | Start.noIn;
  printer.print(init);
  printer.start = 0;
  for (const part of [test, update]) {
    printer.char(59);
    if (!part) continue;
    printer.space();
    printer.print(part);
  }
  printer.char(41);
  loopBody(printer, body);
}

function forEach(printer: Printer, node: t.ForInStatement | t.ForOfStatement): void {
  const isIn = node.type === "ForInStatement";
  printer.word("for");
  printer.space();
  if (!isIn && node.await) {
    printer.word("await");
    printer.space();
  }
  printer.char(40);
  printer.start |= isIn ? Start.forInHead | Start.noIn : Start.forOfHead;
  printer.print(node.left);
  if (isIn) printer.start = 0;
  printer.space();
  printer.word(isIn ? "in" : "of");
  printer.space();
  printer.print(node.right);
  printer.char(41);
  loopBody(printer, node.body);
}

export const statements: Printers & { readonly Written: (printer: Printer, node: t.Written) => void } = {
  Written: (printer, node) => printer.token(node.text),
  BlockStatement: block,
  EmptyStatement: (printer) => printer.char(59),
  DebuggerStatement(printer) {
    printer.word("debugger");
    printer.semicolon();
  },
  ExpressionStatement(printer, node) {
    printer.start |= Start.statement;
    printer.print(node.expression);
    printer.semicolon();
  },
  Directive(printer, node) {
    printer.print(node.value);
    printer.semicolon();
  },
  DirectiveLiteral(printer, node) {
    const raw = node.extra?.["raw"];
    printer.token(typeof raw === "string" ? raw : JSON.stringify(node.value));
  },
  VariableDeclaration: declaration,
  VariableDeclarator(printer, node) {
    printer.print(node.id);
    if (node.definite === true) printer.char(33);
    if ("typeAnnotation" in node.id) printer.print(node.id.typeAnnotation);
    if (!node.init) return;
    printer.space();
    printer.char(61);
    printer.space();
    printer.print(node.init);
  },
  IfStatement(printer, { test, consequent, alternate }) {
    head(printer, "if", test);
    printer.space();
    const needsBlock = alternate && endsInIf(consequent);
    if (needsBlock) {
      printer.char(123);
      printer.newline();
      printer.indent();
    }
    branch(printer, consequent);
    if (needsBlock) {
      printer.dedent();
      printer.newline();
      printer.char(125);
    }
    if (!alternate) return;
    if (printer.endsIn() === 125) printer.space();
    printer.word("else");
    printer.space();
    branch(printer, alternate);
  },
  ForStatement: forStatement,
  ForInStatement: forEach,
  ForOfStatement: forEach,
  WhileStatement(printer, node) {
    head(printer, "while", node.test);
    loopBody(printer, node.body);
  },
  WithStatement(printer, node) {
    head(printer, "with", node.object);
    loopBody(printer, node.body);
  },
  DoWhileStatement(printer, node) {
    printer.word("do");
    printer.space();
    printer.print(node.body);
    printer.space();
    head(printer, "while", node.test);
    printer.semicolon();
  },
  BreakStatement: (printer, node) => leave(printer, "break", node.label),
  ContinueStatement: (printer, node) => leave(printer, "continue", node.label),
  ReturnStatement: (printer, node) => leave(printer, "return", node.argument),
  ThrowStatement: (printer, node) => leave(printer, "throw", node.argument),
  LabeledStatement(printer, node) {
    printer.print(node.label);
    printer.char(58);
    printer.space();
    printer.print(node.body);
  },
  TryStatement: tryStatement,
  CatchClause(printer, { param, body }) {
    printer.word("catch");
    printer.space();
    if (param) {
      printer.char(40);
      printer.print(param);
      if ("typeAnnotation" in param) printer.print(param.typeAnnotation);
      printer.char(41);
      printer.space();
    }
    printer.print(body);
  },
  SwitchStatement(printer, node) {
    head(printer, "switch", node.discriminant);
    printer.space();
    printer.char(123);
    printer.indent();
    printer.lines(node.cases);
    printer.dedent();
    printer.closing(125, node);
  },
  SwitchCase(printer, { test, consequent }) {
    printer.word(test ? "case" : "default");
    if (test) {
      printer.space();
      printer.print(test);
    }
    printer.char(58);
    if (consequent.length === 0) return;
    printer.newline();
    printer.indent();
    printer.lines(consequent);
    printer.dedent();
  },
};
