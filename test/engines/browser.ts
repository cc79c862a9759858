/** Browsers as engines: the script is loaded into an empty page of a headless one, and the jobs are handed to that page. */
import { existsSync } from "node:fs";
import type { Engine, Job, OpenEngine, Outcome } from "./engine.ts";

/** A page of a browser that was started for it. */
interface Page {
  readonly version: string;
  /** Runs a script's text in the page. */
  load(script: string): Promise<unknown>;
  /** Calls `doJob` in the page. */
  doJob(job: Job): Promise<string>;
  close(): Promise<unknown>;
}

type DoJob = (job: Job) => Promise<string>;

/** Where Debian installs them; CHROMIUM and FIREFOX say otherwise. */
export const CHROMIUM: string = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const FIREFOX: string = process.env["FIREFOX"] ?? "/usr/bin/firefox-esr";

async function chromiumPage(): Promise<Page> {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  const page = await browser.newPage();
  return {
    version: browser.version(),
    load: (script) => page.addScriptTag({ content: script }),
    doJob: (job) => page.evaluate((given) => (globalThis as unknown as { doJob: DoJob }).doJob(given), job),
    close: () => browser.close(),
  };
}

async function firefoxPage(): Promise<Page> {
  const puppeteer = await import("puppeteer-core");
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
  const page = await browser.newPage();
  return {
    version: (await browser.version()).replace(/^firefox\//i, ""),
    load: (script) => page.addScriptTag({ content: script }),
    // As text: puppeteer walks objects one property at a time.
    doJob: (job) => page.evaluate((given) => (globalThis as unknown as { doJob: DoJob }).doJob(JSON.parse(given) as Job), JSON.stringify(job)),
    close: () => browser.close(),
  };
}

function browserEngine(name: string, binary: string, open: () => Promise<Page>): OpenEngine {
  return async () => {
    if (!existsSync(binary)) throw new Error(`${name}: there is no ${binary}; Debian has it: apt-get install ${name === "chromium" ? "chromium" : "firefox-esr"}`);
    const page = await open();
    await page.close();
    return { name, version: page.version, run: (script, jobs, timeout) => runAll(open, script, jobs, timeout) } satisfies Engine;
  };
}

/** A job that takes too long, or after which the page is gone, ends its browser: the next one gets a new one. */
async function runAll(open: () => Promise<Page>, script: string, jobs: readonly Job[], timeout: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < jobs.length) {
    const page = await open();
    try {
      await page.load(script);
      let isBroken = false;
      while (outcomes.length < jobs.length && !isBroken) {
        const job = jobs[outcomes.length]!;
        const outcome = await within(page.doJob(job), timeout);
        outcomes.push({ name: job.name, ...outcome });
        isBroken = "broken" in outcome;
      }
    } finally {
      await page.close();
    }
  }
  return outcomes;
}

async function within(promise: Promise<string>, timeout: number): Promise<{ result: string } | { broken: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ broken: string }>((resolve) => (timer = setTimeout(() => resolve({ broken: `nothing happened for ${timeout / 1000} s` }), timeout)));
  try {
    return await Promise.race([promise.then((result) => ({ result })), late]);
  } catch (error) {
    return { broken: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}

export const openChromium: OpenEngine = browserEngine("chromium", CHROMIUM, chromiumPage);
export const openFirefox: OpenEngine = browserEngine("firefox", FIREFOX, firefoxPage);
