/** JSON with comments and trailing commas, as tsconfig.json has it. */

/** Not JSON; `position` is the UTF-16 offset where it stopped making sense. */
export class JsonError extends Error {
  override name = "JsonError";
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** @throws JsonError */
export function parseJsonc(text: string): unknown {
  const plain = blankTrailingCommas(blankComments(text.replace(/^\uFEFF/, " ")));
  if (plain.trim() === "") return {};
  try {
    return JSON.parse(plain);
  } catch (error) {
    const message = (error as Error).message;
    const position = /at position (\d+)/.exec(message);
    throw new JsonError(message.replace(/ in JSON at position.*$/s, "").replace(/, (\.\.\.)?".*$/s, ""), position === null ? plain.trimEnd().length : Number(position[1]));
  }
}

/** Comments become blanks, so that offsets stay. */
function blankComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (token) => (token.startsWith('"') ? token : blank(token)));
}

function blankTrailingCommas(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"|,(?=\s*[}\]])/g, (token) => (token === "," ? " " : token));
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, " ");
}
