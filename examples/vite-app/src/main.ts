"use greenlet";
import { spawn, wait } from "greenlets/hub";
import { failing, totalSize } from "./catalogue.ts";
import { pairs } from "./feeds.ts";
import { greeting } from "./greeting.ts";

const element = (id: string): HTMLElement => document.getElementById(id)!;

function show(name: string): void {
  const item = document.createElement("li");
  item.textContent = name;
  element("visited").append(item);
}

let task: ReturnType<typeof spawn> | undefined;

element("total").onclick = () => {
  element("visited").replaceChildren();
  task = spawn(() => {
    try {
      element("result").textContent = `total ${totalSize("root", show)}`;
    } finally {
      element("total").dataset["done"] = "yes";
    }
  });
};
element("stop").onclick = () => task?.kill();
element("fail").onclick = () => void spawn(failing, 3);

element("in-worker").onclick = () => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => (element("result").textContent = `worker ${data}`);
  worker.postMessage("root");
};

function greet(make: typeof greeting): void {
  spawn(() => void (element("greeting").textContent = make("greenlets")));
}

greet(greeting);
import.meta.hot?.accept("./greeting.ts", (module) => module && greet(module["greeting"] as typeof greeting));

spawn(() => {
  const [left, right] = ["left", "right"].map((name) => wait(wait(fetch(`/data/${name}.xml`)).text()));
  for (const pair of pairs(left!, right!)) {
    const row = document.createElement("tr");
    row.append(...pair.map((title) => Object.assign(document.createElement("td"), { textContent: title })));
    element("feeds").append(row);
  }
});
