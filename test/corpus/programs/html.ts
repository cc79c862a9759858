import type { Program } from "../program.ts";

/** Push parsers of XML and HTML, each waiting in its own callbacks; a selector engine on top. */
export const program: Program = {
  packages: ["htmlparser2", "saxes", "cheerio"],
  interleaves: true,
  async open(load, { read }) {
    const [{ Parser }, { SaxesParser }, cheerio] = await Promise.all(["htmlparser2", "saxes", "cheerio"].map(load));
    const page = `<!doctype html><html><head><title>a &amp; b</title><script>if (a < b) "</p>"</script></head><body>${Array.from({ length: 60 }, (_, index) => `<p class="c${index % 3}" id=i${index}>text ${index}<br><b>bold</b> &lt;${"x".repeat(index % 7)}<!-- note -->`).join("")}<table><tr><td>1<td>2<tr><td>3</table></body></html>`;
    const xml = `<?xml version="1.0"?><r xmlns:a="urn:a">${Array.from({ length: 40 }, (_, index) => `<a:e n="${index}" a:m="&#65;">t${index}<![CDATA[<raw>]]><empty/></a:e>`).join("\n")}</r>`;
    const sources = ["cheerio/Readme.md", "saxes/README.md"].flatMap((name) => { try { return [read(name)]; } catch { return []; } });
    return (pause) => {
      const out: string[] = [];
      const parser = new Parser({
        onopentag: (name: string, attributes: Record<string, string>) => (pause(), void out.push(`<${name} ${JSON.stringify(attributes)}`)),
        ontext: (text: string) => void out.push(text),
        onclosetag: (name: string, implied: boolean) => (pause(), void out.push(`/${name} ${implied}`)),
        oncomment: (text: string) => void out.push(`!${text}`),
      });
      for (let at = 0; at < page.length; at += 100) parser.write(page.slice(at, at + 100));
      parser.end();
      const saxes = new SaxesParser({ xmlns: true, position: true });
      saxes.on("opentag", (tag: any) => (pause(), void out.push(`${tag.name} ${tag.uri} ${saxes.line}:${saxes.column} ${JSON.stringify(Object.keys(tag.attributes))}`)));
      saxes.on("text", (text: string) => void out.push(text));
      saxes.on("cdata", (text: string) => (pause(), void out.push(`[${text}]`)));
      saxes.write(xml).close();
      const $ = cheerio.load(page);
      $("p.c1").each((index: number, element: unknown) => (pause(), void ($(element) as any).attr("n", String(index)).append("<i>!</i>")));
      out.push($("p:nth-child(2n+1) > b").map((_: number, element: unknown) => ($(element) as any).parent().attr("id")).get().join(), $("table").html(), $.html(), ...sources.map((text) => cheerio.load(text).text()));
      return out.join("\n");
    };
  },
};
