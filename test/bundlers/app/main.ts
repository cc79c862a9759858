/** Everything that a bundled program does with greenlets; what it prints must be the same from each bundler. */
import { Greenlet, stackOf } from "greenlets";
import { run } from "greenlets/hub";
import { PullParser } from "./pull.ts";
import { fail, sum } from "./tree.ts";
import { h, List } from "./view.tsx";

const left = new PullParser("<a><b>1</b></a>");
const right = new PullParser("<x>2<y/></x>");
console.log(left.next(), right.next(), left.next(), right.next());
console.log(left.greenlet.frames().map((frame) => `${frame.function} ${frame.file}:${frame.line}:${frame.column}`).join("\n"));
console.log(right.next(), left.next(), right.next(), left.next());
console.log(left.greenlet.constructor === Greenlet, PullParser.name);

const tree = { value: 1, children: [{ value: 2, children: [{ value: 3, children: [] }] }, { value: 4, children: [] }] };
const lines = [run(sum, tree), run(List, { ids: [1, 2] }).then((node) => JSON.stringify(node)), run(fail, 3).catch((error: Error) => stackOf(error))];
void Promise.all(lines).then((values) => {
  console.log(values.join("\n"));
  console.log(typeof h);
});
