import greenlets from "greenlets/webpack";

export default {
  mode: "production",
  target: "node",
  entry: "./main.ts",
  devtool: "source-map",
  output: { filename: "webpack.cjs" },
  plugins: [greenlets({ packages: ["sax"] })],
  // Any loader for TypeScript will do: ts-loader, swc-loader, babel-loader, esbuild-loader.
  module: { rules: [{ test: /\.tsx?$/, use: "./typescript-loader.cjs" }] },
};
