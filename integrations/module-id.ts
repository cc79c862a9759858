/** What a bundler's id says of a module: where it lies, and what language its text is in. */

export interface ModuleId {
  /** The file that it was read from. */
  readonly path: string;
  /** The name whose extension selects TypeScript and JSX: `App.vue.ts` for a block of `App.vue`. */
  readonly name: string;
  /** Whether it is the file, and not a part of it or something made from it. */
  readonly isWhole: boolean;
}

const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Ids that can be scripts, for the filters of the bundlers. */
export const SCRIPT_IDS = /\.(?:[cm]?[jt]s|[jt]sx)(?:\?|$)|[?&.]lang[.=](?:[jt]sx?)(?:&|$)/;
/** Ids of modules that other plugins make up. */
export const VIRTUAL_IDS = /\0/;
/** Text about a file, not the file's: Vite and its relatives wrap it. */
const WRAPPED = /[?&](?:raw|url|worker|sharedworker)(?:[&=]|$)/;
const LANGUAGE = /[?&.]lang[.=]([jt]sx?)(?:&|$)/;
/** Queries that only tell versions of a file apart. */
const VERSION = /^\??(?:(?:v|t|import|worker_file|type|direct)(?:=[^&]*)?(?:&|$))*$/;

/** undefined for whatever is no script: styles, virtual modules, templates, text of files. */
export function parseId(id: string): ModuleId | undefined {
  if (VIRTUAL_IDS.test(id) || WRAPPED.test(id)) return undefined;
  const at = id.indexOf("?");
  const path = at === -1 ? id : id.slice(0, at);
  const query = at === -1 ? "" : id.slice(at);
  if (SCRIPT.test(path)) return { path, name: path, isWhole: VERSION.test(query) };
  const language = LANGUAGE.exec(query)?.[1];
  return language === undefined ? undefined : { path, name: `${path}.${language}`, isWhole: false };
}
