// What ts-loader does with `transpileOnly`.
const ts = require("typescript");

module.exports = function (source, inputMap) {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: this.resourcePath,
    compilerOptions: { module: "esnext", target: "es2022", jsx: ts.JsxEmit.React, jsxFactory: "h", sourceMap: true },
  });
  const map = JSON.parse(sourceMapText);
  const remapping = require("@jridgewell/remapping");
  const composed = remapping({ ...map, sources: [this.resourcePath] }, (_, { depth }) => (depth === 1 ? inputMap ?? null : null));
  this.callback(null, outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ""), JSON.parse(composed.toString()));
};
