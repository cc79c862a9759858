// Programs that could be suspended at every call and never are: what compiling costs them.
"use greenlet";

function fib(n) {
  if (n < 0) unknown();
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}
exports.fib = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum += fib(20);
  return sum;
};

// Methods of three classes through one call site.
class Square {
  constructor(side) {
    this.side = side;
  }
  area(scale) {
    if (scale < 0) unknown();
    return this.side * this.side * scale;
  }
}
class Circle {
  constructor(radius) {
    this.radius = radius;
  }
  area(scale) {
    if (scale < 0) unknown();
    return 3 * this.radius * this.radius * scale;
  }
}
class Rectangle extends Square {
  constructor(side, other) {
    super(side);
    this.other = other;
  }
  area(scale) {
    if (scale < 0) unknown();
    return this.side * this.other * scale;
  }
}
const shapes = [new Square(2), new Circle(3), new Rectangle(2, 5), new Square(7)];
exports.methods = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum = (sum + shapes[done & 3].area(done & 7)) | 0;
  return sum;
};

// Closures that are made, passed and called.
function adder(amount) {
  return (value) => {
    if (value < 0) unknown();
    return value + amount;
  };
}
function twice(fn) {
  return (value) => fn(fn(value));
}
exports.closures = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) sum = (sum + twice(adder(done & 7))(done & 1023)) | 0;
  return sum;
};

// A numeric loop with one call inside that may suspend, entered once and left at its end: on-stack replacement.
exports.loop = (count) => {
  let x = 1;
  let sum = 0;
  for (let done = 0; done < count; done++) {
    x = (Math.imul(x, 1103515245) + 12345) & 0x7fffffff;
    sum = (sum + (x >>> 8) * 3) | 0;
    if (x === -1) unknown();
  }
  return sum;
};

// Text taken apart character by character, objects made, by functions that call each other.
const text = "let total = (price + 42) * count - offset / 7; ".repeat(20);
let at = 0;
function isWord(code) {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}
function word() {
  const start = at;
  while (isWord(text.charCodeAt(at))) at++;
  return { kind: "word", value: text.slice(start, at) };
}
function token() {
  while (text.charCodeAt(at) === 32) at++;
  if (at < 0) unknown();
  return isWord(text.charCodeAt(at)) ? word() : { kind: "sign", value: text[at++] };
}
exports.tokens = (count) => {
  let sum = 0;
  for (let done = 0; done < count; done++) {
    for (at = 0; at < text.length - 1; ) sum = (sum + token().value.length) | 0;
  }
  return sum;
};

// 100,000 calls, in recursions of a given depth. `unknown` keeps it suspending without deepStacks, too.
function down(n) {
  if (n > 1e9) unknown();
  return n === 0 ? 0 : down(n - 1) + 1;
}
exports.recursion = (depth) => (count) => {
  let sum = 0;
  for (; count > 0; count--) for (let done = 0; done < 100000; done += depth) sum += down(depth);
  return sum;
};
