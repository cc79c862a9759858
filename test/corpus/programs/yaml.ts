import type { Program } from "../program.ts";

/** Two YAML implementations (one lexes and parses by generators) and a JSON schema compiler, which writes code. */
export const program: Program = {
  packages: ["yaml", "js-yaml", "ajv"],
  interleaves: true,
  async open(load) {
    const [yaml, jsYaml, { default: Ajv }] = await Promise.all(["yaml", "js-yaml", "ajv"].map(load));
    const source = `# comment
base: &base {a: 1, b: [x, y, "z\\n"], c: {q: , r: }}
more:
  <<: *base
  text: |
    two
    lines
  folded: >-
    one
    line
  ? complex key
  : - 1
    - 0x1F
    - 1e3
    - .inf
    - ~
    - 2001-12-14t21:59:43.10-05:00
`.repeat(1);
    const schema = { type: "object", required: ["a"], properties: { a: { type: "integer", minimum: 2 }, b: { type: "array", items: { anyOf: [{ type: "string", pattern: "^x" }, { $ref: "#/definitions/n" }] } } }, definitions: { n: { type: "number", multipleOf: 3 } }, additionalProperties: false };
    return (pause) => {
      const out: unknown[] = [];
      const document = yaml.parseDocument(source, { keepSourceTokens: true, merge: true });
      yaml.visit(document, {
        Scalar: (_: unknown, node: any) => void (pause(), out.push(String(node.value))),
        Pair: () => void pause(),
      });
      out.push(document.toString(), yaml.stringify(document.toJS({ onAnchor: () => pause() })), yaml.parse(source, (key: unknown, value: unknown) => (pause(), key === "a" ? 7 : value), { merge: true }));
      out.push(yaml.parseDocument("a: [1\nb: }").errors.map((error: Error) => error.message));
      const loaded = jsYaml.load(source, { listener: () => pause() });
      out.push(loaded, jsYaml.dump(loaded, { sortKeys: (left: string, right: string) => (left < right ? 1 : -1), flowLevel: 2 }));
      const ajv = new Ajv({ allErrors: true });
      const validate = ajv.compile(schema);
      for (const value of [{ a: 3, b: ["x1", 9] }, { a: 1, b: ["y", 4], z: 0 }, { b: null }]) out.push(validate(value), validate.errors);
      return JSON.stringify(out, null, 1);
    };
  },
};
