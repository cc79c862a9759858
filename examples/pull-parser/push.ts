/** What both ways of reading share: how a document is pushed through sax, 64 KB at a time, and what comes out. */
"use greenlet";
import { closeSync, openSync, readSync } from "node:fs";
import type sax from "sax";

export interface Event {
  kind: "open" | "close" | "text";
  /** Of the element. */
  name: string;
  /** The text; of an opening tag its attributes. */
  value: string;
}

/** Calls `emit` for each event of the document, as a push parser does: it is done when it returns. */
export function push(file: string, parser: sax.SAXParser, emit: (event: Event) => void): void {
  const open: string[] = [];
  parser.onopentag = ({ name, attributes }) => {
    open.push(name);
    emit({ kind: "open", name, value: Object.entries(attributes).map(([key, value]) => `${key}=${value as string}`).join(" ") });
  };
  parser.onclosetag = (name) => {
    open.pop();
    emit({ kind: "close", name, value: "" });
  };
  parser.ontext = parser.oncdata = (value) => {
    if (value.trim() !== "") emit({ kind: "text", name: open.at(-1) ?? "", value });
  };
  parser.onerror = (error) => {
    throw error;
  };
  const decoder = new TextDecoder();
  const chunk = Buffer.allocUnsafe(65_536);
  const descriptor = openSync(file, "r");
  try {
    for (let size; (size = readSync(descriptor, chunk)) > 0; ) parser.write(decoder.decode(chunk.subarray(0, size), { stream: true }));
    parser.close();
  } finally {
    closeSync(descriptor);
  }
}
