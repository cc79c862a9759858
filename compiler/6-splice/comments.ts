/** Comments, kept where they stood: before a node, behind it, or inside one that is empty. */
import { t } from "../babel.ts";
import type { Printer } from "./printer.ts";

const LINE_BREAK = /[\n\r\u2028\u2029]/;

/** Whether the line ends with the comment, or in it. */
export const hasLineBreak = ({ type, value }: t.Comment): boolean => type === "CommentLine" || LINE_BREAK.test(value);

/** How many line breaks stand before the next statement: as many as in the source after a comment, else one. */
export function lineBreaksBetween(lastCommentLine: number, next: t.Node): number {
  if (lastCommentLine <= 0) return 1;
  const lines = (next.loc?.start.line ?? 0) - lastCommentLine;
  return lines >= 0 ? lines || 1 : 1;
}

type Place = "leading" | "inner" | "trailing";
/** Line breaks around a comment that has no place of its own. */
type Breaks = "both" | "none" | "after" | "before";

export function printComments(printer: Printer, place: Place, comments: readonly t.Comment[], node: t.Node, parent: t.Node | null, lineOffset = 0): void {
  const { isTerminatorless } = printer;
  let { loc } = node;
  let lastLine = 0;
  let ownLine = 0;
  const breakLines = (count: number): void => {
    if (count > 0 && !isTerminatorless) printer.newline(count);
  };
  for (const [index, comment] of comments.entries()) {
    if (printer.isTerminatorless && (LINE_BREAK.test(comment.value) || comment.value.includes("*/"))) return;
    const isPrinted = printer.printedComments.has(comment);
    printer.printedComments.add(comment);
    if (!loc || !comment.loc || isPrinted) {
      loc = null;
      if (!isPrinted) printComment(printer, comment, breaksOf(place, comments, index, node, parent));
      continue;
    }
    const { start, end } = comment.loc;
    if (index === 0 && printer.hasContent() && (comment.type === "CommentLine" || start.line !== end.line)) ownLine = 1;
    if (index > 0) breakLines(start.line - lastLine);
    else breakLines(place === "leading" ? ownLine : start.line - (place === "inner" ? loc.start.line : loc.end.line - lineOffset));
    lastLine = end.line;
    printComment(printer, comment, "none");
    if (index + 1 < comments.length) continue;
    if (place === "leading") breakLines(Math.max(loc.start.line - lastLine, ownLine));
    if (place === "inner") breakLines(Math.min(1, loc.end.line - lastLine));
  }
  if (place === "trailing" && loc && lastLine > 0) printer.lastCommentLine = lastLine;
}

function breaksOf(place: Place, comments: readonly t.Comment[], index: number, node: t.Node, parent: t.Node | null): Breaks {
  const [comment] = comments as [t.Comment];
  if (comments.length === 1) {
    const isOneLine = comment.loc ? comment.loc.start.line === comment.loc.end.line : !LINE_BREAK.test(comment.value);
    const isInLine = isOneLine && !t.isStatement(node) && parent?.type !== "ClassBody";
    if (place === "leading") return (isInLine && node.type !== "ObjectExpression") || (isOneLine && t.isFunction(parent) && parent.body === node) ? "none" : "both";
    return isInLine && place === "trailing" ? "none" : "both";
  }
  if (place !== "inner" || node.type === "ClassBody" || (node.type === "ObjectExpression" && node.properties.length > 1)) return "both";
  return index === 0 ? "after" : index === comments.length - 1 ? "before" : "both";
}

function printComment(printer: Printer, { type, value, loc }: t.Comment, breaks: Breaks): void {
  const { isTerminatorless } = printer;
  const isBlock = type === "CommentBlock";
  const hasBreaks = isBlock && breaks !== "none" && !isTerminatorless;
  if (hasBreaks && printer.hasContent() && breaks !== "after") printer.newline();
  const last = printer.endsIn();
  if (last === 47) printer.queue(32);
  else if (last !== 91 && last !== 123 && last !== 40) printer.space();
  if (loc?.start) printer.source(loc.start.line, loc.start.column);
  if (isBlock) printer.comment(`/*${reindented(value, loc?.start.column ?? 0, printer.column())}*/`);
  else printer.comment(isTerminatorless ? `/*${value}*/` : `//${value}`);
  if (!isBlock && !isTerminatorless) printer.newline();
  if (hasBreaks && breaks !== "before") printer.newline();
}

/** The further lines of a comment keep their place under the first. */
function reindented(text: string, from: number, to: number): string {
  if (!text.includes("\n")) return text;
  const moved = from > 0 ? text.replace(new RegExp(`\\n\\s{1,${from}}`, "g"), "\n") : text;
  return moved.replace(/\n(?!$)/g, `\n${" ".repeat(to)}`);
}
