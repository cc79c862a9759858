/**
 * esbuild. Its plugins are asked for the text of a file until one answers, so unplugin has to answer for every script; here the answer is left to others
 * where nothing is compiled.
 */
import { readFile } from "node:fs/promises";
import type { BuildOptions, OnLoadResult, PartialMessage, PluginBuild } from "esbuild";
import type { SourceMap } from "../compiler/index.ts";
import { lineColumn, type Problem } from "../compiler/problem.ts";
import { OWN_SPECIFIERS, ownCopy } from "./runtime-copy.ts";
import type { Session } from "./session.ts";
import { transform } from "./transform.ts";

interface EsbuildHooks {
  config(options: BuildOptions): void;
  setup(build: PluginBuild): void;
}

const FILES = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Marks a question of our own, which is not to be answered by us. */
const ASKED = Symbol("greenlets");

/** @param hasStarted whoever made the plugin has said where the project is. */
export function adaptEsbuild(session: Session, hasStarted: boolean): EsbuildHooks {
  return {
    config: ({ absWorkingDir }) => void (hasStarted || session.start({ root: absWorkingDir ?? process.cwd() })),
    setup(build) {
      build.onResolve({ filter: OWN_SPECIFIERS }, async ({ path, pluginData, ...asked }) => {
        if (pluginData === ASKED) return undefined;
        const { errors } = await build.resolve(path, { ...asked, pluginData: ASKED });
        const own = errors.length === 0 ? undefined : ownCopy(path, asked.importer);
        return own === undefined ? undefined : { path: own };
      });
      build.onLoad({ filter: FILES, namespace: "file" }, ({ path }) => load(path, session));
      build.onDispose(() => session.end());
    },
  };
}

async function load(path: string, session: Session): Promise<OnLoadResult | undefined> {
  const { settings } = session;
  if (settings.capableOf(path) === undefined) return undefined;
  const text = await readFile(path, "utf8");
  const { result, problems } = await transform(text, path, settings, (file, seen) => session.facts(file, seen));
  const messages = (severity: Problem["severity"]): PartialMessage[] => problems.filter((problem) => problem.severity === severity).map(messageOf);
  return {
    // With the loader that the user chose for it: `.js` may be JSX.
    ...(result !== undefined && { contents: withInlineMap(result.code, result.map), loader: "default" as const }),
    errors: messages("error").slice(0, 1),
    warnings: messages("warning"),
    watchFiles: [...settings.configFiles],
  };
}

function messageOf({ code, message, place }: Problem): PartialMessage {
  const text = `${code}: ${message}`;
  if (place === undefined) return { text };
  const { line, column } = lineColumn(place.text, place.start);
  return { text, location: { file: place.file, line: line + 1, column, length: place.length, lineText: place.text.split("\n")[line] ?? "" } };
}

function withInlineMap(code: string, map: SourceMap | null): string {
  if (map === null) return code;
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}\n`;
}
