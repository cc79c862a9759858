/** compile(source, options) as a function of text: options, formats, marks, diagnostics, dumps, size. */
import vm from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, CompileError, type CompileOptions, formatDiagnostic } from "../compiler/index.ts";
import { runtime } from "../runtime/index.ts";
import { explain, print, type Printable } from "../compiler/print.ts";

const POLL = `"use greenlet";
function poll(queue, n) {
  let total = 0;
  for (let i = 0; i < n; i++) total += queue.take(i);
  return total;
}
`;

const codes = (source: string, options: CompileOptions = {}): string[] => compile(source, options).diagnostics.map(({ code }) => code);

test("a file without a mark comes back as it is", () => {
  const source = "export const f = (x) => g(x); // g";
  assert.equal(compile(source), { code: source, map: null, diagnostics: [] });
});

test("an unknown option and a wrong value are refused by name", () => {
  assert.throws(() => compile("", { fast: true } as CompileOptions), (error: Error) => error instanceof CompileError && /unknown option 'fast'/.test(error.message));
  assert.throws(() => compile("", { format: "amd" } as unknown as CompileOptions), /wrong value for option 'format'/);
});

test("a syntax error is a diagnostic with its place, and the text stays", () => {
  const source = '"use greenlet";\nfunction f( {';
  const { code, diagnostics } = compile(source, { filename: "src/a.ts" });
  assert.is(code, source);
  assert.match(formatDiagnostic(diagnostics[0]!), /^src\/a\.ts\(2,14\): error GL1001: syntax error: /);
});

test("the handle is obtained as the format says", () => {
  assert.match(compile(POLL, { format: "module" }).code, 'import { runtime as $runtime } from "greenlets"; const $ = $runtime;');
  assert.match(compile(POLL, { format: "commonjs" }).code, 'const $ = require("greenlets").runtime;');
  assert.match(compile(POLL, { format: "script" }).code, 'globalThis[Symbol.for("greenlets.runtime.1")]');
});

test("two scripts of one realm, which share the scope of top-level names, keep theirs apart", () => {
  const source = (name: string): string => `function ${name}(f) { const { length } = f\`${name}\`; return length + 1; }`;
  const [one, two] = ["one", "two"].map((name) => compile(source(name), { filename: `${name}.js`, format: "script", capable: "all" }).code);
  const realm = vm.createContext({});
  Object.defineProperty(realm, Symbol.for("greenlets.runtime.1"), { value: runtime });
  vm.runInContext(`var $ = "the page's own";\n${one}`, realm);
  assert.is(vm.runInContext(`${two};\nvar f = (parts) => parts; one(f) + two(f) + $;`, realm), "4the page's own");
});

test("compiled text is not compiled again", () => {
  for (const format of ["module", "commonjs", "script"] as const) {
    const { code } = compile(POLL, { format, capable: "all" });
    assert.is(compile(code, { format, capable: "all" }).code, code, format);
  }
});

test("marks: of the file, of a function, a JSDoc tag; the innermost wins", () => {
  const isCompiled = (source: string, options?: CompileOptions): boolean => compile(source, options).code.includes("$.save");
  assert.ok(isCompiled('function f() { "use greenlet"; g(); return 1; }'));
  assert.ok(isCompiled("/** @greenlet */ export function f() { g(); return 1; }"));
  assert.ok(isCompiled("/** @greenlet */ const f = () => { g(); return 1; };"));
  assert.not(isCompiled('"use greenlet"; function f() { "use plain"; g(); return 1; }'));
  assert.not(isCompiled('"use plain"; function f() { g(); return 1; } // @greenlet', { capable: "all" }));
  assert.ok(isCompiled("function f() { g(); return 1; }", { capable: "all" }));
  assert.equal(codes('function f() { "use greenlet"; "use plain"; g(); }'), ["GL3001"]);
});

test("functions that cannot suspend stay byte for byte", () => {
  const source = '"use greenlet";\nfunction fac(n) { return n < 2 ? 1 : n * fac(n - 1); }\nfunction sum(xs) { const out = []; out.push(Math.max(...xs)); return out; }\n';
  assert.is(compile(source).code, source);
});

test("a function that is strict by itself stays so", () => {
  const run = (body: string): unknown => new Function(compile(`return (${body})`.replace("return ", "var f = "), { capable: "all", format: "script" }).code + "; return f()")();
  assert.is(run('function () { "use strict"; (() => 0)(); return this === undefined; }'), true);
  assert.is(run("function () { (() => 0)(); return this === undefined; }"), false);
  assert.is((run('function* () { "use strict"; yield g(this === undefined); function g(x) { return x && h(); } function h() { return [true].at(0); } }') as Generator).next().value, true);
});

test("a variable called let, in sloppy code, gets another name", () => {
  const source = "function f(g) { var let = g(1); for (let in { a: 1 }) g(let); return let; }";
  const { code } = compile(source, { capable: "all", format: "script" });
  const run = new Function(`${code}; return f((x) => x)`) as () => unknown;
  assert.is(run(), "a");
});

test("facts: a call that the types know to be plain gets no token and no check", () => {
  const source = '"use greenlet"; function f(x) { return x.m() + 1; }';
  assert.match(compile(source).code, "$.unwinding");
  assert.is(compile(source, { facts: { plainCalls: [source.indexOf(" + 1")] } }).code, source);
});

test("what is left plain is said", () => {
  const body = "{ g(); }";
  assert.equal(codes(`"use greenlet"; class C { @d x; constructor() ${body} }`), ["GL2003"]);
  assert.equal(codes('"use greenlet"; function f() { g(); eval("1"); }'), ["GL2004"]);
  assert.equal(codes("function f(o) { 'use greenlet'; with (o) g(); }", { format: "script" }), ["GL2005"]);
  assert.equal(codes('"use greenlet"; class C { static x = g(); }'), ["GL2008"]);
});

test("a function nested 12 deep is emitted once at every level", () => {
  const nested = (depth: number): string => (depth === 0 ? "return leaf();" : `leaf(); const f${depth} = () => { ${nested(depth - 1)} }; return f${depth}();`);
  const size = (depth: number): number => compile(`"use greenlet"; function f() { ${nested(depth)} }`).code.length;
  assert.ok(size(12) - size(8) < 1.7 * (size(8) - size(4)), `${size(4)}, ${size(8)}, ${size(12)}: more than linear`);
});

test("every dump says something, and --explain gives the chain of reasons", () => {
  for (const what of ["select", "blocks", "live", "frames", "output", "dot"] as Printable[]) assert.match(print(POLL, { what, verify: true }), "poll", what);
  assert.match(print(POLL, { what: "live" }), "{ queue, n, total, i }".split(" ")[0]!);
  const source = '"use greenlet"; function outer() { inner(); return 1; } function inner() { return x.y(); } function leaf() { return Math.abs(1); }';
  assert.match(explain(source, { fn: "outer" }), /^outer \(.*\) is suspending: it calls inner at .*, which calls x\.y at .*: the method y is not known/);
  assert.match(explain(source, { fn: "leaf" }), /leaf: left as it is|a leaf/);
});

test("hundreds of variables live at once", () => {
  const names = Array.from({ length: 300 }, (_, index) => `v${index}`);
  const source = `"use greenlet"; function f() { ${names.map((name, index) => `const ${name} = ${index};`).join(" ")} g(); return [${names.join(", ")}]; }`;
  assert.equal(codes(source, { verify: true }), []);
});

test("extreme nesting does not crash", () => {
  const deep = `${"(".repeat(300)}g()${")".repeat(300)}`;
  assert.equal(codes(`"use greenlet"; function f() { return ${deep} + 1; }`, { verify: true }), []);
  const blocks = `${"{".repeat(150)} g(); ${"}".repeat(150)}`;
  assert.equal(codes(`"use greenlet"; function f() { ${blocks} }`, { verify: true }), []);
});

test.run();
