/** Debian's Chromium, driven without a window. */
import { existsSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"];

/** Why there can be no test in a browser; undefined when there can. */
export const noBrowser: string | undefined = existsSync(EXECUTABLE) ? undefined : `${EXECUTABLE} is not installed (apt-get install chromium)`;

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

export interface OpenPage {
  page: Page;
  /** What went wrong in the page: errors in the console, and those that nobody caught. */
  problems: string[];
  /** Paths that were loaded. */
  loaded: string[];
  /** The stack of each error that nobody caught. */
  stacks: string[];
  /** Waits until the element has this text. */
  text(selector: string, expected: string): Promise<void>;
}

export async function open(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage();
  const problems: string[] = [];
  const stacks: string[] = [];
  const loaded: string[] = [];
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  page.on("pageerror", (error) => {
    problems.push(error.message);
    stacks.push(error.stack ?? "");
  });
  page.on("response", (response) => void loaded.push(new URL(response.url()).pathname));
  await page.goto(url);
  const text = async (selector: string, expected: string): Promise<void> => {
    try {
      await page.waitForFunction(([at, wanted]) => (globalThis as { document?: any }).document.querySelector(at)?.textContent === wanted, [selector, expected] as const);
    } catch {
      throw new Error(`${selector} is ${JSON.stringify(await page.textContent(selector))}, not ${JSON.stringify(expected)}; ${problems.join("; ")}`);
    }
  };
  return { page, problems, loaded, stacks, text };
}
