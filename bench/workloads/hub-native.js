// The same as hub.js by async functions: each of the chain is one.

async function work(depth, state) {
  if (--state.left === 0) {
    state.left = state.every;
    await state.promise;
  }
  return depth === 1 ? 1 : (await work(depth - 1, state)) + 1;
}
exports.chain = (every) => async (count) => {
  const state = { every, left: every, promise: Promise.resolve() };
  let sum = 0;
  for (let done = 0; done < count; done++) sum += await work(10, state);
  return sum;
};

exports.spawn = async (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum += await (async () => 1)();
  return sum;
};
