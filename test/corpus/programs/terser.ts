import type { Program } from "../program.ts";

/** Two minifiers on real sources; a callback that is asked about comments pauses. */
export const program: Program = {
  packages: ["terser", "uglify-js"],
  interleaves: true,
  async open(load, { read }) {
    const [terser, uglify] = await Promise.all(["terser", "uglify-js"].map(load));
    const names = ["acorn-walk/dist/walk.js", "estraverse/estraverse.js", "underscore/underscore-umd.js"];
    return (pause) => {
      const texts: string[] = [];
      const comments = (_: unknown, { value }: { value: string }): boolean => (pause(), value.length % 3 === 0);
      for (const name of names) {
        const source = read(name);
        texts.push(terser.minify_sync(source, { compress: { passes: 2, unsafe: true }, mangle: { toplevel: true }, sourceMap: true, format: { comments } }).code);
        texts.push(uglify.minify(source, { compress: { passes: 2 }, toplevel: true, output: { comments } }).code);
      }
      return texts.join("\n");
    };
  },
};
