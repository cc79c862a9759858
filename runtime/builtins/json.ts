"use greenlet";
/** `JSON.parse` with a reviver and `JSON.stringify` with a replacer: ECMA-262 §25.5.1, §25.5.2. A replacer that is no function goes to the standard one. */
import { type AnyFunction, type Bag, call, callNative, defineProperty, isArray, isCapable, isObject, lengthOf, put, toInteger } from "./operations.ts";

const { parse, stringify } = JSON;
const { isRawJSON } = JSON as unknown as { isRawJSON?: (value: unknown) => boolean };
const { keys } = Object;
const { is } = Object;
const { deleteProperty } = Reflect;
const { slice } = String.prototype;
const { valueOf: valueOfNumber } = Number.prototype;
const { valueOf: valueOfString } = String.prototype;
const { valueOf: valueOfBoolean } = Boolean.prototype;
const { valueOf: valueOfBigInt } = BigInt.prototype;
const MapConstructor = Map;
const { get, set } = Map.prototype;

/** Where each value of a parsed text came from, by its object and key; null where revivers are not told (before Node 21). */
type Sources = Map<unknown, Map<string, { readonly value: unknown; readonly source: unknown }>>;

const tellsSource = ((): boolean => {
  let count = 0;
  callNative(parse, undefined, "1", (...args: unknown[]) => (count = args.length));
  return count > 2;
})();

export const jsonTwins = {
  parse(text: unknown, reviver: unknown): unknown {
    if (!isCapable(reviver)) return callNative(parse, undefined, text, reviver);
    const sources: Sources | null = tellsSource ? new MapConstructor() : null;
    const root: Bag = sources === null ? { "": callNative(parse, undefined, text) } : parseWithSources(text, sources);
    return revive(root, "", reviver, sources, root);
  },

  stringify(value: unknown, replacer: unknown, space: unknown): unknown {
    if (!isCapable(replacer)) return callNative(stringify, undefined, value, replacer, space);
    const state: State = { replacer, gap: gapOf(space), stack: [] };
    return serialize(state, "", { "": value }, "");
  },
};
Object.defineProperty(jsonTwins.stringify, "length", { value: 3 });

/** InternalizeJSONProperty. `expected` is what the parser made there: as long as that stands, its source is told. */
function revive(holder: Bag, key: string, reviver: AnyFunction, sources: Sources | null, parsedHolder: unknown): unknown {
  const value = holder[key];
  const record = sources === null ? undefined : recordOf(sources, parsedHolder, key);
  const isUnchanged = record !== undefined && is(record.value, value);
  if (isObject(value)) {
    const object = value as Bag;
    const names = isArray(value) ? null : (keys(value) as string[]);
    const length = names === null ? lengthOf(value) : names.length;
    for (let index = 0; index < length; index++) {
      const name = names === null ? `${index}` : names[index]!;
      const item: unknown = revive(object, name, reviver, sources, isUnchanged ? value : undefined);
      if (item === undefined) deleteProperty(object, name);
      else defineProperty(object, name, { value: item, writable: true, enumerable: true, configurable: true });
    }
  }
  if (sources === null) return call(reviver, holder, key, value);
  const context = isUnchanged && !isObject(value) ? { source: record.source } : {};
  return call(reviver, holder, key, value, context);
}

/** The standard function tells a reviver the sources; ours remembers them and changes nothing. Returns the object around the value. */
function parseWithSources(text: unknown, sources: Sources): Bag {
  "use plain";
  let root: Bag = {};
  callNative(parse, undefined, text, function (this: Bag, key: string, value: unknown, context: { source?: unknown }): unknown {
    root = this;
    let records = callNative(get, sources, this) as Map<string, unknown> | undefined;
    if (records === undefined) callNative(set, sources, this, (records = new MapConstructor()));
    callNative(set, records, key, { value, source: context.source });
    return value;
  });
  return root;
}

function recordOf(sources: Sources, holder: unknown, key: string): { readonly value: unknown; readonly source: unknown } | undefined {
  "use plain";
  const records = callNative(get, sources, holder) as Map<string, { value: unknown; source: unknown }> | undefined;
  return records === undefined ? undefined : (callNative(get, records, key) as { value: unknown; source: unknown } | undefined);
}

interface State {
  readonly replacer: AnyFunction;
  readonly gap: string;
  /** The objects around, outermost first. */
  readonly stack: unknown[];
}

/** SerializeJSONProperty. */
function serialize(state: State, key: string, holder: Bag, indent: string): string | undefined {
  let value = holder[key];
  if (isObject(value) || typeof value === "bigint") {
    const toJSON = (value as Bag)["toJSON"];
    if (typeof toJSON === "function") value = call(toJSON, value, key);
  }
  value = call(state.replacer, holder, key, value);
  if (isObject(value) && typeof value !== "function") {
    if (isRawJSON?.(value)) return (value as Bag)["rawJSON"] as string;
    value = unwrapped(value);
    if (isObject(value)) return isArray(value) ? serializeArray(state, value as unknown as Bag, indent) : serializeObject(state, value as Bag, indent);
  }
  if (typeof value === "bigint") throw new TypeError("Do not know how to serialize a BigInt");
  return callNative(stringify, undefined, typeof value === "function" ? undefined : value) as string | undefined;
}

function serializeObject(state: State, object: Bag, indent: string): string {
  enter(state, object);
  const names = keys(object) as string[];
  const inner = indent + state.gap;
  let text = "";
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!;
    const item: string | undefined = serialize(state, name, object, inner);
    if (item === undefined) continue;
    const member = (callNative(stringify, undefined, name) as string) + (state.gap === "" ? ":" : ": ") + item;
    text += (text === "" ? "" : ",") + (state.gap === "" ? "" : "\n" + inner) + member;
  }
  state.stack.length--;
  return text === "" ? "{}" : `{${text}${state.gap === "" ? "" : "\n" + indent}}`;
}

function serializeArray(state: State, object: Bag, indent: string): string {
  enter(state, object);
  const length = lengthOf(object);
  const inner = indent + state.gap;
  let text = "";
  for (let index = 0; index < length; index++) {
    const item: string | undefined = serialize(state, `${index}`, object, inner);
    text += (index === 0 ? "" : ",") + (state.gap === "" ? "" : "\n" + inner) + (item ?? "null");
  }
  state.stack.length--;
  return text === "" ? "[]" : `[${text}${state.gap === "" ? "" : "\n" + indent}]`;
}

function enter({ stack }: State, object: unknown): void {
  "use plain";
  for (let index = 0; index < stack.length; index++) if (stack[index] === object) throw new TypeError("Converting circular structure to JSON");
  put(stack, stack.length, object);
}

/** The primitive in a wrapper object; any other object itself. */
function unwrapped(object: object): unknown {
  "use plain";
  if (isBrand(valueOfNumber, object)) return +(object as unknown as number);
  if (isBrand(valueOfString, object)) return `${object as unknown as string}`;
  if (isBrand(valueOfBoolean, object)) return callNative(valueOfBoolean, object);
  if (isBrand(valueOfBigInt, object)) return callNative(valueOfBigInt, object);
  return object;
}

/** Only an object of the right nature has such a value. */
function isBrand(valueOf: unknown, object: object): boolean {
  "use plain";
  try {
    callNative(valueOf, object);
    return true;
  } catch {
    return false;
  }
}

/** Steps 5 to 8 of JSON.stringify. */
function gapOf(space: unknown): string {
  "use plain";
  if (isObject(space)) {
    if (isBrand(valueOfNumber, space)) space = +(space as unknown as number);
    else if (isBrand(valueOfString, space)) space = `${space as unknown as string}`;
  }
  if (typeof space === "number") return callNative(slice, "          ", 0, toInteger(space) < 0 ? 0 : toInteger(space)) as string;
  return typeof space === "string" ? (callNative(slice, space, 0, 10) as string) : "";
}
