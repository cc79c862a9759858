/**
 * Prints the bodies of outermost functions, each as soon as it is compiled: its nodes, many times those of the source, are garbage before the next
 * function is looked at.
 */
import type { t } from "../babel.ts";
import { Output, type Piece } from "./output.ts";
import { Printer } from "./printer.ts";

const DEEPEST_INDENT = 40;

export class BodyPrinter {
  readonly #source: string;
  readonly #filename: string;
  readonly #output = new Output();

  constructor(source: string, filename: string) {
    this.#source = source;
    this.#filename = filename;
  }

  /** @param start where the body will stand. */
  print(body: t.BlockStatement, start: number): Piece {
    new Printer(this.#output, this.#filename, this.#indentAt(start)).printRoot(body);
    return this.#output.take();
  }

  /** How far the line of an offset is indented, in steps of the printer; not as far as in a line of a thousand spaces. */
  #indentAt(offset: number): number {
    const lineStart = this.#source.lastIndexOf("\n", offset - 1) + 1;
    const white = /^[ \t]*/.exec(this.#source.slice(lineStart, offset))![0];
    return Math.min(Math.floor(white.replaceAll("\t", "  ").length / 2), DEEPEST_INDENT);
  }
}
