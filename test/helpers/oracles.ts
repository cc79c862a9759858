/** Oracles that look at the text which `compile` returns, without running it. Each returns what is wrong, or null. */
import { parse } from "@babel/parser";
import { originalPositionFor, TraceMap, eachMapping } from "@jridgewell/trace-mapping";
import type { CompileResult } from "../../compiler/index.ts";

interface Node {
  type: string;
  start: number;
  end: number;
  loc: { start: { line: number; column: number } };
}

/** Parses as the compiler's users would: TypeScript or JavaScript by the file's extension, as a module or a script. */
export function parseText(code: string, file: string): Node {
  const isTypeScript = /\.[cm]?tsx?$/.test(file);
  const plugins: ("typescript" | "jsx" | "decorators-legacy")[] = isTypeScript ? ["typescript", "decorators-legacy"] : ["decorators-legacy"];
  if (file.endsWith("x")) plugins.push("jsx");
  return parse(code, { sourceType: file.endsWith(".cjs") ? "commonjs" : "module", plugins }).program as unknown as Node;
}

export function syntaxProblem(code: string, file: string): string | null {
  try {
    parseText(code, file);
    return null;
  } catch (error) {
    return `the output does not parse: ${(error as Error).message}`;
  }
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Calls `visit` for a node and all below it; `false` keeps it from going deeper. */
function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) value.filter(isNode).forEach((child) => walk(child, visit));
    else if (isNode(value)) walk(value, visit);
  }
}

const hasFunction = (node: Node): boolean => {
  let found = false;
  walk(node, ({ type }) => void (found ||= /Function|Method|Class|^TS/.test(type)));
  return found;
};

/** Statements of the module that hold no function have nothing to compile: they, and the header, stay byte for byte and in order. */
export function untouchedProblem(source: string, code: string, file: string): string | null {
  const { body } = parseText(source, file) as Node & { body: Node[] };
  const header = /^(?:\s|\/\/.*\n)*/.exec(source)![0];
  if (!code.includes(header.trimEnd())) return "the comment at the file's top was changed";
  let from = 0;
  for (const statement of body) {
    if (hasFunction(statement)) continue;
    const text = source.slice(statement.start, statement.end);
    const at = code.indexOf(text, from);
    if (at < 0) return `a statement without functions was changed or moved: ${text}`;
    from = at + text.length;
  }
  return null;
}

/** The callee's last identifier of each call: `f` of `f()`, `m` of `o.p.m()`, `C` of `new C`, `tag` of a template. */
function calleeTokens(source: string, file: string): Node[] {
  const tokens: Node[] = [];
  walk(parseText(source, file), (node) => {
    if (!/^(?:Optional)?CallExpression$|^NewExpression$|^TaggedTemplateExpression$/.test(node.type)) return;
    const { callee, tag } = node as Node & { callee?: Node; tag?: Node };
    const { property, computed } = (callee ?? tag) as Node & { property?: Node; computed?: boolean };
    const token = property === undefined ? (callee ?? tag)! : property;
    if (!computed && /^(?:Identifier|PrivateName)$/.test(token.type)) tokens.push(token);
  });
  return tokens;
}

/** Each call's callee is reached by a segment of the map, and the generated text there starts with the same token. */
export function sourceMapProblem(source: string, { code, map }: CompileResult, file: string): string | null {
  if (map === null) return code === source ? null : "there is no source map, but the text changed";
  const trace = new TraceMap(map as never);
  const lines = code.split("\n");
  const generatedAt = new Map<string, string[]>();
  eachMapping(trace, ({ originalLine, originalColumn, generatedLine, generatedColumn }) => {
    if (originalLine === null) return;
    const key = `${originalLine}:${originalColumn}`;
    const text = lines[generatedLine - 1]?.slice(generatedColumn) ?? "";
    generatedAt.set(key, [...(generatedAt.get(key) ?? []), text]);
  });
  for (const token of calleeTokens(source, file)) {
    const { line, column } = token.loc.start;
    const text = source.slice(token.start, token.end);
    const generated = generatedAt.get(`${line}:${column}`);
    if (generated === undefined) return `no segment of the source map leads to the call of '${text}' at ${line}:${column + 1}`;
    // `leaf() || g()` becomes an `if` that begins where the call does.
    if (!generated.some((candidate) => candidate.replace(/^if \(!?/, "").startsWith(text))) {
      return `the source map leads from ${JSON.stringify(generated[0]!.slice(0, 20))} to the call of '${text}' at ${line}:${column + 1}`;
    }
  }
  return untouchedLinesProblem(source, lines, trace);
}

/** Text before the first change maps to itself. */
function untouchedLinesProblem(source: string, lines: string[], trace: TraceMap): string | null {
  for (const [index, line] of source.split("\n").entries()) {
    if (line !== lines[index]) return null;
    const column = line.search(/\S/);
    if (column < 0) continue;
    const original = originalPositionFor(trace, { line: index + 1, column });
    if (original.line !== index + 1 || original.column !== column) return `line ${index + 1} is unchanged, but maps to ${original.line}:${original.column}`;
  }
  return null;
}

/** The same text with every mark made void: nothing in it is capable. Same length, so that offsets stay. */
export function withoutMarks(source: string): string {
  return source.replaceAll("use greenlet", "no_ greenlet").replaceAll("@greenlet", "@no_enlet");
}
