/**
 * The contract between generated code and the runtime: every name that compiled functions use of their handle `$`.
 * The emitter takes its names from here and nowhere else; a test checks that the runtime has each of them and that each is used.
 *
 * `VERSION` counts up when the meaning of a name changes or compiled code needs a new one: two copies of this package in one program share one runtime, and a
 * library is compiled long before the program that it runs in.
 */
export const PROTOCOL = {
  /** Smi field: 1 from the moment a switch was decided until the trampoline has all frames. Tested after every call that may suspend. */
  unwinding: "unwinding",
  /** Field: what the call site says of itself to the function it calls (DESIGN §4): the callee's id, the callee itself, or 0 for "nothing". */
  token: "token",
  /** Smi field, where `deepStacks` is on: how many compiled functions are on the native stack above the trampoline, as the call site says. */
  depth: "depth",
  /** `deepen(caller, fn, self, args)`: at an entry deeper than DEEPEST; true: the function returns at once, and is called again on an empty stack. */
  deepen: "deepen",
  /** Fields: the resume point and the slots of the frame that `save` is about to make; further ones in an array in the last. */
  at: "at",
  /** `save(caller, fn, resume)`: first capture of an activation; what the function returns afterwards. */
  save: "save",
  /** `leave(caller, fn)`: an activation that needs no frame (tail call) leaves while unwinding. */
  leave: "leave",
  /** `describe(file, salt, [[name, slots, positions, handlers?, generator?, locals?], …], version?)`: what the runtime knows of a module's compiled functions. Version 1 is not written. */
  describe: "describe",
  /** `mark(fn, info)`: says that `fn` is compiled, so that a token naming it is trusted. Returns `fn`. */
  mark: "mark",
  /** `marked(object, key, info, …)`: marks these methods of an object literal, by `["get", key]` a getter. Returns the object. */
  marked: "marked",
  /** `decorator(mark)`: an innermost decorator of the standard's kind: calls `mark` with what the others have not yet seen. */
  decorator: "decorator",
  /** `getter(object, key)`, `setter(object, key)`: the compiled accessor that an access of the property would call; undefined: none, or nobody can tell. */
  getter: "getter",
  setter: "setter",
  /** `object(value)`: ToObject, so that `#p in` can be asked of any value. */
  object: "object",
  /** `call(fn, self, ...args)` without looking at `fn.call`. */
  call: "call",
  /** `apply(fn, self, args)` without looking at `fn.apply`. */
  apply: "apply",
  /** `twin(value)`: the capable twin of a standard function that calls back; any other value itself. */
  twin: "twin",
  /** `route(method)`: a method that may be the standard `call` or `apply`; of another standard function the twin. */
  route: "route",
  /** `through(method, self)`: the `this` of such a method. */
  through: "through",
  /** `reached(method, self, text)`: the token for it. */
  reached: "reached",
  /** `passed(method, self, value)`: the list of `apply`, read. */
  passed: "passed",
  /** `arePrimitive(left, right)`: whether an operator converts its operands without any code of the program's. */
  arePrimitive: "arePrimitive",
  /** `operate("+", left, right)`: a binary operator whose operands may be objects. */
  operate: "operate",
  /** `toPrimitive(value, hint)`, `toText(value)`: ToPrimitive, ToString. */
  toPrimitive: "toPrimitive",
  toText: "toText",
  /** `instanceOf(value, target)`: `instanceof`. */
  instanceOf: "instanceOf",
  /** `callable(value, text)`: the value, or the TypeError `text is not a function`; `callable(value, text, "constructor")` likewise. */
  callable: "callable",
  /** `constructing(fn)`: the token of a `new`: the id of the compiled constructor that it enters, else 0. */
  constructing: "constructing",
  /** `construct(fn, args)`: `new fn(...args)` without iterating. */
  construct: "construct",
  /** `constructed(value, object)`: what `new` gives, of the value that the constructor returned and the object under construction. */
  constructed: "constructed",
  /** `saveConstructor(caller, fn, resume, new.target, this)`: as `save`; without `this` in a derived constructor. */
  saveConstructor: "saveConstructor",
  /** `unwound(error)`: what a native `super(…)` threw because the parent was captured: the object under construction. Rethrows any other error. */
  unwound: "unwound",
  /** `adopt(value, object)`: makes the next `super(…)` give what the parent returned, or the object under construction. */
  adopt: "adopt",
  /** `adopted()`: that object, at the entry of a constructor whose token is `true`. */
  adopted: "adopted",
  /** `derived(resume, () => this)`: the resumable form of a derived constructor, with what the native end of one does. */
  derived: "derived",
  /** The mark of a class without a constructor of its own. */
  inherited: "inherited",
  /** `list(array)`: for a spread that does not run code of the program's. */
  list: "list",
  /** `define(object, key, value)`: a field (CreateDataProperty, or a TypeError). */
  define: "define",
  /** `initialized(value, "#p", "read")`: a private field's value, or the TypeError of a field that is not there yet. */
  initialized: "initialized",
  /** `hand(list)`, `taken()`: from the last static block of a class to who made the class. */
  hand: "hand",
  taken: "taken",
  /** `caught(error)`: first act of every catch clause; rethrows what user code may not catch. */
  caught: "caught",
  /** `iterate(iterable)`: an `Iteration`, the explicit form of `for…of` and of array patterns. */
  iterate: "iterate",
  /** `request(iteration)`: what the next step of a `for await` gives, to be awaited. */
  request: "request",
  /** `step(iteration)`, `take`, `drain`, `close`, `abort`: what an `Iteration` does, where the iterator may suspend. */
  step: "step",
  take: "take",
  drain: "drain",
  close: "close",
  abort: "abort",
  /** `keys(object)`: an `Iteration` over the keys that `for…in` visits. */
  keys: "keys",
  /** `disposables()`: the resources of a block with `using` declarations. */
  disposables: "disposables",
  /** `key(value)`: ToPropertyKey. */
  key: "key",
  /** `rest(object, keys)`: the object of `{ …, ...rest }`. */
  rest: "rest",
  /** `generator(info, resume)`: what a compiled generator function delegates to. */
  generator: "generator",
  /** `task(info, resume)`: a compiled async function's body, run up to its first `await`. */
  task: "task",
  /** `delegate(iterable)`: a `yield*` under way; `advance(delegate)`: its next step, true at the end. */
  delegate: "delegate",
  advance: "advance",
  /** `asyncGenerator(info, resume)`: the body of a compiled async generator. */
  asyncGenerator: "asyncGenerator",
  /** `iterateAsync(iterable)`: an `AsyncIteration`, the explicit form of `for await`. */
  iterateAsync: "iterateAsync",
  /** `delegated(result)`, `yielded(value)`: what a driven body returns at a `yield*`, and an async generator's at a `yield` or return. */
  delegated: "delegated",
  yielded: "yielded",
  /** The value of a binding in its temporal dead zone, where the dead zone could be observed. */
  uninitialized: "uninitialized",
  /** `read(value, name)`: the value, or the ReferenceError of the temporal dead zone. */
  read: "read",
  /** `write(value, current, name)`: the value to assign, or the same ReferenceError. */
  write: "write",
  /** `constant.value = x`: the TypeError of an assignment to a constant. */
  constant: "constant",
  /** `stress(value)`: only in code compiled with `stress`; true when this point captures and reinstates itself. */
  stress: "stress",
} as const;

export type ProtocolName = keyof typeof PROTOCOL;

export const VERSION: number = 1;

/** The registered symbol under which the one runtime of a realm is kept, and the name under which `greenlets` exports it. */
export const REALM_SYMBOL: string = `greenlets.runtime.${VERSION}`;
export const RUNTIME_EXPORT = "runtime";

/** With `deepStacks`, how many compiled functions call each other before the stack is moved to the heap. 2 KB each, as engines have 1 MB. */
export const DEEPEST = 500;

/** Slots `s0` … `s15` of the realm and of the largest frame shape; a frame with more live variables keeps the rest in an array in the last. */
export const SLOTS = 16;
