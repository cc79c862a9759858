/** examples/vite-app, served by Vite and built by it, in headless Chromium. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { Browser } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type * as Vite from "vite";
import { launch, noBrowser, open, type OpenPage } from "./bundlers/browser.ts";
import { type BundledProject, makeProject } from "./bundlers/project.ts";

if (noBrowser !== undefined) console.log(`not run: examples/vite-app in a browser: ${noBrowser}`);

const app = suite("vite-app");
const test = noBrowser === undefined ? app : app.skip;

let project: BundledProject;
let vite: typeof Vite;
let browser: Browser;

app.before(async () => {
  if (noBrowser !== undefined) return;
  project = makeProject("examples/vite-app");
  vite = (await import(pathToFileURL(join(project.path, "node_modules/vite/dist/node/index.js")).href)) as typeof Vite;
  browser = await launch();
});

app.after(async () => {
  await browser?.close();
  project?.remove();
});

const settings = (): Vite.InlineConfig => ({ root: project.path, logLevel: "error", server: { port: 0, host: "127.0.0.1" }, preview: { port: 0, host: "127.0.0.1" } });

/** What the page does, whoever serves it. */
async function behaves({ page, text, problems }: OpenPage): Promise<void> {
  await text("#greeting", "Hello, greenlets");
  await text("#feeds", "oneunotwodue");
  await page.click("#total");
  await text("#result", "total 4321");
  await text("#visited", "rootmusicjazzbooks");
  await page.click("#in-worker");
  await text("#result", "worker 4321");
  assert.equal(problems, []);
}

/** A task that is killed in the middle of a fetch runs its `finally`, and nothing else. */
async function stops({ page, text, problems }: OpenPage): Promise<void> {
  await page.evaluate(`document.querySelector("#result").textContent = ""; delete document.querySelector("#total").dataset.done`);
  await page.route("**/jazz.json", () => {});
  await page.click("#total");
  await text("#visited", "rootmusic");
  await page.click("#stop");
  await page.waitForSelector("#total[data-done=yes]");
  await text("#result", "");
  await page.unroute("**/jazz.json");
  assert.equal(problems, []);
}

/** A module that takes its own replacement. */
const HOT = `"use greenlet";
import { spawn, wait } from "greenlets/hub";

const version = 1;

function inner(gate: Promise<unknown>): number {
  wait(gate);
  return version;
}

const shared = globalThis as { [name: string]: any };
shared.version = version;
shared.start = (gate: Promise<unknown>) => spawn(() => inner(gate) + 10);
import.meta.hot?.accept();
`;

/** Greenlets that are suspended in a function of a replaced module go on in the old one. */
async function goesOnInOldCode({ page, problems }: OpenPage): Promise<void> {
  project.write("src/hot.ts", HOT);
  await page.evaluate(`import("/src/hot.ts").then(() => { const gate = new Promise((resolve) => (globalThis.open = resolve)); globalThis.old = globalThis.start(gate); })`);
  await page.waitForFunction("globalThis.old !== undefined");
  project.write("src/hot.ts", HOT.replace("version = 1", "version = 2"));
  await page.waitForFunction("globalThis.version === 2");
  assert.equal(await page.evaluate("globalThis.open(), Promise.all([globalThis.old, globalThis.start(Promise.resolve())])"), [11, 12]);
  assert.equal(problems, []);
}

/** The error that nobody catches, with its innermost frame mapped by the map that the page's server has. */
async function failsAt({ page, stacks, problems }: OpenPage): Promise<string> {
  await page.click("#fail");
  await page.waitForFunction("true");
  for (let round = 0; round < 100 && stacks.length === 0; round++) await page.waitForTimeout(20);
  assert.equal(problems.splice(0), ["nothing in music"]);
  const [, url, line, column] = /\((http[^)]+):(\d+):(\d+)\)|at (http\S+):(\d+):(\d+)/.exec(stacks[0]!)!.slice(0).filter((item) => item !== undefined);
  const script = await (await fetch(url!)).text();
  const mapUrl = script.match(/\/\/# sourceMappingURL=(\S+)\s*$/)![1]!;
  const map = mapUrl.startsWith("data:") ? Buffer.from(mapUrl.replace(/^[^,]*,/, ""), "base64").toString() : await (await fetch(new URL(mapUrl, url))).text();
  const found = originalPositionFor(new TraceMap(map), { line: Number(line), column: Number(column) - 1 });
  return `${found.source?.split("/").at(-1)}:${found.line}`;
}

const failingLine = (): string => `catalogue.ts:${project.read("src/catalogue.ts").split("\n").findIndex((line) => line.includes("throw new RangeError")) + 1}`;

test("the dev server: behaviour, one copy of the runtime, stacks, hot replacement", async () => {
  const server = await vite.createServer(settings());
  try {
    await server.listen();
    const opened = await open(browser, server.resolvedUrls!.local[0]!);
    await behaves(opened);
    await stops(opened);
    assert.is(await failsAt(opened), failingLine());
    const runtimes = opened.loaded.filter((path) => /greenlets/.test(path));
    assert.equal(runtimes.filter((path) => !path.includes("/.vite/deps/")), [], "the runtime is bundled ahead, nothing of it is loaded beside that");
    const ahead = join(project.path, "node_modules/.vite/deps");
    const copies = readdirSync(ahead).filter((file) => file.endsWith(".js") && readFileSync(join(ahead, file), "utf8").includes("greenlets.runtime."));
    assert.is(copies.length, 1, `the page's code and sax have the same copy: ${copies.join(", ")}`);
    await opened.page.evaluate("globalThis.isSamePage = true");
    project.write("src/greeting.ts", project.read("src/greeting.ts").replace("Hello", "Good morning"));
    await opened.text("#greeting", "Good morning, greenlets");
    await goesOnInOldCode(opened);
    assert.is(await opened.page.evaluate("globalThis.isSamePage"), true);
    assert.equal(opened.problems, []);
  } finally {
    project.write("src/greeting.ts", project.read("src/greeting.ts").replace("Good morning", "Hello"));
    await server.close();
  }
});

test("the build, minified: behaviour and stacks", async () => {
  await vite.build(settings());
  const server = await vite.preview(settings());
  try {
    const opened = await open(browser, server.resolvedUrls!.local[0]!);
    await behaves(opened);
    await stops(opened);
    assert.is(await failsAt(opened), failingLine());
  } finally {
    await server.close();
  }
});

app.run();
