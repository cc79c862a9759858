/** greenlets/register, alone and with tsx, greenlets/ts-node, and the page that shows them, on this Node; `npm run test:engines` has the same cases on others. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { problemOf } from "./loaders/case.ts";
import { pageCases } from "./loaders/page.ts";
import { registerCases } from "./loaders/register.ts";
import { tsNodeCases } from "./loaders/ts-node.ts";
import { tsxCases } from "./loaders/tsx.ts";

const page = ["Node", "tsx", "ts-node", "Babel"].flatMap((section) => pageCases(section));
const major = Number(process.versions.node.split(".", 1)[0]);

for (const [loader, cases] of Object.entries({ register: registerCases, tsx: tsxCases, "ts-node": tsNodeCases, "docs/loaders.md": page })) {
  for (const item of cases) {
    if ((item.from ?? 0) > major) continue;
    test(`${loader}: ${item.name}`, () => assert.is(problemOf(item, process.execPath), null));
  }
}

test.run();
