import vm from "node:vm";
import type { Program } from "../program.ts";

const UGLIFY_FILES = ["utils", "ast", "transform", "parse", "scope", "compress", "output", "sourcemap", "mozilla-ast", "propmangle", "minify"];

/** Two minifiers on real sources; a function of ours that is asked about comments pauses. */
export const program: Program = {
  packages: ["terser", "uglify-js"],
  interleaves: true,
  async open(load, { read, compile }) {
    const [terser, domprops] = await Promise.all(["terser", "uglify-js/tools/domprops.json"].map(load));
    // UglifyJS joins its files and gives them to `Function`, past the loader; this does the same, compiled.
    const parts = [...UGLIFY_FILES.map((name) => `uglify-js/lib/${name}.js`), "uglify-js/tools/exports.js"].map(read);
    const uglify: any = {};
    vm.runInThisContext(compile(`(function (domprops, exports) {${parts.join("\n\n")}\n})`, "uglify-js.js"))(domprops, uglify);
    const names = ["acorn-walk/dist/walk.js", "estraverse/estraverse.js", "underscore/underscore-umd.js"];
    return (pause) => {
      const texts: string[] = [];
      const comments = (_: unknown, { value }: { value: string }): boolean => (pause(), value.length % 3 === 0);
      for (const name of names) {
        const source = read(name);
        texts.push(terser.minify_sync(source, { compress: { passes: 2, unsafe: true }, mangle: { toplevel: true }, sourceMap: true, format: { comments } }).code);
        const { code, error } = uglify.minify(source, { compress: { passes: 2 }, toplevel: true, output: { comments } });
        if (error) throw error;
        texts.push(code);
      }
      return texts.join("\n");
    };
  },
};
