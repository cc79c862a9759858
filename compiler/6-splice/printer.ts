/**
 * The printer: compiled functions → text with mappings, laid out as @babel/generator does, in a third of its time: half of what the
 * compiler does is printing. Only plain JavaScript and the TypeScript around expressions is printed here; types, JSX, decorators and whatever is rare
 * goes to Babel (foreign.ts).
 *
 * A mapping stands at every token whose place in the source differs from that of the token before. Spaces and semicolons are queued: a line
 * break swallows the space, and what is queued maps to the end of what stands before it.
 */
import type { t } from "../babel.ts";
import { hasLineBreak, lineBreaksBetween, printComments } from "./comments.ts";
import { foreign } from "./foreign.ts";
import type { Output } from "./output.ts";
import { needsParentheses, Start } from "./parentheses.ts";
import { functions } from "./print-functions.ts";
import { expressions } from "./print-expressions.ts";
import { statements } from "./print-statements.ts";

/** How a type of node is printed; false, before anything is: it has parts that are left to Babel. */
export type Print<K extends t.Node["type"]> = (printer: Printer, node: Extract<t.Node, { type: K }>, parent: t.Node | null) => void | false;
export type Printers = { readonly [K in t.Node["type"]]?: Print<K> };

const PRINTERS: Printers = { ...statements, ...expressions, ...functions };

/** What was written last, where it is not the code of a character: nothing, anything, a number that a point would change, a word. */
export const Last = { nothing: 0, text: -1, integer: -2, word: -3 } as const;

const SPACE = 32;
const LINE_BREAK = 10;
const SEMICOLON = 59;
const STEP = 2;

const CHARACTERS: readonly string[] = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const spaces: string[] = [];
const spacesOf = (count: number): string => (spaces[count] ??= " ".repeat(count));

export class Printer {
  readonly output: Output;
  readonly filename: string;
  /** What the text before the next token makes of its start. */
  start = 0;
  /** After `return`: no line break before the next token. */
  isTerminatorless = false;
  /** The line where the comments behind the last node ended; 0: there were none. */
  lastCommentLine = 0;
  readonly printedComments = new Set<t.Comment>();
  indentation: number;
  #last: number;
  #queued = 0;
  #isFirst = true;
  #sourceLine = -1;
  #sourceColumn = 0;
  #current: t.Node | null = null;
  /** How many tokens of the current node were printed since its last child: comments without a node to stand at come after the first. */
  #ownTokens = 0;

  constructor(output: Output, filename: string, indentation: number) {
    this.output = output;
    this.filename = filename;
    this.indentation = indentation * STEP;
    this.#last = indentation > 0 ? LINE_BREAK : Last.nothing;
  }

  // ---- nodes

  /** @param isDelimited stands between brackets: `in` needs no parentheses there. */
  print(node: t.Node | null | undefined, isDelimited = false, lineOffset?: number): void {
    if (!node) return;
    if (node.type === "Identifier" && isSimpleName(node)) return this.#name(node, isDelimited);
    const parent = this.#current;
    this.#current = node;
    this.#ownTokens = 0;
    let outerStart = isDelimited && (this.start & Start.noIn) !== 0 ? this.start : 0;
    if (outerStart !== 0) this.start = 0;
    const breaks = this.isTerminatorless && node.leadingComments?.some(hasLineBreak) === true;
    const isWrapped = breaks || (parent !== null && (needsParentheses(node, parent, this.start) || keepsParentheses(node, parent)));
    if (isWrapped) {
      this.char(40);
      if (breaks) this.indent();
      this.#ownTokens = 0;
      if (!isDelimited) outerStart = this.start;
      if ((outerStart & Start.noIn) !== 0) this.start = 0;
    }
    if (node.leadingComments?.length) printComments(this, "leading", node.leadingComments, node, parent);
    this.#printOwn(node, parent);
    if (isWrapped) {
      this.#printTrailing(node, parent);
      if (breaks) {
        this.dedent();
        this.newline();
      }
      this.char(41);
      this.isTerminatorless = false;
    } else this.#printTrailing(node, parent, lineOffset);
    if (outerStart !== 0) this.start = outerStart;
    this.#current = parent;
    this.#ownTokens = 0;
  }

  /** What `print` comes down to for a name without comments: nearly half of all nodes are. */
  #name({ name, loc }: t.Identifier, isDelimited: boolean): void {
    const { start } = this;
    if (loc) this.source(loc.start.line, loc.start.column);
    this.#word(name);
    if (loc) this.source(loc.end.line, loc.end.column);
    this.isTerminatorless = false;
    this.lastCommentLine = 0;
    this.start = isDelimited && (start & Start.noIn) !== 0 ? start : start & Start.noIn;
    this.#ownTokens = 0;
  }

  /** The node without the comments around it, its first and last token at its first and last place. */
  printRoot(node: t.Node): void {
    this.#current = node;
    this.#printOwn(node, null);
    if (this.#queued === SEMICOLON) this.#flush();
  }

  #printOwn(node: t.Node, parent: t.Node | null): void {
    const { loc } = node;
    if (loc) this.source(loc.start.line, loc.start.column);
    const print = PRINTERS[node.type] as Print<t.Node["type"]> | undefined;
    if (print === undefined || print(this, node as never, parent) === false) foreign(this, node, parent);
    if (loc) this.source(loc.end.line, loc.end.column);
  }

  #printTrailing(node: t.Node, parent: t.Node | null, lineOffset = 0): void {
    if (node.innerComments?.length) printComments(this, "trailing", node.innerComments, node, parent, lineOffset);
    if (node.trailingComments?.length) printComments(this, "trailing", node.trailingComments, node, parent, lineOffset);
    else this.lastCommentLine = 0;
  }

  /** `a, b, c` */
  list(nodes: readonly (t.Node | null)[], isDelimited = false): void {
    for (let index = 0; index < nodes.length; index++) {
      if (index > 0) {
        this.char(44);
        this.space();
      }
      this.print(nodes[index], isDelimited, 0);
    }
  }

  /** Each on its own lines. */
  lines(nodes: readonly t.Node[], options: { readonly separator?: number; readonly isDelimited?: boolean; readonly lineOffset?: number } = {}): void {
    const { separator, isDelimited = false, lineOffset = 0 } = options;
    const last = nodes.length - 1;
    if (last >= 0 && this.hasContent()) this.newline();
    for (let index = 0; index <= last; index++) {
      this.print(nodes[index], isDelimited, lineOffset);
      if (separator !== undefined && index < last) {
        this.char(separator);
        this.space();
      }
      this.newline(index < last ? lineBreaksBetween(this.lastCommentLine, nodes[index + 1]!) : 1);
    }
  }

  // ---- tokens

  word(text: string, isTerminatorless = false): void {
    this.#startToken();
    this.#word(text);
    this.isTerminatorless = isTerminatorless;
  }

  #word(text: string): void {
    if (this.#queued !== 0) this.#flush();
    else if (this.#last === Last.integer || this.#last === Last.word || (this.#last === 47 && text.charCodeAt(0) === 47)) {
      this.queue(SPACE);
      this.#flush();
    }
    this.#write(text);
    this.#last = Last.word;
  }

  /** A number; an integer is kept apart from a following point. */
  number(text: string, isInteger: boolean): void {
    this.word(text);
    if (isInteger) this.#last = Last.integer;
  }

  /** Text that needs no space around it; @param mayHaveLines a template, whose lines are not indented. */
  token(text: string, mayHaveLines = false): void {
    this.#startToken();
    if (this.#queued !== 0) this.#flush();
    if (mayHaveLines && text.includes("\n")) this.#writeLines(text);
    else this.#write(text);
    this.#last = Last.text;
    this.isTerminatorless = false;
  }

  /** An operator, kept apart from one before it that it would change: `a - -b`, `!(--b)`. */
  operator(text: string): void {
    const first = text.charCodeAt(0);
    const last = this.#queued !== 0 ? Last.text : this.#last;
    if (((first === 45 && text === "--") || first === 61 ? last === 33 : false) || (first === 43 && last === 43) || (first === 45 && last === 45)) this.queue(SPACE);
    this.token(text);
  }

  char(code: number): void {
    this.#startToken();
    if (this.#queued !== 0) this.#flush();
    else if ((code === 43 && this.#last === 43) || (code === 45 && this.#last === 45) || (code === 46 && this.#last === Last.integer)) {
      this.queue(SPACE);
      this.#flush();
    }
    this.#write(CHARACTERS[code]!);
    this.#last = code;
    this.isTerminatorless = false;
  }

  /** The `}` or `)` that ends a node. */
  closing(code: number, node: t.Node): void {
    if (node.loc) this.source(node.loc.end.line, Math.max(node.loc.end.column - 1, 0));
    this.char(code);
  }

  semicolon(): void {
    this.queue(SEMICOLON);
    this.isTerminatorless = false;
  }

  space(): void {
    const last = this.endsIn();
    if (last !== Last.nothing && last !== SPACE && last !== LINE_BREAK) this.queue(SPACE);
  }

  newline(count = 1): void {
    const missing = Math.min(count, 2) - (this.#queued === 0 && this.#last === LINE_BREAK ? 1 : 0);
    for (let made = 0; made < missing; made++) {
      if (this.#queued === SPACE) this.#queued = 0;
      this.#flush();
      this.output.newline();
      this.#last = LINE_BREAK;
    }
  }

  /** A comment's text. */
  comment(text: string): void {
    this.#flush();
    this.#writeLines(text);
    this.#last = Last.text;
  }

  /** A line that Babel printed, with its mappings. */
  foreignLine(text: string, mappings: readonly [column: number, line: number, sourceColumn: number][], isFirst: boolean): void {
    if (isFirst) {
      this.#startToken();
      this.#flush();
      this.#indentLine();
    } else this.output.newline();
    let at = 0;
    for (const [column, line, sourceColumn] of mappings) {
      this.output.write(text.slice(at, column));
      this.output.mark(line, sourceColumn);
      at = column;
    }
    this.output.write(text.slice(at));
    this.#last = Last.text;
  }

  // ---- places

  indent(): void {
    this.indentation += STEP;
  }

  dedent(): void {
    this.indentation -= STEP;
  }

  /** The place in the source of the next token. */
  source(line: number, column: number): void {
    if (this.#queued !== 0) this.#flush();
    this.#sourceLine = line - 1;
    this.#sourceColumn = column;
  }

  /** What the text ends in, with what is queued. */
  endsIn(): number {
    return this.#queued !== 0 ? this.#queued : this.#last;
  }

  endsAs(last: number): void {
    this.#last = last;
  }

  hasContent(): boolean {
    return this.#last !== Last.nothing;
  }

  /** How far a comment's further lines are indented. */
  column(): number {
    return this.endsIn() === LINE_BREAK ? this.indentation : this.output.column + (this.#queued !== 0 ? 1 : 0);
  }

  queue(code: number): void {
    if (this.#queued !== 0) this.#flush();
    this.#queued = code;
    this.#last = Last.text;
  }

  #flush(): void {
    const code = this.#queued;
    if (code === 0) return;
    this.#queued = 0;
    this.#mark();
    this.output.write(code === SPACE ? " " : ";");
    this.#last = code;
  }

  /** Comments inside a node that has no child to carry them come after its first token. */
  #startToken(): void {
    this.start &= Start.noIn;
    if (this.#ownTokens === 0) this.#ownTokens = 1;
    else if (this.#ownTokens === 1) this.innerComments();
  }

  innerComments(isIndented = true): void {
    const node = this.#current;
    this.#ownTokens = 2;
    if (!node?.innerComments?.length) return;
    const hasSpace = this.endsIn() === SPACE;
    if (isIndented) this.indent();
    printComments(this, "inner", node.innerComments, node, null);
    if (hasSpace) this.space();
    if (isIndented) this.dedent();
  }

  #write(text: string): void {
    this.#indentLine();
    this.#mark();
    this.output.write(text);
  }

  #writeLines(text: string): void {
    this.#indentLine();
    this.#mark();
    const line = this.#sourceLine;
    const parts = text.split("\n");
    parts.forEach((part, index) => {
      if (index > 0) {
        this.output.newline();
        if (line >= 0 && (part !== "" || index < parts.length - 1)) this.output.mark(line + index, 0);
      }
      this.output.write(part);
    });
  }

  #indentLine(): void {
    if (this.#last === LINE_BREAK && this.#queued === 0 && !this.#isFirst && this.indentation > 0) this.output.write(spacesOf(this.indentation));
    this.#isFirst = false;
  }

  #mark(): void {
    if (this.#sourceLine >= 0) this.output.mark(this.#sourceLine, this.#sourceColumn);
  }
}

/** Nothing about it needs parentheses, or comments. */
function isSimpleName({ name, extra, leadingComments, innerComments, trailingComments }: t.Identifier): boolean {
  return !extra && !leadingComments && !innerComments && !trailingComments && name !== "let" && name !== "async";
}

/** Ours, and printed without line breaks. */
export const isOneLine = ({ extra }: t.Node): boolean => extra?.["isOneLine"] === true;

/** A comment in front of parentheses may speak of them. */
function keepsParentheses(node: t.Node, parent: t.Node): boolean {
  if (node.extra?.["parenthesized"] !== true || node.leadingComments?.[0]?.type !== "CommentBlock") return false;
  switch (parent.type) {
    case "ExpressionStatement":
    case "VariableDeclarator":
    case "AssignmentExpression":
    case "ReturnStatement":
      return false;
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
      return parent.callee === node;
    default:
      return true;
  }
}
