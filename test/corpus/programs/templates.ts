import type { Program } from "../program.ts";

/** Five template engines. Four write code for `Function`, foreign frames in the middle of compiled ones; in callbacks of Mustache, which does not, the driver pauses. */
export const program: Program = {
  packages: ["handlebars", "mustache", "nunjucks", "ejs", "pug"],
  interleaves: true,
  async open(load) {
    const [Handlebars, Mustache, nunjucks, ejs, pug] = await Promise.all(["handlebars", "mustache", "nunjucks", "ejs", "pug"].map(load));
    const view = { title: "a < b", items: Array.from({ length: 12 }, (_, index) => ({ name: `${"xyz"[index % 3]}${index}`, price: 3 + index, sold: index % 2 === 1 })), nested: { deep: { value: [1, 2, 3] } } };
    return (pause) => {
      const out: string[] = [];
      const mustache = "{{#items}}<{{name}}{{^sold}} at {{price}}{{/sold}}>{{#loud}}it is {{name}}, {{shy}}{{/loud}}{{/items}}{{> part}}{{title}}{{{title}}}{{nested.deep.value.length}}{{=<% %>=}}<% title %>";
      out.push(Mustache.render(mustache, { ...view, shy: () => (pause(), "shh"), loud: () => (text: string, render: (text: string) => string) => (pause(), render(text).toUpperCase()) }, { part: "[{{title}}]" }));
      const handlebars = Handlebars.create();
      handlebars.registerHelper("times", function (this: unknown, count: number, options: any) {
        let text = "";
        for (let index = 0; index < count; index++) text += options.fn(this, { data: { index } });
        return text;
      });
      handlebars.registerPartial("row", "({{name}}{{#if sold}}!{{else}}?{{/if}})");
      out.push(handlebars.compile("{{#each items as |item at|}}{{at}}{{> row item}}{{/each}}{{#times 3}}<{{title}}>{{/times}}{{#with nested.deep}}{{value.[1]}}{{lookup value 2}}{{/with}}{{~! gone ~}} {{{{raw}}}}{{x}}{{{{/raw}}}}")(view), handlebars.precompile("{{a}}{{#b}}c{{/b}}"));
      const environment = new nunjucks.Environment(null, { autoescape: true });
      environment.addFilter("twice", (text: string) => text + text);
      out.push(environment.renderString("{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{% for item in items %}{{ loop.index }}{{ item.name | twice | upper }}{% if not loop.last %}, {% endif %}{% endfor %}{{ m(1) }}{% set x = [1, 2] | join('+') %}{{ x }}{{ title }}{{ items | sort(true, false, 'price') | map(attribute='name') | dump }}".replace(" | map(attribute='name')", ""), view));
      out.push(ejs.render("<% items.forEach((item) => { %><%= item.name %>:<%- item.price %>\n<% }); %><%= title %>", view, { strict: false }));
      out.push(pug.render("doctype html\nmixin row(item)\n  li(class={ sold: item.sold } data-x=item.price)= item.name\nul\n  each item in items\n    +row(item)\n  else\n    li none\n- var n = 3\nwhile n-- > 0\n  p #{n} !{title}\ncase n\n  when -1: b minus\n  default: i other", view));
      return out.join("\n");
    };
  },
};
