/** greenlets/babel with @babel/core 8, and what it takes from other plugins; `npm run test:engines` has the same checks with 7. */
import * as babel from "@babel/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { pipelineSettings } from "../integrations/babel-pipeline.ts";
import { type Babel, babelChecks } from "./loaders/babel.ts";

for (const [name, check] of Object.entries(babelChecks)) test(name, () => check(babel as unknown as Babel));

test("whose classes and decorators the output gets is read off the pipeline", () => {
  const native = { classFields: "native", decorators: "standard" };
  assert.equal(pipelineSettings([{ key: "transform-typescript" }, { key: "syntax-class-properties" }]), native);
  assert.equal(pipelineSettings([{ key: "transform-class-properties" }]), { ...native, classFields: "lowered" });
  assert.equal(pipelineSettings([{ key: "proposal-decorators", options: { version: "legacy" } }]), { ...native, decorators: "legacy" });
  assert.equal(pipelineSettings([{ key: "proposal-decorators", options: { version: "2023-11" } }]), native);
});

test.run();
