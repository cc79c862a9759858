import type { Program } from "../program.ts";

/** Style sheet compilers: Less, Sass (Dart compiled to JavaScript), PostCSS with CSSTree, each with a plugin of ours; those of Less, PostCSS and CSSTree pause. */
export const program: Program = {
  packages: ["less", "sass", "postcss", "css-tree"],
  interleaves: true,
  async open(load) {
    const [less, sass, postcss, csstree] = await Promise.all(["less", "sass", "postcss", "css-tree"].map(load));
    const lessSource = `@base: #f938ab; .box-shadow(@style, @c) when (iscolor(@c)) { box-shadow: @style @c; } .box { color: saturate(@base, 5%); &:hover when (@base = red) { a: 1 } div { .box-shadow(~"0 0 5px", fade(black, 30%)); width: (10px + 5) * 2; } } .loop(@i) when (@i > 0) { .w-@{i} { width: (@i * 100% / 12); } .loop(@i - 1); } .loop(5); @media (min-width: 768px) { .x { .box; } } @plugin-var: { a: b }; .d { @plugin-var(); }`;
    const sassSource = `@use "sass:math"; @use "sass:map"; @use "sass:list"; $m: (a: 1px, b: 2px); @function double($n) { @return $n * 2; } @mixin theme($c: red, $args...) { color: $c; @content; @each $a in $args { x: $a; } } @each $k, $v in $m { .#{$k} { width: double($v); @include theme(blue, 1, 2) { b: math.div(10px, 3); } } } %p { q: r; } .e { @extend %p; &-f { @extend .e; } @for $i from 1 through 3 { &:nth-child(#{$i}) { left: $i * 10px; } } } @if map.get($m, a) == 1px { .ok { c: list.nth(1 2 3, 2); d: rgba(#abc, .5); e: hsl(120deg 50% 50%); } } @while false {}`;
    return (pause) => {
      const out: unknown[] = [];
      const lessPlugin = { install: (_: unknown, __: unknown, functions: any) => functions.add("pi", () => (pause(), new less.tree.Dimension(3))) };
      less.render(`${lessSource} .e { f: pi(); .loop(2); }`, { syncImport: true, plugins: [lessPlugin] }, (error: unknown, result: any) => void out.push(error ?? result.css));
      out.push(sass.compileString(sassSource).css, sass.compileString("a\n  b: c\n  &:d\n    e: f(1 + 2)\n", { syntax: "indented", style: "compressed" }).css);
      const plugin = { postcssPlugin: "ours", Declaration: (node: any) => void (pause(), node.prop === "color" && (node.value = "teal")), AtRule: { media: (node: any) => void node.remove() } };
      // Sass does not pause: what Dart made of it keeps the current zone in a global.
      const result = postcss([plugin]).process(out.join("\n"), { from: "in.css", to: "out.css", map: { inline: false } }).stringify();
      out.push(result.css, String(result.map), postcss.parse("a{b:c}/*x*/@media x{d{e:f!important}}", { from: "x.css" }).toJSON());
      const tree = csstree.parse(result.css);
      csstree.walk(tree, (node: any) => void (node.type === "ClassSelector" && (pause(), (node.name += "_"))));
      out.push(csstree.generate(tree), csstree.lexer.matchProperty("border", csstree.parse("1px solid red", { context: "value" })).error, JSON.stringify(csstree.toPlainObject(tree)));
      return out.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join("\n");
    };
  },
};
