// Generators without `yield`: the same items as in native.js, handed out by `Yield`.
"use greenlet";
const { genlet, Yield } = require("greenlets");

function produceAt(depth) {
  if (depth > 1) return produceAt(depth - 1) + 1;
  for (let item = 0; ; item++) Yield(item);
}
exports.itemsAt = (depth) => {
  // The genlet lives from job to job: its stack is made once, before the first measurement.
  const items = genlet(produceAt)(depth);
  return (count) => {
    let sum = 0;
    for (let done = 0; done < count; done++) sum = (sum + items.next().value) | 0;
    return sum;
  };
};

function makeTree(depth) {
  return depth === 0 ? null : { left: makeTree(depth - 1), value: depth, right: makeTree(depth - 1) };
}
const tree = makeTree(12);
const walk = genlet(function visit(node) {
  if (node === null) return;
  visit(node.left);
  Yield(node.value);
  visit(node.right);
});
exports.treeWalk = (count) => {
  let sum = 0;
  for (let done = 0; done < count; ) {
    for (const value of walk(tree)) {
      sum += value;
      done++;
    }
  }
  return sum;
};

const single = genlet(() => void Yield(1));
exports.spawn = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) for (const value of single()) sum += value;
  return sum;
};

const deep = genlet(function visit(depth) {
  if (depth === 0) return Yield(1) === 1;
  return visit(depth - 1) && depth > 1;
});
exports.park = (depth) => (count) => {
  const all = [];
  for (let made = 0; made < count; made++) {
    const items = deep(depth);
    items.next();
    all.push(items);
  }
  return all;
};
