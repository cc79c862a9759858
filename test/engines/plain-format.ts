/** `util.format` for programs that print words and numbers: what npm test runs in a browser, where nothing has been installed for it. */
export function format(...values: readonly unknown[]): string {
  return values.map((value) => (typeof value === "bigint" ? `${value}n` : String(value))).join(" ");
}
