/** greenlets/register, alone and with tsx, and greenlets/ts-node, on this Node; `npm run test:engines` has the same cases on others. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { problemOf } from "./loaders/case.ts";
import { registerCases } from "./loaders/register.ts";
import { tsNodeCases } from "./loaders/ts-node.ts";
import { tsxCases } from "./loaders/tsx.ts";

const major = Number(process.versions.node.split(".", 1)[0]);

for (const [loader, cases] of Object.entries({ register: registerCases, tsx: tsxCases, "ts-node": tsNodeCases })) {
  for (const item of cases) {
    if ((item.from ?? 0) > major) continue;
    test(`${loader}: ${item.name}`, () => assert.is(problemOf(item, process.execPath), null));
  }
}

test.run();
