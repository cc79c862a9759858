import type { Program } from "../program.ts";

/** A JavaScript engine written in generators, running programs of its own. Not interleaved: the engine that runs (its agent) is a global of it. */
export const program: Program = {
  packages: ["@engine262/engine262"],
  async open(load) {
    const { Agent, setSurroundingAgent, ManagedRealm, Value, inspect } = await load("@engine262/engine262");
    const scripts = [
      "function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } fib(9)",
      "class A { #x = 1; *[Symbol.iterator]() { yield this.#x; yield* [2, 3] } } JSON.stringify([...new A()].map((x) => x ** 2))",
      "let log = []; label: for (const k in { a: 1, b: 2 }) { try { if (k === 'b') break label; log.push(k) } finally { log.push('f') } } log.join()",
      "const { a = 5, ...rest } = { b: [1, { c: `t${1 + 1}` }] }; JSON.stringify({ a, rest })",
      "'a-b-c'.replace(/(?<x>[a-z])-/g, (m, x) => x.toUpperCase()) + [3, 1, 2].sort((a, b) => b - a) + parseFloat('1.5e3')",
      "null.x",
      "var p = new Proxy({}, { get: (t, k) => typeof k === 'string' ? k + '!' : undefined }); p.foo + Reflect.ownKeys({ b: 1, 2: 1, [Symbol.iterator]: 0 }).length",
    ];
    return () => {
      setSurroundingAgent(new Agent({}));
      const realm = new ManagedRealm({});
      const out: string[] = [];
      realm.scope(() => {
        for (const script of scripts) {
          const completion = realm.evaluateScript(script);
          out.push(inspect(completion), String(completion.Type), String(completion.Value instanceof Value));
        }
      });
      return out.join("\n");
    };
  },
};
