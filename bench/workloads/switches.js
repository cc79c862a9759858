// Programs that switch all the time. Each job is one call of a compiled function, so that its greenlets run on one trampoline.
"use greenlet";

exports.pingPong = (count) => {
  const main = getCurrent();
  const other = new Greenlet(() => {
    for (;;) main.switch(1);
  });
  let sum = 0;
  // There and back: two switches.
  for (let done = 0; done < count; done += 2) sum += other.switch(done);
  other.kill();
  return sum;
};

exports.spawn = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) {
    const other = new Greenlet((main) => main.switch(1) + 1);
    sum += other.switch(getCurrent());
    sum += other.switch(2);
  }
  return sum;
};

// Items handed out from the bottom of a recursion, one switch there and one back for each.
function produceAt(depth, main) {
  if (depth > 1) return produceAt(depth - 1, main) + 1;
  for (let item = 0; ; item++) main.switch(item);
}
exports.itemsAt = (depth) => {
  // The greenlet lives from job to job: its stack is made once, before the first measurement.
  let producer = null;
  return (count) => {
    const main = getCurrent();
    producer ??= new Greenlet(() => produceAt(depth, main));
    let sum = 0;
    for (let done = 0; done < count; done++) sum = (sum + producer.switch()) | 0;
    return sum;
  };
};

// Calls down to a depth, is suspended there for the first time, and comes back: every frame is captured, and entered again once.
function descend(depth, other) {
  if (depth === 0) return other === null ? 0 : other.switch(1);
  return descend(depth - 1, other) + 1;
}
exports.descendAndSwitch = (depth) => (count) => {
  const main = getCurrent();
  const other = new Greenlet(() => {
    for (;;) main.switch(1);
  });
  let sum = 0;
  for (let done = 0; done < count; done++) sum += descend(depth, other);
  other.kill();
  return sum;
};
exports.descend = (depth) => (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum += descend(depth, null);
  return sum;
};

// In-order walk of a balanced tree; each value is handed out by a switch.
function makeTree(depth) {
  return depth === 0 ? null : { left: makeTree(depth - 1), value: depth, right: makeTree(depth - 1) };
}
const tree = makeTree(12);
function walk(node, main) {
  if (node === null) return;
  walk(node.left, main);
  main.switch(node.value);
  walk(node.right, main);
}
exports.treeWalk = (count) => {
  const main = getCurrent();
  let sum = 0;
  for (let done = 0; done < count; ) {
    const walker = new Greenlet(() => walk(tree, main));
    for (let value = walker.switch(); !walker.dead; value = walker.switch()) {
      sum += value;
      done++;
    }
  }
  return sum;
};

// Greenlets that wait, each below its body's frame and those of a recursion.
function parkAt(depth, main) {
  if (depth === 0) return main.switch() === 1;
  return parkAt(depth - 1, main) && depth > 1;
}
exports.park = (depth) => (count) => {
  const main = getCurrent();
  const body = () => (depth === 0 ? main.switch() : parkAt(depth - 1, main)) === 1;
  const all = [];
  for (let made = 0; made < count; made++) {
    const greenlet = new Greenlet(body);
    greenlet.switch();
    all.push(greenlet);
  }
  return all;
};
