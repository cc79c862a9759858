/** Composes the source maps of two stages. */
import remapping from "@jridgewell/remapping";
import type { SourceMap } from "./index.ts";

/** A map as TypeScript writes it. */
export type EmittedMap = SourceMap & { sourceRoot?: string };

/**
 * The map of both stages.
 *
 *     user's text ── compiled (our compile) ──► TypeScript ── emitted (tsc) ──► JavaScript
 *
 * Everything but the mappings and names is `emitted`'s: the user's options decide `file`, `sources` and `sourceRoot`.
 */
export function composeMaps(emitted: EmittedMap, compiled: SourceMap | null): EmittedMap {
  if (compiled === null) return emitted;
  const both = remapping({ ...emitted, sourceRoot: undefined }, (_, { depth }) => (depth === 1 ? compiled : null));
  const { mappings, names } = JSON.parse(both.toString()) as SourceMap;
  return { ...emitted, names, mappings };
}
