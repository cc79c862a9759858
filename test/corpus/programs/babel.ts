import type { Program } from "../program.ts";

/** Babel with preset-env: every transform for old engines, over sources with most of the language. */
export const program: Program = {
  packages: ["@babel/core", "@babel/preset-env"],
  interleaves: true,
  async open(load, { read }) {
    const [babel, presetEnv] = await Promise.all(["@babel/core", "@babel/preset-env"].map(load));
    const modern = `class A extends B { #x = 1; static #n = 0; static { this.z = 1 } get x() { return this.#x ?? super.x } static async *gen(a, { b = a, ...c } = {}, [d, , ...e] = []) { for await (const f of a) yield* f?.g?.(...e) } [k()]() { return #x in this } }
      async function f(a = 1, ...rest) { label: for (const [k, v] of Object.entries(a)) { if (await v) continue label; try { break label } catch { throw \`\${k}\` } finally { a ||= 2 ** 3 } } return new.target }
      export default ({ a: { b }, ...c }) => tag\`x\${b}\${() => this}\`; export * as ns from "x"; let g = function* () { const x = yield; switch (x) { case 1: let y = 2; return () => y } }; /(?<year>\\d{4})-\\p{L}/u.test(s);`;
    const sources = [modern, read("acorn-walk/dist/walk.mjs"), read("immer/dist/immer.mjs")];
    return (pause) => {
      const plugin = (): unknown => ({ visitor: { Identifier: (path: any) => void (path.node.name.length === 5 && pause()), Program: { exit: () => pause() } } });
      return sources.map((source, index) => {
        const result = babel.transformSync(source, { filename: `f${index}.js`, babelrc: false, configFile: false, compact: false, sourceMaps: true, presets: [[presetEnv, { targets: { ie: "11" }, modules: "commonjs" }]], plugins: [plugin] });
        return `${result.code}\n${JSON.stringify(result.map)}`;
      }).join("\n");
    };
  },
};
