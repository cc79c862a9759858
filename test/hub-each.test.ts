/** `each`: `for await` without async. */
import { once } from "node:events";
import { Readable } from "node:stream";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { each } from "../runtime/hub/index.ts";
import { tasksLog } from "./helpers/hub-programs.ts";

/** An async iterable that tells what is called. */
const SOURCE = `
  const source = (count, more = {}) => ({
    [Symbol.asyncIterator]() {
      let n = 0;
      return {
        next: () => { log("next", n); return Promise.resolve(n < count ? { done: false, value: n++ } : { done: true, value: "result" }); },
        return: () => { log("return"); return turn().then(() => { log("closed"); return {}; }); },
        ...more,
      };
    },
  });
`;

tasksLog("the items of an async iterable, waited for one by one", `${SOURCE}
  for (const item of each(source(2))) log(item);
  const steps = each(source(0));
  log(steps.next(), steps.next(), steps.return("ended"));
  log([...each(source(1))]);
`, ["next 0", "0", "next 1", "1", "next 2", "next 0", "{ done: true, value: undefined } { done: true, value: undefined } { done: true, value: 'ended' }", "next 0", "next 1", "[ 0 ]"]);

tasksLog("a loop that is left early waits for return()", `${SOURCE}
  for (const item of each(source(2))) break;
  log("left");
  const found = () => { for (const item of each(source(2))) return item; };
  log(found());
  try { for (const item of each(source(2))) throw new Error("of the loop"); } catch (error) { log(error.message); }
  for (const item of each(source(2, { return: undefined }))) break;
  for (const item of each(source(2, { return: null }))) break;
`, ["next 0", "return", "closed", "left", "next 0", "return", "closed", "0", "next 0", "return", "closed", "of the loop", "next 0", "next 0"]);

tasksLog("errors of next() and return() are thrown in the loop, and end it", `${SOURCE}
  const failing = (error) => () => { if (error) return Promise.reject(new Error("rejected")); throw new Error("thrown"); };
  for (const isLate of [true, false]) {
    const items = each(source(1, { next: failing(isLate) }));
    try { for (const item of items) log("never"); } catch (error) { log(error.message); }
    log(items.next().done);
    try { for (const item of each(source(1, { return: failing(isLate) }))) break; } catch (error) { log(error.message); }
    try { for (const item of each(source(1, { return: failing(isLate) }))) throw new Error("of the loop"); } catch (error) { log(error.message); }
  }
  for (const wrong of [1, undefined, Promise.resolve("text")]) {
    try { for (const item of each(source(1, { next: () => wrong }))) log("never"); } catch (error) { log(error.message); }
    try { for (const item of each(source(1, { return: () => wrong }))) break; } catch (error) { log(error.message); }
  }
`, ["rejected", "true", "next 0", "rejected", "next 0", "of the loop", "thrown", "true", "next 0", "thrown", "next 0", "of the loop",
  ...["1", "undefined", "text"].flatMap((value) => [`next() gave ${value}, which is not an object`, "next 0", `return() gave ${value}, which is not an object`])]);

tasksLog("iterables that are not async: arrays, generators, promises as items", `
  for (const item of each([1, Promise.resolve(2), "x"])) log(item);
  function* items() { try { yield Promise.resolve("promised"); yield wait("waited for inside"); yield "third"; } finally { wait(turn()); log("closed"); } }
  for (const item of each(items())) { log(item); if (item === "waited for inside") break; }
  const rejecting = each([Promise.reject(new Error("x")), 1]);
  try { for (const item of rejecting) log("never"); } catch (error) { log(error.message, rejecting.next().done); }
`, ["1", "2", "x", "promised", "waited for inside", "closed", "x true"]);

tasksLog("an async generator, compiled, that waits itself before its first await", `
  async function* items() { try { yield wait(Promise.resolve(1)); yield await 2; yield 3; } finally { await null; log("closed"); } }
  for (const item of each(items())) { log(item); if (item === 2) break; }
`, ["1", "2", "closed"]);

tasksLog("a stream of Node's, in two tasks at once", `
  const collect = (name, chunks) => spawn(() => { let text = ""; for (const chunk of each(Readable.from(chunks))) { text += chunk; seen.push(name); } return text; });
  const seen = [];
  log(collect("a", ["x", "y"]).join(), collect("b", ["z"]).join());
  const both = [collect("c", ["1", "2", "3"]), collect("d", ["4", "5", "6"])].map((task) => task.join());
  log(both.join(), seen.indexOf("d") < seen.lastIndexOf("c"));
  const stream = Readable.from(["1", "2"]);
  for (const chunk of each(stream)) break;
  log(stream.destroyed);
`, ["xy z", "123,456 true", "true"], { Readable, once });

tasksLog("killed in the loop: return() is called and waited for; while waiting for an item: called, not waited for", `${SOURCE}
  const inLoop = spawn(() => { for (const item of each(source(2))) wait(new Promise(() => {})); });
  wait(turn());
  log(inLoop.kill());
  const atStep = spawn(() => { for (const item of each(source(2, { next: () => new Promise(() => {}) }))) log("never"); });
  wait(turn());
  log(atStep.kill());
  wait(turn());
  wait(turn());
  const failing = spawn(() => { for (const item of each(source(2, { next: () => new Promise(() => {}), return: () => Promise.reject(new Error("nobody hears this")) }))) log("never"); });
  wait(turn());
  log(failing.kill());
  wait(turn());
`, ["next 0", "return", "closed", "true", "return", "true", "closed", "true"]);

tasksLog("through a plain function: refused, and the item is not lost", `${SOURCE}
  const items = each(source(2));
  try { plainly(() => items.next()); } catch (error) { log(error.name, error.message.slice(0, 21)); }
  log(items.next().value, items.next().value);
`, ["next 0", "PinnedError each() cannot suspend", "next 1", "0 1"]);

tasksLog("the steps of each are suspended where the file has no iterators of its own", `
  log([...each([1, 2])].join(), [...hub.each([3])].join());
  const [first] = each([4, 5]);
  let sum = first;
  for (const item of each(new Set([6, Promise.resolve(7)]))) sum += item;
  log(sum);
`, ["1,2 3", "17"]);

tasksLog("what is not iterable is refused at once", `
  for (const wrong of [undefined, null, 5, {}, { [Symbol.iterator]: () => 1 }, { [Symbol.asyncIterator]: () => 1 }, { [Symbol.asyncIterator]: 5 }]) {
    try { each(wrong); } catch (error) { log(error.name); }
  }
  const fallback = { [Symbol.asyncIterator]: null, [Symbol.iterator]: () => [1][Symbol.iterator]() };
  log([...each(fallback)].join());
`, [...Array.from({ length: 7 }, () => "TypeError"), "1"]);

test("outside a task nothing is asked of the iterator", () => {
  let asked = 0;
  const items = each({ [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true as const, value: asked++ }) }) });
  assert.throws(() => items.next(), /^each\(\) was called outside a task/);
  assert.is(asked, 0);
});

test.run();
