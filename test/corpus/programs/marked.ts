import type { Program } from "../program.ts";

/** Three Markdown implementations on the packages' own READMEs, with renderers and rules of ours that pause. */
export const program: Program = {
  packages: ["marked", "markdown-it", "commonmark", "highlight.js"],
  interleaves: true,
  async open(load, { read }) {
    const [{ Marked }, MarkdownIt, commonmark, highlight] = await Promise.all(["marked", "markdown-it", "commonmark", "highlight.js"].map(load));
    const texts = ["acorn/README.md", "terser/README.md", "yaml/README.md"].map(read);
    return (pause) => {
      const out: string[] = [];
      const marked = new Marked({ renderer: { heading({ text, depth }: { text: string; depth: number }) { pause(); return `<h${depth}>${text}</h${depth}>`; } } });
      const markdownIt = new MarkdownIt({ html: true, linkify: true, typographer: true, highlight: (code: string, language: string) => (pause(), highlight.getLanguage(language) ? highlight.highlight(code, { language }).value : "") });
      const previous = markdownIt.renderer.rules.link_open ?? ((tokens: any, index: number, options: unknown, _: unknown, self: any) => self.renderToken(tokens, index, options));
      markdownIt.renderer.rules.link_open = (...args: unknown[]) => (pause(), previous(...args));
      for (const text of texts) {
        out.push(marked.parse(text), markdownIt.render(text));
        const tree = new commonmark.Parser({ smart: true }).parse(text);
        const walker = tree.walker();
        for (let event = walker.next(); event !== null; event = walker.next()) if (event.entering && event.node.type === "code") pause();
        out.push(new commonmark.HtmlRenderer({ sourcepos: true }).render(tree), new commonmark.XmlRenderer().render(tree));
      }
      return out.join("\n");
    };
  },
};
