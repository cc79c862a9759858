import type { Program } from "../program.ts";

/** Checks and emits a real program, with an interleaved host; visits its trees. */
export const program: Program = {
  packages: ["typescript"],
  interleaves: true,
  async open(load, { read }) {
    const ts = await load("typescript");
    const names = ["immer/dist/immer.d.ts", "acorn/dist/acorn.d.ts", "terser/tools/terser.d.ts", "yaml/dist/index.d.ts"];
    const code = `interface Shape { kind: "a" | "b"; size: number }
      enum Colour { Red, Green = 5, Blue }
      abstract class Base<T extends Shape> { #items: T[] = []; add(item: T): this { this.#items.push(item); return this; } abstract total(): number; *all() { yield* this.#items; } }
      class Sum extends Base<Shape> { total() { let sum = 0; for (const { size } of this.all()) sum += size ** 2; return sum; } get colour() { return Colour.Blue; } }
      async function main(...shapes: Shape[]) { const sum = new Sum(); for await (const shape of shapes) sum.add({ ...shape }); return sum?.total() ?? 0; }
      const wrong: string = new Sum().total(); main({ kind: "c", size: 1 }); function f<T>(x: T extends string ? 1 : 2) { return x; } f<"a">(2);`;
    return (pause) => {
      const files = new Map<string, string>([["main.ts", code], ...names.map((name): [string, string] => [name.replaceAll("/", "-"), read(name)]), ["lib.d.ts", read("typescript/lib/lib.es5.d.ts")]]);
      const lines: string[] = [];
      const host = {
        fileExists: (name: string): boolean => files.has(name),
        readFile: (name: string): string | undefined => files.get(name),
        getSourceFile: (name: string, version: number): unknown => (pause(), files.has(name) ? ts.createSourceFile(name, files.get(name)!, version, true) : undefined),
        getDefaultLibFileName: (): string => "lib.d.ts",
        getCurrentDirectory: (): string => "",
        getCanonicalFileName: (name: string): string => name,
        useCaseSensitiveFileNames: (): boolean => true,
        getNewLine: (): string => "\n",
        writeFile: (name: string, text: string): void => void (pause(), lines.push(name, text)),
      };
      for (const target of [ts.ScriptTarget.ES5, ts.ScriptTarget.ES2022]) {
        const program = ts.createProgram([...files.keys()], { target, strict: true, declaration: true, sourceMap: true, noResolve: true, downlevelIteration: true, types: [] }, host);
        for (const item of ts.getPreEmitDiagnostics(program)) lines.push(`${item.file?.fileName}:${item.start} TS${item.code} ${ts.flattenDiagnosticMessageText(item.messageText, "\n")}`);
        program.emit();
        const visit = (node: any): void => {
          if (ts.isIdentifier(node) && node.text.length > 14) pause();
          ts.forEachChild(node, visit);
        };
        visit(program.getSourceFile("main.ts"));
      }
      return lines.join("\n");
    };
  },
};
