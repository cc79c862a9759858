/**
 * Text that nobody wrote with care: broken, odd, huge. Either it comes back as it was, with a diagnostic that has a place, or the compiled text does
 * what the text does; never an exception, never a hang.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile, type CompileOptions, type CompileResult, formatDiagnosticWithFrame } from "../compiler/index.ts";
import "../runtime/index.ts";

const OPTIONS: CompileOptions = { filename: "a.cjs", format: "script" };

/** A marked function of two parameters, called with an identity. */
const inFunction = (body: string): string => `"use greenlet";\nfunction f(g, x) {${body}}\nout = f((v) => v, 3);`;

function check(source: string): CompileResult {
  const result = compile(source, OPTIONS);
  for (const item of result.diagnostics) {
    assert.ok(item.line >= 1 && item.column >= 1 && item.start >= 0 && item.start <= source.length, JSON.stringify({ ...item, message: item.message.slice(0, 100) }));
    assert.ok(formatDiagnosticWithFrame(item, source).length < 3_000, "a code frame shows a piece of a long line");
  }
  return result;
}

/** What it leaves in `out`, or its error. */
function run(code: string): string {
  try {
    return String((new Function("out", `${code.replace(/^\uFEFF/, "").replace(/^#!.*/, "")}\nreturn out;`) as () => unknown)());
  } catch (error) {
    return String(error);
  }
}

/** Compiled, or left alone with one of these codes; and it runs as it did. */
function same(name: string, source: string, codes: readonly string[] = []): void {
  test(name, () => {
    const { code, diagnostics } = check(source);
    assert.equal(diagnostics.map((item) => item.code), codes);
    assert.ok(codes.length > 0 || code !== source, "it was compiled");
    assert.is(run(code), run(source));
  });
}

/** Left as it is, with this error or warning at this place. */
function refused(name: string, source: string, code: string, place?: string): void {
  test(name, () => {
    const result = check(source);
    assert.is(result.code, source);
    const [first] = result.diagnostics;
    assert.is(first?.code, code);
    if (place !== undefined) assert.is(`${first!.line}:${first!.column}`, place);
  });
}

const times = (count: number, text: (index: number) => string, between = ""): string => Array.from({ length: count }, (_, index) => text(index)).join(between);
const nest = (count: number, open: string, inner: string, close: string): string => open.repeat(count) + inner + close.repeat(count);

for (const [name, source] of Object.entries({ "an empty file": "", "white space": "\n \t\n", "a comment": "// x", "nothing but a mark": '"use greenlet"', "nothing but a hashbang": "#!x" })) {
  test(`${name} comes back as it is`, () => assert.equal(compile(source, OPTIONS), { code: source, map: null, diagnostics: [] }));
}

// ---- characters
same("a byte order mark", `\uFEFF${inFunction("return g(1)")}`);
same("CRLF", inFunction("\n  let a = g(`x\ny`);\n  return a + g(1);\n").replace(/\n/g, "\r\n"));
same("CR alone", inFunction("\n  let a = g(1);// c\n  return a + g(2);\n").replace(/\n/g, "\r"));
same("line separators inside a string and a comment", inFunction("let a = '\u2028'; return g(a).charCodeAt(0) /*\u2029*/ + g(1)"));
same("a hashbang", `#!/usr/bin/env node\n${inFunction("return g(1)")}`);
same("NUL in a string", inFunction("return g('a\0b').length"));
same("lone surrogates in strings and templates", inFunction("return g('\uD800').charCodeAt(0) + g(`\uDC00`).charCodeAt(0) + '\\uD800'.charCodeAt(0)"));
same("names and strings outside the basic plane", inFunction("var 𝒳 = g('😀'); return 𝒳.codePointAt(0)"));
same("replacement characters, as a file that is not UTF-8 is read", inFunction("return g('\uFFFD\uFFFD').length /*\uFFFD*/"));
refused("NUL in code", inFunction("return g(\0)"), "GL1001", "2:28");
refused("a lone surrogate in a name", inFunction("var \uD800 = 1; return g(1)"), "GL1001", "2:23");
refused("bytes of a binary file", `"use greenlet"\0\x01\x02\uFFFD\uFFFD\x7F`, "GL1001", "1:15");

// ---- syntax
for (const [what, body] of Object.entries({ string: "return g('abc", template: "return g(`abc", comment: "return g(1) /* ", "regular expression": "return /abc", brace: "{{{ return g(1);" })) {
  refused(`an open ${what}`, `"use greenlet";\nfunction f(g) {${body}`, "GL1001");
}
refused("an escape beyond Unicode", inFunction("return g('\\u{110000}')"), "GL1001", "2:39");
refused("a name declared twice", inFunction("let a; let a; return g(1)"), "GL1001", "2:30");
refused("await outside async", inFunction("await g()"), "GL1001", "2:19");
refused("with in strict mode", inFunction("'use strict'; with (x) g()"), "GL1001", "2:33");
test("the parser's message is told whole", () => {
  const { diagnostics } = compile('"use greenlet"; import a from "b"; function f(g) { g() }', OPTIONS);
  assert.is(diagnostics[0]!.message, `syntax error: 'import' and 'export' may appear only with 'sourceType: "module"'`);
});

// ---- marks
refused("contradictory marks of a file", '"use greenlet"; "use plain";\nfunction f(g) { g() }', "GL3001", "1:1");
refused("contradictory marks of a function", 'function f(g) { "use greenlet"; "use plain"; g() }', "GL3001", "1:1");
same("a mark twice", `"use greenlet"; ${inFunction("return g(1)")}`);
for (const source of ['"use  greenlet"; function f(g) { g() }', '"use\\x20greenlet"; function f(g) { g() }', 'function f(g) { g(); "use greenlet"; }']) {
  test(`${source} is no mark`, () => assert.equal(compile(source, OPTIONS), { code: source, map: null, diagnostics: [] }));
}
test("compiled text comes back as it is", () => {
  for (const format of ["module", "commonjs", "script"] as const) {
    const { code } = compile(inFunction("return g(1)"), { ...OPTIONS, format });
    assert.equal(compile(code, { ...OPTIONS, format }), { code, map: null, diagnostics: [] });
  }
});

// ---- size
same("a string of five megabytes on one line", inFunction(`return g("${"x".repeat(5e6)}").length`));
same("a template of half a million lines", inFunction(`return g(\`${"x\n".repeat(5e5)}\`).length`));
same("a comment of ten megabytes", inFunction(`/*${"x".repeat(1e7)}*/return g(1)`));
same("a name of a hundred thousand letters", inFunction(`var ${"a".repeat(1e5)} = g(1); return ${"a".repeat(1e5)}`));
same("a line that is indented by twenty thousand", inFunction(`\n${" ".repeat(20_000)}return (function () { return g(1) })();\n`));
same("twenty thousand empty statements", inFunction(`${";".repeat(20_000)}return g(1)`));
same("a switch of a thousand cases", inFunction(`switch (x) {${times(1_000, (index) => `case ${index}: return g(${index});`)}}`));
same("an array of twenty thousand elements", inFunction(`return g([${"1,".repeat(20_000)}]).length`));
same("an object of three thousand properties", inFunction(`return Object.keys(g({${times(3_000, (index) => `a${index}: ${index}`, ",")}})).length`));
same("a thousand functions", `${inFunction("return g(1)")}${times(1_000, (index) => `function f${index}(g) { return g(${index}) }\n`)}`);
same("a hundred calls in one array literal", inFunction(`return [${times(100, (index) => `g(${index})`, ",")}].join()`));
same("a thousand calls in one array literal: more to keep than is reasonable", inFunction(`return [${times(1_000, (index) => `g(${index})`, ",")}].length`), ["GL2007"]);
refused("a syntax error at the end of a line of five megabytes", `${inFunction(`return g("${"x".repeat(5e6)}")`)} )`, "GL1001");

// ---- depth: chains that people and programs write are compiled
same("a sum of a thousand", inFunction(`return ${"x + ".repeat(1_000)}g(1)`));
same("a sum of a thousand calls", inFunction(`return ${"g(2) + ".repeat(1_000)}g(1)`));
same("a thousand else-ifs", inFunction(`${times(1_000, (index) => `if (x === ${index + 5}) return g(${index});`, " else ")} return g(1)`));
same("three hundred methods in a chain", inFunction(`const o = { m: () => g(o), v: 1 }; return o${".m()".repeat(300)}.v`));
same("a thousand members in a chain", inFunction(`const o = { v: 1 }; o.m = o; return g(o)${".m".repeat(1_000)}.v`));
same("two hundred calls inside each other", inFunction(`return ${nest(200, "g(", "1", ")")}`));
same("three hundred blocks inside each other", inFunction(`${nest(300, "{", "return g(1)", "}")}`));
same("fifty functions inside each other", inFunction(`return ${nest(50, "(() => g(", "1", "))()")}`));

// ---- depth: what is too deep for the parser, or for a later phase, is left plain
const DEEP = 10_000;
for (const [what, body] of Object.entries({
  parentheses: `return ${nest(DEEP, "(", "g()", ")")}`,
  arrays: `return ${nest(DEEP, "[", "g()", "]")}`,
  objects: `return ${nest(DEEP, "({ a: ", "g()", "})")}`,
  blocks: nest(DEEP, "{", "g();", "}"),
  functions: nest(DEEP, "function h(g) {", "g();", "}"),
  arrows: `return ${"(g) => ".repeat(DEEP)}g()`,
  "else-ifs": times(DEEP, (index) => `if (x === ${index}) g(${index});`, " else "),
  terms: `return ${"x + ".repeat(DEEP * 10)}g()`,
  calls: `return ${nest(DEEP, "g(", "", ")")}`,
  templates: `return ${nest(DEEP, "`${", "g()", "}`")}`,
  conditions: `return ${"x ? 1 : ".repeat(DEEP)}g()`,
  loops: `${"while (x) ".repeat(DEEP)}g()`,
  tries: nest(DEEP, "try {", "g()", "} finally {}"),
  patterns: `var ${nest(DEEP, "[", "y = g()", "]")} = x`,
  classes: nest(DEEP, "class A { m(g) {", "g();", "}}"),
})) {
  test(`ten thousand ${what}: left plain`, () => {
    const source = `"use greenlet";\nfunction f(g, x) {${body}}`;
    const { code, diagnostics } = check(source);
    assert.is(code, source);
    assert.match(diagnostics[0]!.code, /^GL2007$|^GL2009$/);
    assert.match(diagnostics[0]!.message, "nested too deeply");
  });
}

test("a function that is too deep is left plain alone", () => {
  const source = `"use greenlet";\nfunction deep(g, a) { return a${".m()".repeat(1_000)} }\nfunction other(g) { return g() + 1 }`;
  const { code, diagnostics } = check(source);
  assert.equal(diagnostics.map((item) => `${item.code} ${item.line}:${item.column}`), ["GL2007 2:1"]);
  assert.match(code, "function other(g) {\n  const $caller");
  assert.ok(code.includes(source.split("\n")[1]!), "the deep one stays as it is");
});

test.run();
