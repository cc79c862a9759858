/**
 * Structured code, for both forms: the fast form is all of it; in the resumable form it is what stands between resume points.
 * What differs is in the `Mode`: how a user's statement is written, what a call does, and where a jump to a cut statement goes.
 */
import { t } from "../babel.ts";
import { assertNever, type CallCode, type Code, type Label } from "../ir.ts";
import { at, id } from "../nodes.ts";

export interface Mode {
  /** A user's statement that stands in lowered code. */
  statement(statement: t.Statement): t.Statement[];
  expression(expression: t.Expression): t.Expression;
  call(code: CallCode): t.Statement[];
  return(value: t.Expression | null, node: t.Node | null): t.Statement[];
  /** A jump to a statement that was cut into blocks; null when it is structured here. */
  jump(to: "break" | "continue", label: Label): t.Statement[] | null;
}

interface Place {
  readonly label: Label;
  readonly kind: "loop" | "switch" | "labeled";
}

export class StructuredPrinter {
  readonly #mode: Mode;
  readonly #places: Place[] = [];
  readonly #labelled = new Set<Label>();

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  print(list: readonly Code[]): t.Statement[] {
    const statements: t.Statement[] = [];
    for (const code of list) statements.push(...this.#code(code));
    return statements;
  }

  #block(list: readonly Code[]): t.BlockStatement {
    return t.blockStatement(this.print(list));
  }

  #code(code: Code): t.Statement[] {
    const mode = this.#mode;
    switch (code.kind) {
      case "plain":
        return mode.statement(code.statement);
      case "call":
        return mode.call(code);
      case "if":
        return [at(t.ifStatement(mode.expression(code.test), this.#block(code.then), code.else.length > 0 ? this.#else(code.else) : null), code.node)];
      case "loop":
        return this.#loop(code);
      case "labeled":
        return this.#within({ label: code.label, kind: "labeled" }, () => this.#block(code.body));
      case "switch":
        return this.#within({ label: code.label, kind: "switch" }, () =>
          at(t.switchStatement(mode.expression(code.discriminant), code.cases.map(({ test, body }) => t.switchCase(test && mode.expression(test), this.print(body)))), code.node),
        );
      case "try":
        return [t.tryStatement(this.#block(code.body), t.catchClause(id(code.param), this.#block(code.handler)))];
      case "block":
        return this.#scope(code.body);
      case "jump":
        return this.#jump(code);
      case "return":
        return mode.return(code.value, code.node);
      case "yield":
        throw new Error("Invariant: a driven body gives values away between its blocks only");
      case "throw":
        return [at(t.throwStatement(mode.expression(code.value)), code.node)];
      default:
        return assertNever(code);
    }
  }

  /** `else if` stays one. */
  #else(list: readonly Code[]): t.Statement {
    const [only] = list;
    if (list.length === 1 && only!.kind === "if") return this.#code(only!)[0]!;
    return this.#block(list);
  }

  /** Braces only around declarations. */
  #scope(list: readonly Code[]): t.Statement[] {
    const statements = this.print(list);
    return statements.some((statement) => t.isDeclaration(statement)) ? [t.blockStatement(statements)] : statements;
  }

  #loop(code: Extract<Code, { kind: "loop" }>): t.Statement[] {
    const mode = this.#mode;
    return this.#within({ label: code.label, kind: "loop" }, () => {
      const test = code.test && mode.expression(code.test);
      const update = code.update && mode.expression(code.update);
      let init: t.VariableDeclaration | t.Expression | null = null;
      let before: t.Statement[] = [];
      if (code.init?.type === "VariableDeclaration") {
        before = mode.statement(code.init);
        const [only] = before;
        if (before.length === 1 && only!.type === "VariableDeclaration") [init, before] = [only as t.VariableDeclaration, []];
        else if (before.length === 1 && only!.type === "ExpressionStatement") [init, before] = [only.expression, []];
      } else if (code.init) init = mode.expression(code.init);
      if (before.length > 0) throw new Error("Invariant: the head of a loop is one declaration or expression");
      const body = this.#block(code.body);
      if (code.isPost) return at(t.doWhileStatement(test ?? t.booleanLiteral(true), body), code.node);
      if (init === null && update === null && test !== null) return at(t.whileStatement(test, body), code.node);
      return at(t.forStatement(init, test, update, body), code.node);
    });
  }

  #within(place: Place, build: () => t.Statement): t.Statement[] {
    this.#places.push(place);
    const statement = build();
    this.#places.pop();
    if (!this.#labelled.has(place.label)) return place.kind === "labeled" ? [...(statement as t.BlockStatement).body] : [statement];
    return [t.labeledStatement(id(place.label), statement)];
  }

  #jump({ to, label, node }: Extract<Code, { kind: "jump" }>): t.Statement[] {
    const elsewhere = this.#mode.jump(to, label);
    if (elsewhere !== null) return elsewhere;
    const innermost = this.#places.findLast(({ kind }) => kind === "loop" || (to === "break" && kind === "switch"));
    if (innermost?.label !== label) this.#labelled.add(label);
    const target = innermost?.label === label ? null : id(label);
    return [at(to === "break" ? t.breakStatement(target) : t.continueStatement(target), node)];
  }
}

