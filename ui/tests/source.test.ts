import { join } from "node:path";
import { parse } from "svelte/compiler";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import { SHOWS } from "./support/program";
import { circles, reach, root, sources } from "./support/sources";

const components = sources.filter(({ path }) => path.endsWith(".svelte"));

type Node = { type?: string; data?: string; name?: string; value?: unknown } & Record<string, unknown>;

function* nodes(node: unknown): Generator<Node> {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one);
  else if (node && typeof node === "object") {
    yield node as Node;
    for (const value of Object.values(node)) yield* nodes(value);
  }
}

const markup = (text: string): Node[] => [...nodes(parse(text, { modern: true }).fragment)];

/** Words in the markup itself: between the tags, and in attributes that are read out. */
function prose(text: string): string[] {
  const all = markup(text);
  const attributes = all.filter((node) => node.type === "Attribute");
  const inAttributes = new Set(attributes.flatMap((attribute) => [...nodes(attribute.value)]));
  const read = attributes.filter(({ name }) => /^(aria-label|title|alt|placeholder)$/.test(name ?? ""));
  const told = [...all.filter((node) => !inAttributes.has(node)), ...read.flatMap(({ value }) => [...nodes(value)])];
  return told
    .filter((node) => node.type === "Text" && /\p{L}/u.test(node.data ?? ""))
    .map((node) => node.data?.trim() ?? "");
}

describe("the source", () => {
  it("asks the program in one place only", () => {
    const asking = sources.filter(({ text }) => /\binvoke\b|@tauri-apps/.test(text)).map(({ path }) => path);
    expect(asking, "everything else goes through call and subscribe").toEqual(["ipc/ipc.ts"]);
  });

  it("waits in one place for what a command changes to show", () => {
    const asks = new RegExp(`call\\("(${Object.keys(SHOWS).join("|")})"`);
    const going = sources.filter(({ text }) => asks.test(text)).map(({ path }) => path);
    expect(going, "everything else goes through act").toEqual([]);
  });

  it.each(components)("$path says nothing that is not in the catalogue", ({ text }) => {
    expect(prose(text), "words live in texts").toEqual([]);
  });

  it.each(components)("$path takes its colours from the tokens and sets no inline style", ({ text }) => {
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "";
    expect(style.match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|color-mix)\(/gi), "colours have names").toBeNull();
    const inline = markup(text).filter(
      (node) => node.type === "StyleDirective" || (node.type === "Attribute" && node.name === "style"),
    );
    expect(inline, "the content policy refuses style attributes").toEqual([]);
  });

  /** What each folder may import; the files beside the folders put everything together. */
  const BELOW: Record<string, string[]> = {
    views: ["views", "components", "state", "texts", "ipc"],
    components: ["components", "state", "texts", "ipc"],
    state: ["state", "texts", "ipc"],
    texts: ["texts", "ipc"],
    ipc: ["ipc"],
  };
  const folder = (path: string): string => path.split("/")[0]!;
  /** The area whose views or state a file holds; `null` for what belongs to none. */
  const area = (path: string): string | null => /^(?:views|state)\/(\w+)\//.exec(path)?.[1] ?? null;

  /** The imports that `allowed` does not allow. */
  const wrong = (allowed: (from: string, to: string) => boolean): string[] =>
    sources.flatMap(({ path, imports }) =>
      imports.filter((to) => !allowed(path, to)).map((to) => `${path} imports ${to}`),
    );

  it("lets views use components and components use no views", () => {
    const oneWay = (from: string, to: string) => BELOW[folder(from)]?.includes(folder(to)) ?? !from.includes("/");
    expect(wrong(oneWay), "imports go one way").toEqual([]);
  });

  it("lets an area's views use no other area's, by whatever way", () => {
    const others = (from: string, to: string) =>
      [...reach(to)].filter((one) => folder(one) === "views" && area(one) !== null && area(one) !== area(from));
    const ownViews = (from: string, to: string) =>
      area(from) === null || folder(from) !== "views" || folder(to) !== "views" || others(from, to).length === 0;
    expect(wrong(ownViews), "pages put areas together").toEqual([]);
  });

  it("keeps components from knowing any area and from asking the program", () => {
    const known = sources
      .filter(({ path }) => folder(path) === "components")
      .flatMap(({ path }) => [...reach(path)].filter((to) => area(to) !== null || to === "ipc/ipc.ts"));
    expect(known, "they are shared by all, by whatever way they would reach it").toEqual([]);
  });

  it("takes nothing into the words but what they are about", () => {
    const words = (from: string, to: string) =>
      folder(from) !== "texts" || folder(to) === "texts" || to === "ipc/bindings.ts";
    expect(wrong(words), "a translator needs nothing else").toEqual([]);
  });

  it("imports in no circle, types included", () => {
    expect(sources.flatMap(({ imports }) => imports).length, "imports were found").toBeGreaterThan(100);
    expect(circles(), "each file can be read after those it needs").toEqual([]);
  });
});

describe("the production build", () => {
  let files: { fileName: string; source: string }[] = [];

  beforeAll(async () => {
    const built = await build({
      root,
      configFile: join(root, "vite.config.ts"),
      mode: "production",
      logLevel: "silent",
      build: { write: false },
    });
    if (Array.isArray(built) || !("output" in built)) throw new Error("one build with files");
    files = built.output.map((file) => ({
      fileName: file.fileName,
      source: file.type === "chunk" ? file.code : String(file.source),
    }));
  });

  const html = () => files.find(({ fileName }) => fileName === "index.html")?.source ?? "";

  it("keeps all styles in a file of their own", () => {
    const styles = files.filter(({ fileName }) => fileName.endsWith(".css"));
    expect(styles.length, "one style file").toBe(1);
    expect(html(), "which the page links to").toContain(styles[0]?.fileName);
    expect(html(), "and nothing is inline").not.toMatch(/<style|style=/);
    const scripts = files.filter(({ fileName }) => fileName.endsWith(".js")).map(({ source }) => source);
    expect(scripts.join("\n"), "no script adds a style element either").not.toMatch(/createElement\(["'`]style["'`]\)/);
    expect(scripts.join("\n"), "and no markup in it carries a style").not.toMatch(/<[a-z][^>`"']* style=/);
  });

  it("has no inline script and asks no other origin for anything", () => {
    expect(html().match(/<script(?![^>]*\bsrc=)/g), "every script is a file").toBeNull();
    expect(html(), "all addresses are its own").not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it("keeps selection, theme and rings as they were written", () => {
    const css = files.find(({ fileName }) => fileName.endsWith(".css"))?.source ?? "";
    expect(css, "WebKit still needs its prefix").toContain("-webkit-user-select:none");
    expect(css, "both schemes in one token").toMatch(/light-dark\(/);
    expect(css, "a focus ring of 2 px").toMatch(/outline:2px solid var\(--focus\)/);
  });

  it("contains nothing of the preview or the tests", () => {
    const all = files.map(({ source }) => source).join("\n");
    expect(all, "the pretended program stays outside").not.toMatch(/mockIPC|Alice Moreau/);
  });
});
