/**
 * Introspection: what `Greenlet.prototype` has beside switching, and what becomes known of errors. Added to the realm when `greenlets` is loaded, once,
 * whichever copy of the package comes first.
 */
import type { Greenlet } from "../core/greenlet.ts";
import { $ } from "../core/realm.ts";
import { depthOf, framesOf, linesOf, placeOf, positionOf, titleOf } from "./frames.ts";
import { passing, pathOf, stackOf } from "./path.ts";

export interface Inspect {
  pathOf: typeof pathOf;
  stackOf: typeof stackOf;
}

if (!("pathOf" in $)) {
  Object.assign($, { passing, pathOf, stackOf } satisfies Inspect & Partial<typeof $>);
  Object.defineProperties($.Greenlet.prototype, {
    frames: {
      value: function frames(this: Greenlet) {
        return framesOf(this);
      },
      writable: true,
      configurable: true,
    },
    depth: {
      get(this: Greenlet) {
        return depthOf(this);
      },
      configurable: true,
    },
    stack: {
      get(this: Greenlet) {
        return [titleOf(this), ...linesOf(this)].join("\n");
      },
      configurable: true,
    },
    [Symbol.for("nodejs.util.inspect.custom")]: { value: inspectGreenlet, writable: true, configurable: true },
  });
}

interface InspectOptions {
  stylize?: (text: string, style: string) => string;
}

/** Fields of every greenlet, which are not the user's. */
const internal: ReadonlySet<PropertyKey> = new Set(Reflect.ownKeys($.main));
/** Greenlets may have each other as attributes. */
const inspecting = new Set<Greenlet>();

/** What `util.inspect` and `console.log` of Node, and of those that do as it does, show: `<Worker suspended at read (parser.ts:12:5)> { name: "x" }`. */
function inspectGreenlet(this: Greenlet, depth: number | null, options: InspectOptions, inspect?: (value: unknown, options: object) => string): unknown {
  if (!Object.hasOwn(this, "$state")) return this; // an object that only inherits from one
  const title = titleOf(this, this === $.current || this.$top === null ? "" : shortLine(this));
  const line = options.stylize?.(title, "special") ?? title;
  const keys = Reflect.ownKeys(this).filter((key) => !internal.has(key) && Object.prototype.propertyIsEnumerable.call(this, key));
  if (keys.length === 0 || inspect === undefined || inspecting.has(this) || (depth !== null && depth < 0)) return line;
  inspecting.add(this);
  try {
    const attributes = Object.fromEntries(keys.map((key) => [key, null]));
    for (const key of keys) Object.defineProperty(attributes, key, Object.getOwnPropertyDescriptor(this, key)!);
    return `${line} ${inspect(attributes, { ...options, depth })}`;
  } finally {
    inspecting.delete(this);
  }
}

/** ` at read (parser.ts:12:5)` */
function shortLine({ $top }: Greenlet): string {
  const position = positionOf($top!.fn, $top!.at);
  return ` at ${placeOf({ ...position, file: position.file.split(/[/\\]/).at(-1)! })}`;
}
