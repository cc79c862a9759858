import greenlets from "greenlets/rspack";

export default {
  mode: "production",
  target: "node",
  entry: "./main.ts",
  devtool: "source-map",
  output: { filename: "rspack.cjs" },
  plugins: [greenlets({ packages: ["sax"] })],
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        loader: "builtin:swc-loader",
        options: { jsc: { target: "es2022", parser: { syntax: "typescript", tsx: true }, transform: { react: { pragma: "h" } } } },
      },
    ],
  },
};
