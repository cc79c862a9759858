/** JSON with comments and trailing commas, as tsconfig.json has it. Own, because no two versions of JSON.parse say where and what alike. */

/** Not JSON; `position` is the UTF-16 offset where it stopped making sense. */
export class JsonError extends Error {
  override name = "JsonError";
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Where the reader is; tokens are read with sticky patterns. */
interface Reader {
  text: string;
  at: number;
}

const BLANK = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const STRING = /"(?:\\.|[^"\\\n])*"/y;
const LITERAL = /-?\d[\d.eE+-]*|true|false|null/y;

/** An empty file is an empty object, as for tsc. @throws JsonError */
export function parseJsonc(text: string): unknown {
  const reader = { text, at: 0 };
  if (next(reader) === undefined) return {};
  const value = readValue(reader);
  if (next(reader) !== undefined) unexpected(reader, "the end of the file");
  return value;
}

function readValue(reader: Reader): unknown {
  const first = next(reader);
  if (first === "{") return Object.fromEntries(readList(reader, "}", readEntry));
  if (first === "[") return readList(reader, "]", readValue);
  if (first === '"') return readString(reader);
  const literal = read(reader, LITERAL);
  return literal === undefined ? unexpected(reader, "a value") : parseToken(reader, literal);
}

function readEntry(reader: Reader): [string, unknown] {
  if (next(reader) !== '"') unexpected(reader, "a property name in double quotes");
  const name = readString(reader);
  if (next(reader) !== ":") unexpected(reader, "':'");
  reader.at++;
  return [name, readValue(reader)];
}

/** What stands between brackets; a comma may follow the last item. */
function readList<T>(reader: Reader, close: string, readItem: (reader: Reader) => T): T[] {
  const items: T[] = [];
  reader.at++;
  while (next(reader) !== close) {
    items.push(readItem(reader));
    if (next(reader) === ",") reader.at++;
    else if (next(reader) !== close) unexpected(reader, `',' or '${close}'`);
  }
  reader.at++;
  return items;
}

function readString(reader: Reader): string {
  const token = read(reader, STRING);
  return token === undefined ? unexpected(reader, "a string that ends in its line") : (parseToken(reader, token) as string);
}

function parseToken(reader: Reader, token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    reader.at -= token.length;
    return unexpected(reader, "a value");
  }
}

/** The next character that counts; undefined at the end. */
function next(reader: Reader): string | undefined {
  read(reader, BLANK);
  return reader.text[reader.at];
}

function read(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const token = pattern.exec(reader.text)?.[0];
  reader.at += token?.length ?? 0;
  return token;
}

function unexpected({ text, at }: Reader, expected: string): never {
  throw new JsonError(`expected ${expected}, not ${at < text.length ? `'${text[at]}'` : "the end of the file"}`, at);
}
