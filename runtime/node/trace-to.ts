/** `traceTo(file)`: a recording of all switches, to be looked at. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { ChromeEvent } from "../trace/chrome-trace.ts";
import { ChromeTrace } from "../trace/chrome-trace.ts";
import { setTrace } from "../trace/set-trace.ts";
import { $ } from "../core/realm.ts";

/** So many characters are kept before they are written. */
const CHUNK = 1 << 16;

/**
 * Records every switch from now on in a file of the Chrome Trace Event format: a row for each greenlet, a slice for each stretch that it ran (what it did then, and where it waits, is in
 * its arguments), an arrow for each switch. Open it in https://ui.perfetto.dev, https://www.speedscope.app or `chrome://tracing`.
 *
 * A trace callback that is set meanwhile (`setTrace`) ends the recording; one that was set before does not see the switches meanwhile, and is back afterwards.
 *
 * @param file path of the file; what is there is overwritten.
 * @returns ends the recording and completes the file. It ends by itself when the process exits.
 * @throws the error of the file system when the file cannot be written.
 */
export function traceTo(file: string): () => void {
  const descriptor = openSync(file, "w");
  let text = "[";
  let separator = "\n";
  let isOpen = true;
  const flush = (): void => {
    writeSync(descriptor, text);
    text = "";
  };
  const emit = (event: ChromeEvent): void => {
    text += separator + JSON.stringify(event);
    separator = ",\n";
    if (text.length > CHUNK) flush();
  };
  const chrome = new ChromeTrace(emit, () => Math.round(performance.now() * 1000), process.pid);
  const previous = setTrace(chrome.trace);
  const stop = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off("exit", stop);
    if ($.trace === chrome.trace) setTrace(previous);
    chrome.finish($.current);
    text += "\n]\n";
    flush();
    closeSync(descriptor);
  };
  process.on("exit", stop);
  return stop;
}
