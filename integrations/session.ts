/** What one plugin in one bundler remembers: where the project is, its settings, and what the type checker was asked. */
import { existsSync, readFileSync } from "node:fs";
import type { Facts } from "../compiler/options.ts";
import { checkOptions, type GreenletsOptions, readSettings, type Settings } from "./options.ts";
import { openTypeFacts, type TypeFacts } from "./type-facts.ts";
import { forgetTypeSettings } from "./type-settings.ts";

export interface SessionStart {
  root: string;
  /** A server that somebody debugs with. */
  isDevelopment?: boolean;
}

export class Session {
  readonly #options: GreenletsOptions;
  #start: Required<SessionStart>;
  #settings: Settings | undefined;
  #fingerprint: string | undefined;
  #types: Promise<TypeFacts> | undefined;
  #change: { at: number; outdated: Promise<string[]> } | undefined;
  /** Ids that the bundler need not ask for; bundlers with filters of their own have this very list. */
  readonly excluded: RegExp[] = [];

  /** @throws ProblemsError for wrong options. */
  constructor(options: GreenletsOptions, { root, isDevelopment = false }: SessionStart) {
    checkOptions(options);
    this.#options = options;
    this.#start = { root, isDevelopment };
  }

  /** The bundler has said where the project is. @throws ProblemsError for a config that cannot be used. */
  start({ root, isDevelopment = false }: SessionStart): void {
    this.#start = { root, isDevelopment };
    this.forget();
    if (this.settings.packages.size === 0 && !this.excluded.includes(NODE_MODULES)) this.excluded.push(NODE_MODULES);
  }

  /** @throws ProblemsError for a config that cannot be used. */
  get settings(): Settings {
    return (this.#settings ??= this.#read());
  }

  /** What rests on the config is made anew when that has changed. */
  #read(): Settings {
    const settings = readSettings(this.#options, this.#start.root, this.#start.isDevelopment);
    if (this.#fingerprint !== settings.fingerprint) this.end();
    this.#fingerprint = settings.fingerprint;
    return settings;
  }

  /** A file changed, or another build begins: the config is read again, by whoever asks first. Nobody can be told here that it is wrong. */
  forget(): void {
    this.#settings = undefined;
  }

  /** Nothing more will be asked: what the type checker holds is let go. */
  end(): void {
    forgetTypeSettings();
    void this.#types?.then((types) => types.dispose());
    this.#types = undefined;
  }

  /** What the types tell of a file with this text; undefined when nobody asked for types. */
  async facts(path: string, text: string): Promise<Facts | undefined> {
    if (!this.settings.types) return undefined;
    return (await (this.#types ??= openTypeFacts(this.settings))).of(path, text);
  }

  /** Whether a module that was compiled would be compiled otherwise now, because of other files. */
  async isOutdated(path: string): Promise<boolean> {
    return this.#types !== undefined && (await this.#types).isOutdated(path);
  }

  /** A file was edited: the others whose code rests on it. @param at names the edit, of which each environment of a server tells. */
  outdated(path: string, at: number): Promise<string[]> {
    if (this.#change?.at !== at) this.#change = { at, outdated: this.#outdated(path) };
    return this.#change.outdated;
  }

  async #outdated(path: string): Promise<string[]> {
    if (this.#types === undefined || !existsSync(path)) return [];
    return (await this.#types).outdatedBy(path, readFileSync(path, "utf8"));
  }
}

const NODE_MODULES = /[\\/]node_modules[\\/]/;
