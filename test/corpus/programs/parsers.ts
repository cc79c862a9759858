import type { Program } from "../program.ts";

/** Three parser generators: a grammar of arithmetic in each; actions of ours pause. */
export const program: Program = {
  packages: ["peggy", "nearley", "chevrotain"],
  interleaves: true,
  async open(load) {
    const [peggy, nearley, chevrotain] = await Promise.all(["peggy", "nearley", "chevrotain"].map(load));
    const { createToken, CstParser, Lexer } = chevrotain;
    const grammar = `Sum = head:Product tail:(_ ("+" / "-") _ Product)* { return tail.reduce((left, [, sign, , right]) => sign === "+" ? left + right : left - right, head); }
      Product = head:Atom tail:(_ ("*" / "/") _ Atom)* { return tail.reduce((left, [, sign, , right]) => sign === "*" ? left * right : left / right, head); }
      Atom = "(" _ sum:Sum _ ")" { return sum; } / digits:$[0-9]+ { return parseInt(digits, 10); }
      _ = [ ]*`;
    const text = "2 * (3 + 4) - 10 / (1 + 1) + 7 * 7 - (((8))) * 2";
    const tokens = { space: createToken({ name: "Space", pattern: / +/, group: Lexer.SKIPPED }), number: createToken({ name: "Number", pattern: /\d+/ }), plus: createToken({ name: "Plus", pattern: /[+-]/ }), times: createToken({ name: "Times", pattern: /[*/]/ }), open: createToken({ name: "Open", pattern: /\(/ }), close: createToken({ name: "Close", pattern: /\)/ }) };
    return (pause) => {
      const out: unknown[] = [];
      const parser = peggy.generate(grammar);
      out.push(parser.parse(text), peggy.generate(grammar, { output: "source", cache: true }));
      try {
        parser.parse("2 * ");
      } catch (error) {
        out.push((error as Error).message);
      }
      const symbol = (name: string, symbols: unknown[], postprocess?: (data: any[]) => unknown): unknown => ({ name, symbols, postprocess });
      const rules = [
        symbol("sum", ["sum", { literal: "+" }, "product"], ([left, , right]) => (pause(), left + right)),
        symbol("sum", ["product"], ([value]) => value),
        symbol("product", ["product", { literal: "*" }, "atom"], ([left, , right]) => (pause(), left * right)),
        symbol("product", ["atom"], ([value]) => value),
        symbol("atom", [/[0-9]/], ([digit]) => Number(digit)),
      ];
      const earley = new nearley.Parser({ ParserRules: rules, ParserStart: "sum", Lexer: undefined });
      earley.feed("1+2*3+4*5*6+7");
      out.push(earley.results);
      class Arithmetic extends CstParser {
        sum: any = (this as any).RULE("sum", () => {
          (this as any).SUBRULE((this as any).product);
          (this as any).MANY(() => {
            pause();
            (this as any).CONSUME(tokens.plus);
            (this as any).SUBRULE2((this as any).product);
          });
        });
        product: any = (this as any).RULE("product", () => {
          (this as any).SUBRULE((this as any).atom);
          (this as any).MANY(() => {
            (this as any).CONSUME(tokens.times);
            (this as any).SUBRULE2((this as any).atom);
          });
        });
        atom: any = (this as any).RULE("atom", () =>
          (this as any).OR([
            { ALT: () => (pause(), (this as any).CONSUME(tokens.number)) },
            { ALT: () => ((this as any).CONSUME(tokens.open), (this as any).SUBRULE((this as any).sum), (this as any).CONSUME(tokens.close)) },
          ]),
        );
        constructor() {
          super(Object.values(tokens));
          (this as any).performSelfAnalysis();
        }
      }
      const arithmetic: any = new Arithmetic();
      arithmetic.input = new Lexer(Object.values(tokens)).tokenize(text).tokens;
      out.push(arithmetic.sum(), arithmetic.errors);
      return JSON.stringify(out);
    };
  },
};
