// Standard functions that call back, in programs that are never suspended: what their twins cost. A job's unit is one callback.
"use greenlet";

const numbers = Array.from({ length: 100 }, (_, index) => index);
const text = "a1b2c3d4e5f6g7h8i9j0".repeat(5);

function each(count, body) {
  for (let done = 0; done < count; done += 100) body();
  return count;
}

// A callback that surely does not suspend stays plain, and the standard function calls it.
exports.mapLeaf = (count) => each(count, () => numbers.map((x) => x * 2).length);

exports.map = (count) => each(count, () => numbers.map((x) => (x < 0 ? unknown() : x * 2)).length);
exports.forEach = (count) => each(count, () => {
  let sum = 0;
  numbers.forEach((x) => {
    if (x < 0) unknown();
    sum += x;
  });
  return sum;
});
exports.reduce = (count) => each(count, () => numbers.reduce((sum, x) => (x < 0 ? unknown() : sum + x), 0));
exports.sort = (count) => each(count, () => numbers.toSorted((a, b) => (a < 0 ? unknown() : b - a)).length);
exports.replace = (count) => each(count, () => text.replace(/\w/g, (match) => (match === "" ? unknown() : match)).length);
exports.mapForEach = (count) => each(count, () => {
  let sum = 0;
  map.forEach((x) => {
    if (x < 0) unknown();
    sum += x;
  });
  return sum;
});
const map = new Map(numbers.map((x) => [x, x]));

function add(x, y) {
  if (x < 0) unknown();
  return this.base + x + y;
}
const self = { base: 1 };
exports.call = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum = (sum + add.call(self, done, 1)) | 0;
  return sum;
};
function addAll() {
  return add.apply(this, arguments);
}
exports.apply = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum = (sum + addAll.apply(self, [done, 1])) | 0;
  return sum;
};
const bound = add.bind(self, 1);
exports.bound = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum = (sum + bound(done)) | 0;
  return sum;
};
