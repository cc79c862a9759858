/**
 * docs/loaders.md as tests: each part of a section, from one heading `###` to the next, is files and a session.
 *
 *     `main.ts`:            the file's name, and below it its text in a block
 *     ```ts …```
 *
 *     ```sh                 commands, each with what it prints below it; a comment says where a command is not run here
 *     $ node --import greenlets/register main.ts
 *     1 3 2 4
 *     ```
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root as project } from "../helpers/paths.ts";
import type { LoaderCase } from "./case.ts";

/** Commands whose program is a package's: where npx would find it. */
const BINS: Readonly<Record<string, string>> = { tsx: "node_modules/tsx/dist/cli.mjs", "ts-node": "node_modules/ts-node/dist/bin.js" };
const PACKAGES = ["tsx", "ts-node", "typescript", "@babel/core"];

/** The cases of a section; the files at its beginning, and those before the first section, belong to all. */
export function pageCases(section: string): LoaderCase[] {
  const text = readFileSync(join(project, "docs/loaders.md"), "utf8");
  const [intro = "", ...sections] = text.split(/^## /m);
  const own = sections.find((part) => part.startsWith(`${section}\n`));
  if (own === undefined) throw new Error(`docs/loaders.md has no section '${section}'`);
  const [head = "", ...parts] = own.split(/^### /m);
  const shared = { ...filesIn(intro), ...filesIn(head) };
  return [head, ...parts].flatMap((part) => sessionsIn(part).map(({ command, output }) => caseOf(section, command, output, { ...shared, ...filesIn(part) })));
}

function filesIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^`([\w./-]+)`:\n+```\w+\n([^]*?)^```$/gm)].map(([, name, content]) => [name, content]));
}

function sessionsIn(text: string): { command: string; output: string }[] {
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = ""]) =>
    block.split(/^\$ /m).slice(1).map((entry) => {
      const [command = "", ...output] = entry.split("\n");
      return { command, output: output.join("\n") };
    }),
  );
}

function caseOf(section: string, command: string, output: string, files: Record<string, string>): LoaderCase {
  const words = command.split(" ");
  const env = Object.fromEntries([...command.matchAll(/^(\w+)="([^"]*)" /g)].map(([, name, value]) => [name, value]));
  const [, ...rest] = Object.keys(env).length > 0 ? command.replace(/^\w+="[^"]*" /, "").split(" ") : words;
  const program = words[0] === "npx" ? BINS[words[1] ?? ""] : undefined;
  const args = program === undefined ? rest : [program, ...rest.slice(1)];
  return { name: `${section}: ${command}`, files, args, env: { ...env, NO_COLOR: "1" }, packages: PACKAGES, stdout: output, stderr: /^(?:\(node:\d+\) ExperimentalWarning.*\n.*\n|\(node:\d+\) \[DEP0205\].*\n.*\n|\(Use .*\n)*$/ };
}
