// A chain of calls, some of which wait for a promise: by greenlets, no function in between knows.
"use greenlet";

function work(depth, state) {
  if (--state.left === 0) {
    state.left = state.every;
    hub.wait(state.promise);
  }
  return depth === 1 ? 1 : work(depth - 1, state) + 1;
}
exports.chain = (every) => (count) =>
  hub.run(() => {
    const state = { every, left: every, promise: Promise.resolve() };
    let sum = 0;
    for (let done = 0; done < count; done++) sum += work(10, state);
    return sum;
  });

exports.spawn = (count) =>
  hub.run(() => {
    let sum = 0;
    for (let done = 0; done < count; done++) sum += hub.spawn(() => 1).join();
    return sum;
  });
