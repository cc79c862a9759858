/** The same package in an app that nothing is compiled of: as any other package, and with the package's own greenlets. */
import { PullReader, quote, readRows } from "pull-csv";

const once = (text) => {
  const pieces = [text];
  return () => pieces.shift();
};
const rows = [];
console.log(readRows(once('a,"b, c"\nd,e\n'), (row) => rows.push(row)), JSON.stringify(rows), quote("b, c"));

const left = new PullReader(once("1\n2\n3\n"));
const right = new PullReader(once("one\ntwo\nthree\n"));
for (let a = left.next(), b = right.next(); a && b; a = left.next(), b = right.next()) console.log(a[0], b[0]);
