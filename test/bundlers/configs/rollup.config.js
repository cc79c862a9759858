import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import greenlets from "greenlets/rollup";
import esbuild from "rollup-plugin-esbuild";

export default {
  input: "main.ts",
  // First: esbuild would drop the marks that are comments.
  plugins: [greenlets({ packages: ["sax"] }), nodeResolve({ preferBuiltins: true }), commonjs(), esbuild({ target: "es2022" })],
  output: { file: "dist/rollup.js", sourcemap: true },
};
