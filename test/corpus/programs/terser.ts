import type { Program } from "../program.ts";

/** Two minifiers on real sources; UglifyJS also minifies itself. */
export const program: Program = {
  packages: ["terser", "uglify-js"],
  async open(load, { read }) {
    const [terser, uglify] = await Promise.all(["terser", "uglify-js"].map(load));
    const names = ["acorn-walk/dist/walk.js", "estraverse/estraverse.js", "underscore/underscore-umd.js"];
    return async () => {
      const texts: string[] = [];
      for (const name of names) {
        const source = read(name);
        texts.push((await terser.minify(source, { compress: { passes: 2, unsafe: true }, mangle: { toplevel: true }, sourceMap: true })).code);
        texts.push(uglify.minify(source, { compress: { passes: 2 }, toplevel: true }).code);
      }
      return texts.join("\n");
    };
  },
};
