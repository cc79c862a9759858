/** Writes the two documents: what the packages in node_modules say of themselves, and the same some days later. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const OUTPUT = fileURLToPath(new URL("../../.cache/pull-parser/", import.meta.url));

interface Manifest {
  name: string;
  version: string;
  license?: string;
  description?: string;
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

interface Package {
  folder: string;
  manifest: Manifest;
}

/** @returns the paths of both documents; what they hold depends on node_modules only. */
export function writeDocuments(): [string, string] {
  mkdirSync(OUTPUT, { recursive: true });
  const packages = findPackages();
  const today = join(OUTPUT, "today.xml");
  const later = join(OUTPUT, "later.xml");
  writeFileSync(today, documentOf(packages));
  writeFileSync(later, documentOf(packages.flatMap(daysLater)));
  return [today, later];
}

/** A few packages change, one goes, one comes. */
function daysLater(item: Package): Package[] {
  const { folder, manifest } = item;
  switch (manifest.name) {
    case "typescript": return [{ folder, manifest: { ...manifest, version: "99.0.0" } }];
    case "sax": return [{ folder, manifest: { ...manifest, license: "MIT" } }];
    case "json5": return [];
    case "uvu": return [item, { folder, manifest: { name: "uvu-next", version: "1.0.0" } }];
    default: return [item];
  }
}

function findPackages(): Package[] {
  const names = readdirSync(MODULES).flatMap((name) => (name.startsWith("@") ? readdirSync(MODULES + name).map((part) => `${name}/${part}`) : [name]));
  return names
    .map((name) => join(MODULES, name))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest }))
    .sort((left, right) => (left.manifest.name < right.manifest.name ? -1 : 1));
}

function documentOf(packages: readonly Package[]): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<!-- The packages of node_modules. -->\n<packages>\n${packages.map(packageOf).join("")}</packages>\n`;
}

function packageOf({ folder, manifest }: Package): string {
  const { name, version, license, description, dependencies, scripts } = manifest;
  return [
    `  <package${attributes({ name, version, license })}>`,
    `    <description>${escape(description ?? "")}</description>`,
    ...Object.entries(dependencies ?? {}).map(([on, range]) => `    <dependency${attributes({ on, range })}/>`),
    ...Object.entries(scripts ?? {}).map(([script, command]) => `    <script${attributes({ name: script })}>${escape(command)}</script>`),
    ...filesOf(folder, /^readme.md$/i).flatMap(readmeOf),
    ...filesOf(folder, /\.d\.[cm]?ts$/).flatMap((file) => typesOf(file, folder)),
    "  </package>\n",
  ].join("\n");
}

function readmeOf(file: string): string[] {
  const paragraphs = readFileSync(file, "utf8").split(/\n\s*\n/);
  const items = paragraphs.map((text) => (/^```/.test(text) ? `<![CDATA[${text.replaceAll("]]>", "")}]]>` : escape(text)));
  return ["    <readme>", ...items.map((text) => `      <paragraph>${text}</paragraph>`), "    </readme>"];
}

function typesOf(file: string, folder: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const declarations = lines.flatMap((line, index) => {
    const [, kind, name] = /^\s*(?:export |declare )+(?:abstract )?(function|class|interface|type|const|enum|namespace) (\w+)/.exec(line) ?? [];
    return name === undefined ? [] : [`      <declaration${attributes({ kind, name, line: `${index + 1}` })}>${escape(line.trim())}</declaration>`];
  });
  return [`    <types${attributes({ file: file.slice(folder.length + 1), lines: `${lines.length}` })}>`, ...declarations, "    </types>"];
}

function filesOf(folder: string, pattern: RegExp): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesOf(join(folder, entry.name), pattern);
    return pattern.test(entry.name) ? [join(folder, entry.name)] : [];
  });
}

function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values).map(([name, value]) => (value === undefined ? "" : ` ${name}="${escape(value)}"`)).join("");
}

function escape(text: string): string {
  // XML has no place for control characters, also not as references.
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
