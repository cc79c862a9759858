/**
 * Two infinite loops at once: a window's event loop, which pushes keys, and a command line, which pulls characters. `readNextChar` gives control to the event loop, and
 * `eventKeydown` gives the key to whoever waits in `readNextChar`.
 */
"use greenlet";
import assert from "node:assert/strict";
import { getCurrent, Greenlet } from "greenlets";

const done: string[] = [];

function readNextChar(): string {
  return eventLoop.switch() as string;
}

/** As it would be written for a terminal: it reads until it has a line, then does what the line says. */
function processCommands(): void {
  for (;;) {
    const line = readLine();
    if (line === "quit") break;
    done.push(`did ${line}`);
  }
  done.push("are you sure?");
  if (readNextChar() === "y") done.push("good bye");
}

function readLine(): string {
  let line = "";
  for (let char = readNextChar(); char !== "\n"; char = readNextChar()) line += char;
  return line;
}

/** The toolkit knows nothing of greenlets: it calls a handler and expects it to return. */
class Toolkit {
  readonly #events = "save\nclose\nquit\ny".split("");
  mainLoop(eventKeydown: (key: string) => void): void {
    for (const key of this.#events) eventKeydown(key);
  }
}

const eventLoop = getCurrent();
const commands = new Greenlet(processCommands);
commands.switch(); // as far as its first readNextChar
new Toolkit().mainLoop((key) => void commands.switch(key));

assert.deepEqual(done, ["did save", "did close", "are you sure?", "good bye"]);
assert.ok(commands.dead);
console.log("ok: keyboard: the command line read what the event loop pushed");
