import type { Program } from "../program.ts";

/** Prettier's own parsers and printer: minified ES modules, asynchronous from top to bottom. Not interleaved: after the first `await` the event loop runs them, no greenlet of the driver. */
export const program: Program = {
  packages: ["prettier"],
  async open(load, { read }) {
    const names = ["babel", "estree", "typescript", "postcss", "markdown", "html", "yaml"];
    const [prettier, ...plugins] = await Promise.all(["prettier/standalone", ...names.map((name) => `prettier/plugins/${name}`)].map(load));
    const texts: [parser: string, text: string][] = [
      ["babel", read("acorn-walk/dist/walk.js")],
      ["typescript", read("immer/dist/immer.d.ts")],
      ["markdown", read("yaml/README.md")],
      ["scss", "$a:1;@mixin b($c){d:$c;&:hover{e:f}}.g{@include b(1);h:i,j;}"],
      ["html", "<div><p class='a  b'>text <b>bold</b><script>let a=1;for(;;){}</script><style>a{b:c}</style></div>"],
      ["yaml", "a: {b: c,   d: [1,2]}\ne:\n    - f\n    -   g: h\n"],
    ];
    return async () => (await Promise.all(texts.map(([parser, text]) => prettier.format(text, { parser, plugins, printWidth: 100, proseWrap: "always" })))).join("\n");
  },
};
