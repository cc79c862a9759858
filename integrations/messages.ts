/** How each bundler is told of a problem: in its own shape, with one code frame and one position. */
import type { UnpluginContext, UnpluginMessage } from "unplugin";
import { frameOf } from "../compiler/diagnostics.ts";
import { type Place, type Problem, lineColumn } from "../compiler/problem.ts";
import { displayPath } from "../cli/report.ts";

/** What the bundler prints by itself: position and code frame (Rollup and its relatives), or nothing (webpack's loaders). */
export type Printing = "frame" | "nothing";

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
  if (printing === "nothing") return { id, message: `${where(place, line, column)} - ${severity} ${text}\n\n${frame}\n` };
  return { id, message: text, loc: { file: place.file, line: line + 1, column }, frame, pluginCode: code } as UnpluginMessage;
}

function where({ file }: Place, line: number, column: number): string {
  return `${displayPath(file)}:${line + 1}:${column + 1}`;
}
