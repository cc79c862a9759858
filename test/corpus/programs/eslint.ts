import type { Program } from "../program.ts";

/** ESLint with every core rule, and fixing; a rule of ours pauses. */
export const program: Program = {
  packages: ["eslint"],
  interleaves: true,
  async open(load, { read }) {
    const { Linter } = await load("eslint");
    const { builtinRules } = await load("eslint/use-at-your-own-risk");
    const sources = ["acorn-walk/dist/walk.js", "estraverse/estraverse.js", "esutils/lib/keyword.js"].map(read);
    return (pause) => {
      const linter = new Linter({ configType: "flat" });
      const rules = Object.fromEntries([...builtinRules.keys()].filter((name: string) => !builtinRules.get(name).meta.deprecated).map((name: string) => [name, "warn"]));
      const ours = { rules: { pause: { create: () => ({ ReturnStatement: () => pause(), "IfStatement > *.test:exit": () => pause() }) } } };
      const config = [{ plugins: { ours }, languageOptions: { sourceType: "commonjs" }, rules: { ...rules, "ours/pause": "warn" } }];
      return sources.map((source) => {
        const messages = linter.verify(source, config, "file.js").map((item: any) => `${item.line}:${item.column} ${item.ruleId} ${item.message}`);
        return [...messages, linter.verifyAndFix(source, config, "file.js").output].join("\n");
      }).join("\n");
    };
  },
};
