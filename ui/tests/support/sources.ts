/** The window's source files, and which of them import which. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

export interface Source {
  /** Below `ui/src`. */
  path: string;
  text: string;
  /** What it imports of the window's own, types included. */
  imports: string[];
}

export const root = join(import.meta.dirname, "../..");

const IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.[^"']*)["']/g;
const ENDINGS = ["", ".ts", ".svelte.ts", "/index.ts"];

/** The file that a path in an import leads to. */
function found(from: string, to: string): string {
  const path = posix.join(posix.dirname(from), to);
  const file = ENDINGS.map((ending) => path + ending).find(
    (one) => /\.\w+$/.test(one) && existsSync(join(root, "src", one)),
  );
  if (file === undefined) throw new Error(`${from} imports ${to}, which is not there`);
  return file;
}

export const sources: Source[] = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(svelte|ts)$/.test(path))
  .map((path) => {
    const text = readFileSync(join(root, "src", path), "utf8");
    return { path, text, imports: [...text.matchAll(IMPORT)].map(([, to]) => found(path, to!)) };
  });

const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));

/** Everything that `path` needs, itself included. */
export function reach(path: string, reached = new Set<string>()): Set<string> {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const next of importsOf.get(path) ?? []) reach(next, reached);
  return reached;
}

/** Ways through the imports that come back to where they began, one per place where they close. */
export function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, way: string[]) => {
    const begun = way.indexOf(path);
    if (begun >= 0) found.push([...way.slice(begun), path].join(" → "));
    if (begun >= 0 || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) walk(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return found;
}
