import greenlets from "greenlets/rolldown";
import { defineConfig } from "rolldown";

export default defineConfig({
  input: "main.ts",
  platform: "node",
  plugins: [greenlets({ packages: ["sax"] })],
  output: { file: "dist/rolldown.js", sourcemap: true },
});
