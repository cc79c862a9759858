/** The maps that TypeScript wrote lead to compiled text; these lead to the user's. */
import { type EmittedMap, composeMaps } from "../compiler/maps.ts";
import type { SourceMap } from "../compiler/index.ts";
import type { CompiledText, EmittedFile } from "../compiler/typehost/index.ts";

/** A file as the user wrote it, and the map from the compiled text to that. */
export interface CompiledSource extends CompiledText {
  text: string;
  map: SourceMap | null;
}

const INLINE = /^\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/m;

/** Puts the compiler's map under the one in an emitted file: in a `.js.map`, or inline in a `.js`. Declarations were made from the user's text. */
export function rewriteMap(file: EmittedFile, sources: ReadonlyMap<string, CompiledSource>): EmittedFile {
  const source = file.source === undefined ? undefined : sources.get(file.source);
  if (source === undefined || source.map === null || /\.d\.[cm]?ts(\.map)?$/.test(file.path)) return file;
  if (file.path.endsWith(".map")) return { ...file, text: rewritten(file.text, source) };
  const inline = INLINE.exec(file.text);
  if (inline === null) return file;
  const map = rewritten(Buffer.from(inline[1]!, "base64").toString(), source);
  return { ...file, text: file.text.replace(inline[1]!, () => Buffer.from(map).toString("base64")) };
}

function rewritten(json: string, source: CompiledSource): string {
  const map = composeMaps(JSON.parse(json) as EmittedMap, source.map);
  return JSON.stringify(map.sourcesContent === undefined ? map : { ...map, sourcesContent: [source.text] });
}
