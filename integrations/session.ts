/** What one plugin in one bundler remembers: where the project is, its settings, and what the type checker was asked. */
import { checkOptions, type GreenletsOptions, readSettings, type Settings } from "./options.ts";
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

  get settings(): Settings {
    return (this.#settings ??= readSettings(this.#options, this.#start.root, this.#start.isDevelopment));
  }

  /** A config may have changed. */
  forget(): void {
    this.#settings = undefined;
    forgetTypeSettings();
  }
}

const NODE_MODULES = /[\\/]node_modules[\\/]/;
