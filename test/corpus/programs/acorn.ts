import type { Program } from "../program.ts";

/** Parses with a callback per token, walks, and prints again. */
export const program: Program = {
  packages: ["acorn", "acorn-walk", "escodegen", "estraverse", "esprima"],
  interleaves: true,
  async open(load, { read }) {
    const [acorn, walk, escodegen, esprima, estraverse] = await Promise.all(["acorn", "acorn-walk", "escodegen", "esprima", "estraverse"].map(load));
    const sources = [read("acorn-walk/dist/walk.js"), read("estraverse/estraverse.js"), read("escodegen/escodegen.js")];
    return (pause) => {
      const lines: string[] = [];
      for (const source of sources) {
        let tokens = 0;
        let visited = 0;
        const onToken = (): void => {
          if (tokens++ % 50 === 0) pause();
        };
        const tree = acorn.parse(source, { ecmaVersion: "latest", sourceType: "script", onToken });
        walk.full(tree, () => {
          if (visited++ % 50 === 0) pause();
        });
        estraverse.traverse(tree, { enter: () => void visited++, leave: () => void pause() });
        lines.push(`${tokens} ${visited}`, JSON.stringify(esprima.parseScript(source)), escodegen.generate(tree));
      }
      return lines.join("\n");
    };
  },
};
