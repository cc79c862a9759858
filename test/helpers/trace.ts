/** Traces: what a generated program logs, as lines of text that do not depend on engine wording. */

const LIMIT = 5000;

/** `t(id, value)` for a program, and the lines it has logged. */
export function tracer(): { lines: string[]; t: (id: unknown, value: unknown) => unknown } {
  const lines: string[] = [];
  const t = (id: unknown, given: unknown): unknown => {
    const value = typeof given === "string" ? withoutWording(given) : given;
    if (lines.length < LIMIT) lines.push(`${String(id)} ${show(value, 2)}`);
    // Doubled strings would grow without bound.
    return typeof value === "string" && value.length > 60 ? value.slice(0, 10) : value;
  };
  return { lines, t };
}

/** A string that an error of the engine was made part of: its text is the compiler's where it made the check. */
const withoutWording = (text: string): string => text.replace(/\b((?:Type|Reference|Range|Syntax)Error): .*/s, "$1");

/** Without calling user code. Errors of the engine only by their name: their text may name what the compiler put there. */
export function show(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return showString(withoutWording(value));
    case "bigint":
      return `${value}n`;
    case "function":
      return `function ${nameOf(value)}/${value.length}`;
    case "object":
      return value === null ? "null" : showObject(value, depth);
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

const showString = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 30)}… ${text.length}` : text);

/** A class may have a static member called `name`. */
const nameOf = (value: object): string => String(Object.getOwnPropertyDescriptor(value, "name")?.value);

function showObject(value: object, depth: number): string {
  if (value instanceof Error) return value.constructor === Error ? `Error ${value.message}` : value.name;
  if (depth === 0) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) return `[${value.slice(0, 10).map((item) => show(item, depth - 1)).join()}]`;
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, 10);
  return `{${entries.map(([key, item]) => `${key}:${"value" in item ? show(item.value, depth - 1) : "accessor"}`).join()}}`;
}
