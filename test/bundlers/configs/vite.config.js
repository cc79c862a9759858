import greenlets from "greenlets/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [greenlets({ packages: ["sax"] })],
});
