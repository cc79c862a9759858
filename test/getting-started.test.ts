/** docs/getting-started.md, as it stands: each section is a project of its own; its files are written, its commands run, and what they print is what stands below them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inProject, installGreenlets, pack, unpack } from "./helpers/packed.ts";
import { root } from "./helpers/paths.ts";

type Step = { kind: "file"; path: string; text: string } | { kind: "command"; command: string; output: string };

/** A fence is a file when the line above it is a name in backticks and a colon; of a `console` each `$ …` is a command, with its output below. */
function stepsOf(section: string): Step[] {
  const steps: Step[] = [];
  for (const [, name, language, body] of section.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```(\w*)\n([^]*?)^```$/gm)) {
    if (name !== undefined) steps.push({ kind: "file", path: name, text: body! });
    else if (language === "console") {
      for (const part of body!.split(/^\$ /m).slice(1)) {
        const end = part.indexOf("\n");
        steps.push({ kind: "command", command: part.slice(0, end), output: part.slice(end + 1) });
      }
    }
  }
  return steps;
}

const text = readFileSync(join(root, "docs/getting-started.md"), "utf8");
const sections = text.split(/^## /m).slice(1).map((section) => ({ title: section.slice(0, section.indexOf("\n")), steps: stepsOf(section) }));

/** npm's part is done from the packed tarball, and from folders of the project, without the network. */
function install(wanted: readonly string[], folder: string): void {
  for (const name of wanted.filter((word) => !word.startsWith("-"))) {
    if (name === "greenlets") installGreenlets(folder);
    else unpack(pack(join(folder, name), folder), folder);
  }
}

function perform(steps: readonly Step[], project: string): void {
  let folder = project;
  for (const step of steps) {
    if (step.kind === "file") {
      mkdirSync(dirname(join(folder, step.path)), { recursive: true });
      writeFileSync(join(folder, step.path), step.text);
      continue;
    }
    const { command, output } = step;
    const [program, ...args] = command.split(" ");
    if (program === "cd") folder = join(folder, args[0]!);
    else if (program === "npm" && args[0] === "install") install(args.slice(1), folder);
    else assert.is(run(command, folder), output, command);
  }
}

function run(command: string, cwd: string): string {
  const { NODE_OPTIONS: _, NODE_CHANNEL_FD: __, NODE_ENV: ___, ...env } = process.env;
  const { stdout, stderr, error } = spawnSync("sh", ["-c", command], { cwd, env: { ...env, NO_COLOR: "1", npm_config_offline: "true", npm_config_update_notifier: "false" }, encoding: "utf8", timeout: 110_000 });
  if (error !== undefined) throw error;
  return stdout + stderr;
}

test("the page has a section for each way that needs no other tool", () => {
  assert.equal(sections.map(({ title }) => title), ["gtsc instead of tsc", "gtsc run for scripts", "Node's loader", "Library packages"]);
  for (const { title, steps } of sections) assert.ok(steps.filter(({ kind }) => kind === "command").length >= 2, title);
});

for (const { title, steps } of sections) test(title, () => inProject({}, (project) => perform(steps, project)));

test.run();
