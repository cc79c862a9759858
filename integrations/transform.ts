/**
 * One module on its way through a bundler: the same text as gtsc makes of it, or null where nothing is compiled.
 *
 * The compiler is imported by the first module that needs it.
 */
import { readFileSync } from "node:fs";
import type { CompileOptions, SourceMap } from "../compiler/index.ts";
import type { Facts } from "../compiler/options.ts";
import type { Problem } from "../compiler/problem.ts";
import { moduleFormat } from "./module-format.ts";
import { type ModuleId, parseId } from "./module-id.ts";
import type { Settings } from "./options.ts";
import { typeSettings } from "./type-settings.ts";

export interface Transformed {
  code: string;
  /** null: the settings want none. */
  map: SourceMap | null;
}

/** What a module came to; without `result` the bundler keeps the text that it has. */
export interface Outcome {
  result?: Transformed;
  problems: readonly Problem[];
}

const MARK = /use greenlet|@greenlet/;
const NOTHING: Outcome = { problems: [] };

/** @param factsOf what the type checker knows of the file's calls, when it was asked. */
export async function transform(text: string, id: string, settings: Settings, factsOf: (path: string, text: string) => Promise<Facts | undefined>): Promise<Outcome> {
  const module = parseId(id);
  const capable = module === undefined ? undefined : settings.capableOf(module.path);
  if (module === undefined || capable === undefined) return NOTHING;
  if (capable === "marked" && !MARK.test(text)) return lostMark(module, text);
  const { compileFile } = await import("../cli/compile-file.ts");
  const options: CompileOptions = {
    filename: settings.nameOf(module.name),
    capable,
    format: moduleFormat(module.name, text),
    ...settings.compile,
    ...(await typeSettings(module.name, text, settings.configFile)),
    facts: module.isWhole ? await factsOf(module.path, text) : undefined,
  };
  const { code, map, problems } = compileFile(module.path, text, options);
  // A function that carries a mark and is left plain is news; one that a pattern included is not.
  const shown = problems.filter(({ severity }) => severity === "error" || capable === "marked");
  if (map === null) return { problems: shown };
  // Bundlers know a module by the file it was read from; our own name for it is shorter.
  const own = { ...map, file: undefined, sources: [module.path] };
  return { result: { code, map: settings.sourcemap ? own : null }, problems: shown };
}

/** Another plugin may have been here first, and taken the mark with the comments: then the file on the disk has one, and its functions would silently be plain. */
function lostMark({ path, isWhole }: ModuleId, text: string): Outcome {
  if (!isWhole) return NOTHING;
  const original = read(path);
  if (original === undefined || original === text || !isMarked(original)) return NOTHING;
  const start = original.search(MARK);
  const message =
    "the mark is not compiled: another plugin removed it before greenlets saw the file; put greenlets() in front of the plugins that compile TypeScript or JSX, or use the directive \"use greenlet\", which they keep";
  return { problems: [{ code: "GL8023", severity: "warning", message, place: { file: path, text: original, start, length: 1 } }] };
}

/** A mark where marks stand, not anywhere in a text that speaks of them. */
function isMarked(text: string): boolean {
  return /^\s*(?:"use greenlet"|'use greenlet')|\{\s*(?:"use greenlet"|'use greenlet')|\/\*\*(?:(?!\*\/)[\s\S])*@greenlet\b/m.test(text);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
