/**
 * Template objects: one per site whoever evaluates it (ECMA-262 §13.2.8.4 GetTemplateObject), so both forms take it from one place in the file.
 *
 *     tag`a${x}b`      tag($template1(), x)          const $template1 = () => (($) => $)`a${0}b`;
 */
import { t } from "./babel.ts";
import type { Names } from "./names.ts";
import { id, morph } from "./nodes.ts";

export class TemplateTable {
  readonly entries: { readonly name: string; readonly quasi: t.TemplateLiteral }[] = [];
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /** Turns a tagged template into the call that it is. */
  makeCall(node: t.TaggedTemplateExpression): void {
    const { tag, quasi } = node;
    morph(node, t.callExpression(tag, [this.#objectOf(node), ...(quasi.expressions as t.Expression[])]));
  }

  #objectOf(node: t.TaggedTemplateExpression): t.Expression {
    const name = this.#names.topLevel(`$template${this.entries.length + 1}`);
    const quasi = t.cloneNode(node.quasi);
    quasi.expressions = quasi.expressions.map(() => t.numericLiteral(0));
    this.entries.push({ name, quasi });
    return t.callExpression(id(name), []);
  }
}
