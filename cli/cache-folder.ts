/** Where compiled files are kept between runs: in the project's `node_modules/.cache/greenlets`, else in the user's folder for caches, else in the temporary one. */
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";

/** For a program in `folder`; undefined when no place can be written. */
export function cacheFolder(folder: string): string | undefined {
  const places = [projectFolder(folder), join(userFolder(), "greenlets")];
  return places.find((place) => place !== undefined && isOurs(place)) ?? [join(tmpdir(), `greenlets-${userInfo().username}`)].find(isOurs);
}

/** What `--no-cache` and GTSC_NO_CACHE say; false is no cache. */
export function chosenCache(folder: string, isWanted: boolean | undefined): string | false {
  if (isWanted === false || process.env["GTSC_NO_CACHE"]) return false;
  return cacheFolder(folder) ?? false;
}

/** A node_modules folder is not made for our sake. */
function projectFolder(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, "package.json"), { throwIfNoEntry: false })?.isFile() === true) {
      const modules = join(at, "node_modules");
      return statSync(modules, { throwIfNoEntry: false })?.isDirectory() === true ? join(modules, ".cache", "greenlets") : undefined;
    }
    if (at === dirname(at)) return undefined;
  }
}

function userFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  if (process.platform === "win32") return LOCALAPPDATA || join(homedir(), "AppData", "Local");
  return process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
}

/** What others could have written is not run: the temporary folder belongs to everybody. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return process.getuid === undefined || statSync(folder).uid === process.getuid();
  } catch {
    return false;
  }
}
