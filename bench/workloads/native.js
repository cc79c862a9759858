// The same as switches.js by what the language has: generators and `await`.

exports.generator = (count) => {
  function* body() {
    for (;;) yield 1;
  }
  const other = body();
  let sum = 0;
  for (let done = 0; done < count; done++) sum += other.next(done).value;
  return sum;
};

exports.await = async (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum += await 1;
  return sum;
};

exports.spawnGenerator = (count) => {
  function* body() {
    return (yield 1) + 1;
  }
  let sum = 0;
  for (let done = 0; done < count; done++) {
    const other = body();
    sum += other.next().value;
    sum += other.next(2).value;
  }
  return sum;
};

exports.spawnAsync = async (count) => {
  const body = async () => (await 1) + 1;
  let sum = 0;
  for (let done = 0; done < count; done++) sum += await body();
  return sum;
};

function* produceAt(depth) {
  if (depth > 1) return (yield* produceAt(depth - 1)) + 1;
  for (let item = 0; ; item++) yield item;
}
exports.itemsAt = (depth) => {
  const producer = produceAt(depth);
  return (count) => {
    let sum = 0;
    for (let done = 0; done < count; done++) sum = (sum + producer.next().value) | 0;
    return sum;
  };
};

function makeTree(depth) {
  return depth === 0 ? null : { left: makeTree(depth - 1), value: depth, right: makeTree(depth - 1) };
}
const tree = makeTree(12);
function* walk(node) {
  if (node === null) return;
  yield* walk(node.left);
  yield node.value;
  yield* walk(node.right);
}
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

function each(node, visit) {
  if (node === null) return;
  each(node.left, visit);
  visit(node.value);
  each(node.right, visit);
}
exports.treeCallback = (count) => {
  let sum = 0;
  for (let done = 0; done < count; ) {
    each(tree, (value) => {
      sum += value;
      done++;
    });
  }
  return sum;
};

function* parkAt(depth) {
  if (depth === 0) return (yield 1) === 1;
  return (yield* parkAt(depth - 1)) && depth > 1;
}
exports.park = (depth) => (count) => {
  const all = [];
  for (let made = 0; made < count; made++) {
    const items = parkAt(depth);
    items.next();
    all.push(items);
  }
  return all;
};
