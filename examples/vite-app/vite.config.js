import greenlets from "greenlets/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [greenlets()],
  build: { target: "es2022", sourcemap: true },
});
