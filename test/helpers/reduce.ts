/**
 * Makes a failing program small: deletes statements, then puts simpler expressions in the place of others, as long as the program still
 * fails in the same way. Works on the text through positions of its AST; slow and simple.
 */
import { parseText } from "./oracles.ts";

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** A piece of the text, and what to put there instead. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const childrenOf = (node: Node): Node[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));

const isExpression = ({ type }: Node): boolean => /Expression$|Literal$|^Identifier$/.test(type);

/** What could be tried at a node, boldest first. */
function editsAt(node: Node, source: string): Edit[] {
  const { start, end } = node;
  const to = (text: string): Edit => ({ start, end, text });
  const text = ({ start, end }: Node): string => source.slice(start, end);
  if (/^(?:ClassMethod|ClassPrivateMethod|ClassProperty|ClassPrivateProperty|ObjectMethod|SwitchCase|CatchClause)$/.test(node.type)) return [to("")];
  if (/Statement$|Declaration$/.test(node.type)) {
    const bodies = childrenOf(node).filter(({ type }) => /Statement$/.test(type));
    return [to(""), ...bodies.map((body) => to(text(body))), ...bodies.filter(({ type }) => type === "BlockStatement").map((body) => to(text(body).slice(1, -1)))];
  }
  if (!isExpression(node) || end - start < 2) return [];
  return [to("0"), ...childrenOf(node).filter(isExpression).map((child) => to(`(${text(child)})`))];
}

function allEdits(source: string, file: string): Edit[] {
  const edits: Edit[] = [];
  const visit = (node: Node): void => {
    edits.push(...editsAt(node, source));
    childrenOf(node).forEach(visit);
  };
  for (const statement of (parseText(source, file) as unknown as { body: Node[] }).body) visit(statement);
  // Big pieces first: most of the text goes in the first rounds.
  return edits.sort((a, b) => b.end - b.start - b.text.length - (a.end - a.start - a.text.length));
}

/** null when the text does not parse. */
function editsOf(source: string, file: string): Edit[] | null {
  try {
    return allEdits(source, file);
  } catch {
    return null;
  }
}

/**
 * @param stillFails whether a candidate fails as the original does.
 * @returns a text of which no single edit fails any more, or the best one when time is up.
 */
export function reduce(source: string, stillFails: (candidate: string) => boolean, { file = "fuzz.cjs", milliseconds = 30_000 } = {}): string {
  const deadline = Date.now() + milliseconds;
  let edits = allEdits(source, file);
  // Goes round and round the list, on from where the last edit worked, until a whole round brought nothing.
  for (let at = 0, inVain = 0; inVain < edits.length && Date.now() < deadline; at++, inVain++) {
    const { start, end, text } = edits[at % edits.length]!;
    const candidate = source.slice(0, start) + text + source.slice(end);
    const next = candidate.length < source.length && stillFails(candidate) ? editsOf(candidate, file) : null;
    if (next === null) continue;
    source = candidate;
    edits = next;
    inVain = -1;
  }
  return source.replace(/^\s*\n/gm, "");
}
