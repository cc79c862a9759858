/** How each bundler is told of a problem: in its own shape, with one code frame and one position. */
import type { UnpluginContext, UnpluginMessage } from "unplugin";
import { frameOf } from "../compiler/diagnostics.ts";
import { type Place, type Problem, lineColumn } from "../compiler/problem.ts";
import { displayPath } from "../cli/report.ts";

/** What the bundler prints by itself: position and frame (Rollup and its relatives), the position (esbuild), or nothing (webpack's loaders). */
export type Printing = "frame" | "position" | "nothing";

/** Errors stop the bundler at this module; warnings do not. */
export function report(problems: readonly Problem[], id: string, context: UnpluginContext, printing: Printing): void {
  for (const problem of problems) if (problem.severity === "warning") context.warn(messageOf(problem, id, printing));
  const error = problems.find(({ severity }) => severity === "error");
  if (error === undefined) return;
  const message = messageOf(error, id, printing);
  // What a loader merely mentions does not keep the next loader from failing at the same place.
  if (printing === "nothing") throw Object.assign(new Error(message.message), { hideStack: true, stack: message.message });
  context.error(message);
}

function messageOf({ code, message, severity, place }: Problem, id: string, printing: Printing): UnpluginMessage {
  const text = `${code}: ${message}`;
  if (place === undefined) return { id, message: text };
  const { line, column } = lineColumn(place.text, place.start);
  const frame = frameOf(place.text, line + 1, column + 1);
  const at = { file: place.file, line: line + 1, column };
  switch (printing) {
    case "frame":
      return { id, message: text, loc: at, frame, pluginCode: code } as UnpluginMessage;
    case "position":
      return { id, message: `${text}\n\n${frame}\n`, loc: at };
    case "nothing":
      return { id, message: `${where(place, line, column)} - ${severity} ${text}\n\n${frame}\n` };
  }
}

function where({ file }: Place, line: number, column: number): string {
  return `${displayPath(file)}:${line + 1}:${column + 1}`;
}
