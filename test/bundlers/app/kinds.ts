/** A plain module: nothing of it is compiled by greenlets, and the enum is the bundler's to compile. */
export enum Kind {
  Open = "open",
  Close = "close",
  Text = "text",
}

export interface Event {
  kind: Kind;
  value: string;
}
