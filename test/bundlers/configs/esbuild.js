import { build } from "esbuild";
import greenlets from "greenlets/esbuild";

await build({
  entryPoints: ["main.ts"],
  bundle: true,
  platform: "node",
  format: "esm",
  sourcemap: true,
  outfile: "dist/esbuild.js",
  // Which packages are compiled is said in tsconfig.json.
  plugins: [greenlets()],
});
