import type { Program } from "../program.ts";

/** ES modules that its CommonJS modules require. What those import would be loaded past the hooks, plain, so they are imported first. */
const MODULES = ["encoding-lite", "encoding", "whatwg", "base64"].map((name) => `@exodus/bytes/${name}.js`);
const FILES = ["jsdom/node_modules/parse5/dist/index.js", "@asamuzakjp/css-color/dist/esm/index.js", "@asamuzakjp/dom-selector/src/index.js"].map((name) => `./node_modules/${name}`);

/** A browser's DOM, ten megabytes of it: parsing, selectors, events whose listeners pause, serialising. */
export const program: Program = {
  packages: ["jsdom"],
  interleaves: true,
  async open(load) {
    for (const name of [...MODULES, ...FILES]) await load(name);
    const { JSDOM } = await load("jsdom");
    return (pause) => {
      const dom = new JSDOM(`<!doctype html><title>x</title><body><ul id=l>${Array.from({ length: 30 }, (_, index) => `<li class="c${index % 4}" data-n=${index}>${index}</li>`).join("")}</ul><form><input name=a value=1><select name=b><option selected>2</select></form></body>`, { url: "http://localhost/a?b=c" });
      const { document, Event, MutationObserver, DOMParser, XMLSerializer, FormData, getComputedStyle } = dom.window;
      const out: unknown[] = [];
      document.addEventListener("ping", (event: any) => (pause(), void out.push(`document ${event.eventPhase}`)), true);
      document.getElementById("l").addEventListener("ping", (event: any) => void (pause(), out.push(`list ${event.target.dataset.n}`), event.preventDefault()));
      for (const item of document.querySelectorAll("li.c2:not([data-n='6'])")) out.push(item.dispatchEvent(new Event("ping", { bubbles: true, cancelable: true })), item.previousElementSibling.textContent);
      new MutationObserver(() => undefined).observe(document, { subtree: true, childList: true });
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("li"));
      document.querySelector("ul").insertAdjacentHTML("beforeend", "<li style='color: red; margin: 1px 2px'>new<template><b>t</b></template>");
      const last = document.querySelector("ul").lastElementChild;
      out.push(range.toString(), last.style.marginLeft, getComputedStyle(last).color, last.cloneNode(true).outerHTML, [...new FormData(document.forms[0])], document.cookie, dom.window.location.search);
      out.push(new XMLSerializer().serializeToString(new DOMParser().parseFromString("<a b='c'><d/>&lt;</a>", "text/xml")), dom.serialize());
      return JSON.stringify(out);
    };
  },
};
