import type { Program } from "../program.ts";

/** Typed dispatch, an expression parser, matrices, big numbers, symbolic algebra; functions of ours are called and pause. */
export const program: Program = {
  packages: ["mathjs", "decimal.js"],
  interleaves: true,
  async open(load) {
    const [{ create, all }, decimal] = await Promise.all(["mathjs", "decimal.js"].map(load));
    const Decimal = decimal.default ?? decimal;
    return (pause) => {
      const math = create(all, { number: "number" });
      const scope = { paused: (x: number) => (pause(), x * 2), each: (xs: unknown) => xs };
      const expressions = ["2 * (3 + 4)^2 / 7", "f(x, y) = x^y + paused(x); f(2, 3)", "det([1, 2; 3, 4]) + inv([2, 0; 0, 4])[2, 2]", "5.08 cm to inch", "sqrt(-4) + e^(i * pi)", "map([1, 2, 3], paused)", "sum(map(1:30, paused)) + paused(2)", "a = [1, 2; 3, 4]; a[1, :] * a'", "bignumber(1) / 3", "fraction(1, 3) + fraction(2, 7)", "sum(filter([-1, 2, 3], g(x) = x > 0))", "true ? 1 : 2; 3 > 2 and not false", "combinations(20, 4) + gamma(5.5) + std([1, 2, 3, 4])", "concat(\"a\", string(1 + 2i))", "lusolve([[2, 1], [1, 3]], [3, 5])"];
      const out: string[] = expressions.map((text) => math.format(math.evaluate(text, scope), { precision: 12 }));
      out.push(math.derivative("x^3 + sin(2 x) * e^x", "x").toString(), math.simplify("(x + 2) * (x - 2) + 2 * x + 3 * x").toString(), math.rationalize("2x/y - y/(x+1)").toString(), math.parse("sqrt(x / (1 + y))").toTex(), JSON.stringify(math.eigs([[2, 1], [1, 3]]).values));
      const D = Decimal.clone({ precision: 60 });
      out.push(...["2", "0.5", "10", "1e-7"].flatMap((text) => [new D(text).sqrt(), new D(text).ln(), new D(text).exp(), new D(text).sin(), new D(text).pow("2.3"), new D(text).toFraction()]).map(String), D.acos(-1).toString());
      return out.join("\n");
    };
  },
};
