/** The package: rows pushed, rows pulled, and how a field is written. */
export { PullReader } from "./pull-reader.ts";
export { quote, readRows, type Row } from "./rows.ts";
