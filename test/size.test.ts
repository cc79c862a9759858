/** The runtime core, as it ships inside users' programs: bundled, minified and gzipped it stays under 4 KB. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { built } from "./helpers/paths.ts";

const LIMIT = 4096;

async function bundled(): Promise<Uint8Array> {
  const { outputFiles } = await build({ entryPoints: [join(built, "runtime/index.js")], bundle: true, minify: true, format: "esm", write: false });
  return outputFiles[0]!.contents;
}

test(`the core is smaller than ${LIMIT} bytes`, async () => {
  const text = await bundled();
  const size = gzipSync(text).length;
  console.log(`runtime core: ${text.length} bytes minified, ${size} gzipped`);
  assert.ok(size < LIMIT, `${size} bytes`);
});

test.run();
