/** Bytes that things take while they exist, by the size of the heap with and without a lot of them. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

function heapUsed(): number {
  for (let round = 0; round < 3; round++) gc();
  return process.memoryUsage().heapUsed;
}

/** @param make makes so many, in an array, whose own 8 bytes each are not counted. */
export function bytesEach(make: (count: number) => unknown[], count: number): number {
  make(count); // what is made once, and code
  const before = heapUsed();
  const all = make(count);
  const bytes = heapUsed() - before;
  return bytes / all.length - 8;
}
