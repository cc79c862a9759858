"use greenlet";
/** An app with a package that was compiled before: its parser is suspended inside the package, by callbacks that the app hands in. */
import { getCurrent, Greenlet } from "greenlets";
import { sleep, spawn } from "greenlets/hub";
import { PullReader, readRows, type Row } from "pull-csv";

const LEFT = `1,"Austen, Jane"\n3,Kafka\n5,"Poe, ""Edgar"" Allan"\n`;
const RIGHT = "2,Borges\n4,Lem\n6,Woolf\n";

/** Hands out a text in pieces; `before` is called before each. */
function inPieces(text: string, before: () => void): () => string | undefined {
  let at = 0;
  return () => {
    before();
    const piece = text.slice(at, at + 5);
    at += piece.length;
    return piece === "" ? undefined : piece;
  };
}

/** Two parsers in lockstep, each waiting inside the package for its turn. */
function merged(left: PullReader, right: PullReader): Row[] {
  const rows: Row[] = [];
  let a = left.next();
  let b = right.next();
  while (a !== undefined || b !== undefined) {
    if (b === undefined || (a !== undefined && Number(a[0]) < Number(b[0]))) {
      rows.push(a!);
      a = left.next();
    } else {
      rows.push(b);
      b = right.next();
    }
  }
  return rows;
}

const open = (text: string): PullReader => new PullReader(inPieces(text, () => {}));
console.log(merged(open(LEFT), open(RIGHT)).map((row) => row.join(" = ")).join("; "));

/** A task's reader: it waits for text, and for whoever takes a row, below calls of the package. */
function received(name: string, text: string, log: string[]): number {
  return readRows(inPieces(text, () => sleep(0)), ([number]) => {
    log.push(`${name}${number}`);
    sleep(1);
  });
}

const log: string[] = [];
const tasks = [spawn(received, "left ", LEFT, log), spawn(received, "right ", RIGHT, log)];
const counts = await Promise.all(tasks);
console.log(`${counts.join(" and ")} rows: ${[...log].sort().join(", ")}`);

const main = getCurrent();
const parser = new Greenlet(() => readRows(inPieces(RIGHT, () => main.switch("reading")), () => {}));
parser.switch();
console.log(`it waits in ${parser.frames().map((frame) => frame.function).join(", ")}`);
