/**
 * Declarations say which functions may suspend: each gets `/** @greenlet *\/`, whatever mark made it capable, so that a package is known by its types.
 *
 *     [source]   "use greenlet";                      [declarations]  /**
 *                /** Reads a row. *\/                                   * Reads a row.
 *                export function read(): Row { … }                     * @greenlet
 *                                                                      *\/
 *                                                                     export declare function read(): Row;
 *
 * Functions that cannot suspend (leaves, plain ones) get none: who calls them needs to know nothing. The text that tsc wrote is edited, and its map shifted: no
 * transformer of TypeScript's, which would leave comments out under `removeComments`, and which TypeScript 7 does not have.
 */
import { decodedMappings, encodedMappings, type SourceMapInput, type SourceMapSegment, TraceMap } from "@jridgewell/trace-mapping";
import type * as TypeScript from "typescript";
import type { SourceMap } from "../index.ts";
import { ts } from "./classic.ts";
import { declaredNames, eachDeclared, overriddenNames } from "./declared.ts";

/** Text to be put in at an offset. */
interface Insertion {
  at: number;
  text: string;
}

/** A source that was compiled. */
export interface CompiledText {
  code: string;
  /** Where the bodies of its suspending functions start in the user's text; of a constructor, its class's. */
  suspending: ReadonlySet<number>;
}

/** Writes declarations with their tags. A map, which TypeScript writes before its text, waits for that. */
export function tagging(write: TypeScript.WriteFileCallback, program: TypeScript.Program, compiled: ReadonlyMap<string, CompiledText>): TypeScript.WriteFileCallback {
  const maps = new Map<string, Parameters<TypeScript.WriteFileCallback>>();
  let overridden: Map<string, Set<string>> | undefined;
  const namesOf = (source: TypeScript.SourceFile): Set<string> => {
    overridden ??= overriddenNames(program, compiled);
    return new Set([...declaredNames(source, compiled.get(source.fileName)?.suspending ?? new Set()), ...(overridden.get(source.fileName) ?? [])]);
  };
  return (path, text, ...rest) => {
    if (MAP.test(path)) return void maps.set(path, [path, text, ...rest]);
    const [, , sources] = rest;
    const source = DECLARATIONS.test(path) && sources?.length === 1 ? program.getSourceFile(sources[0]!.fileName) : undefined;
    const tagged = tagDeclarations(path, text, source === undefined ? new Set() : namesOf(source));
    const map = maps.get(`${path}.map`);
    maps.delete(`${path}.map`);
    if (map !== undefined) write(map[0], tagged.shift(map[1]), ...(map.slice(2) as typeof rest));
    write(path, tagged.text, ...rest);
  };
}

const DECLARATIONS = /\.d\.(?:[cm]|\w+\.)?ts$/;
const MAP = /\.d\.(?:[cm]|\w+\.)?ts\.map$/;

interface Tagged {
  text: string;
  /** The text's map, as tsc wrote it, moved along. */
  shift(map: string): string;
}

/** @param names of what has to carry the tag, as declared.ts writes them */
function tagDeclarations(path: string, text: string, names: ReadonlySet<string>): Tagged {
  if (names.size === 0) return { text, shift: (map) => map };
  const insertions: Insertion[] = [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  eachDeclared(file, (node, ...known) => {
    if (known.some((name) => names.has(name))) insertions.push(...tag(node, file));
  });
  insertions.sort((left, right) => left.at - right.at);
  let result = "";
  let from = 0;
  for (const { at, text: added } of insertions) {
    result += text.slice(from, at) + added;
    from = at;
  }
  const tagged = result + text.slice(from);
  return { text: tagged, shift: (map) => shifted(map, text, tagged, insertions) };
}

/** What has to be put in so that a declaration carries the tag: a comment, or a line of the one that it has. */
function tag(node: TypeScript.Node, file: TypeScript.SourceFile): Insertion[] {
  const { text } = file;
  const start = node.getStart(file);
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const isFirst = line.trim() === "";
  const newLine = /\r\n/.test(text) ? "\r\n" : "\n";
  const comment = ts.getLeadingCommentRanges(text, node.pos)?.findLast(({ pos, end }) => text.startsWith("/**", pos) && end - pos > 4 && !/\n\s*\n/.test(text.slice(end, start)));
  if (comment === undefined) return [{ at: start, text: isFirst ? `/** @greenlet */${newLine}${line}` : "/** @greenlet */ " }];
  const words = text.slice(comment.pos, comment.end);
  if (/@greenlet\b/.test(words)) return [];
  const end = comment.pos + words.slice(0, -2).trimEnd().length;
  if (!isFirst) return [{ at: end, text: " @greenlet" }];
  if (words.includes("\n")) return [{ at: end, text: `${newLine}${line} * @greenlet` }];
  return [
    { at: comment.pos + 3, text: `${newLine}${line} *` },
    { at: end, text: `${newLine}${line} * @greenlet${newLine}${line}` },
  ];
}

/** The mappings of `before`, for `after`, which is that with insertions: what stands behind one moves with its text. */
function shifted(json: string, before: string, after: string, insertions: readonly Insertion[]): string {
  const map = JSON.parse(json) as SourceMap;
  const oldLines = lineStarts(before);
  const newLines = lineStarts(after);
  const moved: SourceMapSegment[][] = newLines.map(() => []);
  let next = 0;
  let added = 0;
  let line = 0;
  decodedMappings(new TraceMap(map as SourceMapInput)).forEach((segments, oldLine) => {
    for (const [column, ...rest] of segments) {
      const at = oldLines[oldLine]! + column;
      for (; next < insertions.length && insertions[next]!.at <= at; next++) added += insertions[next]!.text.length;
      while (line + 1 < newLines.length && newLines[line + 1]! <= at + added) line++;
      moved[line]!.push([at + added - newLines[line]!, ...rest] as SourceMapSegment);
    }
  });
  const mappings = encodedMappings(new TraceMap({ version: 3, names: map.names, sources: map.sources, mappings: moved } as SourceMapInput));
  return JSON.stringify({ ...map, mappings });
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
