/** Which ranges of the user's file change: compiled bodies and parameters, marks of outermost functions, and the runtime handle at the top. */
import { generate, t } from "../babel.ts";
import type { Format } from "../options.ts";
import { classMark, type ComputedKey, type Marking, markingDecorator } from "../marking.ts";
import { id } from "../nodes.ts";
import type { Names } from "../names.ts";
import { PROTOCOL, REALM_SYMBOL, RUNTIME_EXPORT } from "../../runtime/core/protocol.ts";
import type { TemplateTable } from "../templates.ts";
import type { NewParameter } from "../ir.ts";
import type { BodyPrinter } from "./bodies.ts";
import type { Edit } from "./splice.ts";

export interface CompiledFunction {
  readonly node: t.Function;
  readonly body: t.BlockStatement;
  readonly parameters: readonly NewParameter[];
  /** Where the user wrote no function: what stands in front of the body. */
  readonly head: string | undefined;
}

/** The body of an outermost function, and the parameters that moved into it. */
export function functionEdits({ node, body, parameters, head }: CompiledFunction, printer: BodyPrinter): Edit[] {
  const old = node.body;
  const start = (old.extra as { parenStart?: number } | undefined)?.parenStart ?? old.start!;
  const edits: Edit[] = [{ start, end: node.end!, content: printer.print(body, start), head }];
  for (const { node: param, replacement } of parameters) edits.push({ start: param.start!, end: param.end!, content: generate(replacement).code });
  return edits;
}

const text = (node: t.Node): string => generate(node).code;

/** Marks of an outermost function, written into the text. `handle` collects what belongs to the top of the file. */
export function markingEdits(marking: Marking, names: Names, info: string, source: string, handle: string[]): Edit[] {
  const mark = `${names.runtime}.${PROTOCOL.mark}`;
  switch (marking.kind) {
    case "wrap": {
      const { node, name } = marking;
      const property = name === null ? "" : t.isValidIdentifier(name, false) ? name : JSON.stringify(name);
      const open = name === null ? `${mark}(` : `${mark}({ ${property}: `;
      const close = name === null ? `, ${info})` : ` }${t.isValidIdentifier(name, false) ? `.${name}` : `[${property}]`}, ${info})`;
      return [insert(node.start!, open), insert(node.end!, close)];
    }
    case "after":
      return [insert(marking.statement.end!, `${endsOpen(marking.statement, source) ? ";" : ""} ${mark}(${marking.name.name}, ${info});`)];
    case "start": {
      const { list, name } = marking;
      if (list.type === "Program") {
        handle.push(`${mark}(${name.name}, ${info});`);
        return [];
      }
      const first = list.type === "SwitchCase" ? list.consequent[0]! : (list as t.BlockStatement).body[0]!;
      if (list.extra?.["isBraceless"]) return [insert(first.start!, `{ ${mark}(${name.name}, ${info}); `), insert(first.end!, " }")];
      return [insert(first.start!, `${mark}(${name.name}, ${info}); `)];
    }
    case "object": {
      const { object, key, computed } = marking;
      return [...keyEdits(computed, names), { ...insert(object.start!, `${names.runtime}.${PROTOCOL.marked}(`), group: object, key: `${text(key)}, ${info}` } as Edit];
    }
    case "class":
    case "accessor": {
      const computed = marking.kind === "class" ? marking.computed : null;
      return [...keyEdits(computed, names), { ...insert(marking.body.start! + 1, `${text(classMark(marking, names.runtime, id(info)))};`), group: marking.body } as Edit];
    }
    case "decorator": {
      const computed = marking.marks?.kind === "class" ? marking.marks.computed : null;
      return [...keyEdits(computed, names), insert(marking.node.decorators!.at(-1)!.end!, ` @${text(markingDecorator(marking, names.runtime, id(info)))}`)];
    }
    case "default": {
      const name = names.topLevel("$default");
      handle.push(`Object.defineProperty(${name}, "name", { value: "default" }); ${mark}(${name}, ${info});`);
      const { start } = marking.node;
      const [keywords] = /^(?:async\s+)?function(?:\s*\*)?/.exec(source.slice(start!))!;
      return [insert(start! + keywords.length, ` ${name}`)];
    }
  }
}

function keyEdits(computed: ComputedKey | null, { runtime }: Names): Edit[] {
  if (computed === null) return [];
  const { key } = computed.member;
  const [open, close] = key.type === "SequenceExpression" ? ["(", ")"] : ["", ""]; // its own parentheses are outside
  return [insert(key.start!, `${computed.variable} = ${runtime}.${PROTOCOL.key}(${open}`), insert(key.end!, `${close})`)];
}

/** Whether a declaration was left to end by its line. */
function endsOpen(statement: t.Statement, source: string): boolean {
  return source[statement.end! - 1] !== ";";
}

const insert = (at: number, content: string): Edit => ({ start: at, end: at, content });

/** Several methods of one literal or class share one call or static block. */
export function mergeGroups(edits: readonly Edit[]): Edit[] {
  const groups = new Map<t.Node, (Edit & { key?: string })[]>();
  const merged: Edit[] = [];
  for (const edit of edits as (Edit & { group?: t.Node; key?: string })[]) {
    if (edit.group === undefined) merged.push(edit);
    else groups.set(edit.group, [...(groups.get(edit.group) ?? []), edit]);
  }
  for (const [node, list] of groups) {
    const [first] = list as [Edit & { key?: string }];
    if (node.type === "ClassBody") merged.push({ start: first.start, end: first.end, content: ` static { ${list.map(({ content }) => content as string).join(" ")} }` });
    else {
      merged.push({ start: first.start, end: first.end, content: first.content });
      merged.push(insert(node.end!, `, ${list.map(({ key }) => key).join(", ")})`));
    }
  }
  return merged;
}

/** The handle on the runtime, the table of functions, template objects and marks: one line at the top, after the directives. */
export function handleEdit(program: t.Program, format: Format, names: Names, table: string, templates: TemplateTable, marks: readonly string[]): Edit {
  const last = program.directives.at(-1);
  const at = last?.end ?? (program.interpreter ? program.interpreter.end! : 0);
  const lines = [handle(format, names), table, ...templates.entries.map(({ name, quasi }) => `const ${name} = () => (($) => $)${text(quasi)};`), ...marks].filter((line) => line !== "");
  const content = lines.join(" ");
  return insert(at, at === 0 ? `${content}\n` : `\n${content}`);
}

/** The text by which a compiled file is known. */
export function handle(format: Format, { runtime }: Names): string {
  switch (format) {
    case "module":
      return `import { ${RUNTIME_EXPORT} as ${runtime}runtime } from "greenlets"; const ${runtime} = ${runtime}runtime;`;
    case "commonjs":
      return `const ${runtime} = require("greenlets").${RUNTIME_EXPORT};`;
    case "script":
      return `const ${runtime} = globalThis[Symbol.for("${REALM_SYMBOL}")];`;
  }
}

/** Whether a file was compiled before: then there is nothing to do. */
export function isCompiled(source: string): boolean {
  return /(?:^|\n)(?:import \{ runtime as \$+(?:\$\d+)?runtime \} from "greenlets"; )?const \$+(?:_\w+)?(?:\$\d+)? = (?:\$+(?:\$\d+)?runtime|require\("greenlets"\)\.runtime|globalThis\[Symbol\.for\("greenlets\.runtime\.\d+"\)\]);/.test(source);
}
