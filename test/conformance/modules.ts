/** Modules of a test's realm: static and dynamic imports, JSON modules, and `greenlets` for the compiled ones. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import vm from "node:vm";
import type { Greenlets } from "./switching.ts";
import type { Transform } from "./variants.ts";

interface ModuleHost {
  global: vm.Context;
  /** The test itself: what scripts import is relative to it. */
  file: string;
  transform: Transform;
  greenlets: Greenlets | null;
  makeError: (name: string, message: string) => unknown;
  importDynamically: never;
}

type Attributes = { type?: string } | undefined;

export class Modules {
  readonly #host: ModuleHost;
  readonly #modules = new Map<string, vm.Module>();
  readonly #links = new Map<vm.Module, Promise<void>>();

  constructor(host: ModuleHost) {
    this.#host = host;
  }

  /** The module of a file, made at its first use; `code` is its text when that is known already. */
  of(file: string, attributes: Attributes = undefined, code?: string): vm.Module {
    const key = `${file}\0${attributes?.type ?? ""}`;
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const module = attributes?.type === "json" ? this.#json(file) : this.#source(file, code);
    this.#modules.set(key, module);
    return module;
  }

  #json(file: string): vm.Module {
    const parse = vm.runInContext("JSON.parse", this.#host.global) as (text: string) => unknown;
    const value = parse(readFileSync(file, "utf8"));
    return this.#synthetic(file, { default: value });
  }

  #source(file: string, known?: string): vm.Module {
    const { global, transform, importDynamically } = this.#host;
    const code = known ?? transform(readFileSync(file, "utf8"), file, true);
    return new vm.SourceTextModule(code, { context: global, identifier: file, importModuleDynamically: importDynamically, initializeImportMeta() {} });
  }

  #synthetic(identifier: string, exports: Record<string, unknown>): vm.Module {
    const names = Object.keys(exports);
    return new vm.SyntheticModule(names, function () {
      for (const name of names) this.setExport(name, exports[name]);
    }, { context: this.#host.global, identifier });
  }

  #resolve(specifier: string, referrer: string, attributes: Attributes): vm.Module {
    const { greenlets } = this.#host;
    if (specifier !== "greenlets" || greenlets === null) return this.of(resolve(dirname(referrer), specifier), attributes);
    const module = this.#modules.get(specifier) ?? this.#synthetic(specifier, { runtime: greenlets.runtime });
    this.#modules.set(specifier, module);
    return module;
  }

  /** Links a module and all that it imports, once. */
  async link(module: vm.Module): Promise<void> {
    if (!this.#links.has(module) && module.status === "unlinked") {
      const linker = (specifier: string, referrer: vm.Module, extra: { attributes?: Attributes }): vm.Module => this.#resolve(specifier, referrer.identifier, extra.attributes);
      this.#links.set(module, module.link(linker as vm.ModuleLinker));
    }
    await this.#links.get(module);
  }

  /** `import(specifier)` of a script or module of the realm. Errors belong to the realm. */
  async importDynamically(specifier: string, referrer: { identifier?: string }, attributes: Attributes): Promise<unknown> {
    try {
      const module = this.#resolve(String(specifier), referrer?.identifier ?? this.#host.file, attributes);
      await this.link(module);
      // While somebody else links or evaluates it, wait for that to end.
      for (let turns = 0; (module.status === "linking" || module.status === "evaluating") && turns < 1000; turns++) await new Promise(setImmediate);
      await module.evaluate();
      return module.namespace;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw this.#host.makeError(/^(?:Syntax|Type|Reference|Range|Eval|URI)Error$/.test(error.name) ? error.name : "TypeError", error.message);
    }
  }
}
