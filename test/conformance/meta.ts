/** Reads the metadata block at the head of a test262 test: a small subset of YAML (INTERPRETING.md of the suite). */

export type Phase = "parse" | "resolution" | "runtime";

export interface Meta {
  flags: ReadonlySet<string>;
  /** Files of harness/ that the test needs beside assert.js and sta.js. */
  includes: string[];
  /** What the test must throw, and when. */
  negative: { phase: Phase; type: string } | null;
}

export type Strictness = "sloppy" | "strict" | "module";

export function readMeta(source: string): Meta {
  const block = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1] ?? "";
  const negative = /^negative:\s*\n((?:[ \t]+.*\n?)+)/m.exec(block.replace(/\r\n?/g, "\n"))?.[1];
  const field = (name: string): string => new RegExp(`^\\s*${name}:\\s*["']?(\\w+)`, "m").exec(negative ?? "")?.[1] ?? "";
  return {
    flags: new Set(list(block, "flags")),
    includes: list(block, "includes"),
    negative: negative === undefined ? null : { phase: field("phase") as Phase, type: field("type") },
  };
}

/** `key: [a, b]`, also over several lines, or lines of `- a` below `key:`. */
function list(block: string, key: string): string[] {
  const text = block.replace(/\r\n?/g, "\n");
  const inBrackets = new RegExp(`^${key}:\\s*\\[([^\\]]*)\\]`, "m").exec(text)?.[1];
  const items = inBrackets?.split(",") ?? [...(new RegExp(`^${key}:[ \\t]*\\n((?:[ \\t]*-.*\\n?)+)`, "m").exec(text)?.[1] ?? "").matchAll(/^[ \t]*-(.*)$/gm)].map((match) => match[1]!);
  return items.map((item) => item.replace(/#.*$/, "").trim().replace(/^["']|["']$/g, "")).filter((item) => item !== "");
}

/** The ways to run a test: a script without a flag is run sloppy and strict. */
export function strictnesses({ flags }: Meta): Strictness[] {
  if (flags.has("module")) return ["module"];
  if (flags.has("raw") || flags.has("noStrict")) return ["sloppy"];
  return flags.has("onlyStrict") ? ["strict"] : ["sloppy", "strict"];
}
