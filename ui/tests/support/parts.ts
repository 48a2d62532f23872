/** Opens one part of the window by itself, beside the rest of it. */
import axe from "axe-core";
import { beforeAll } from "vitest";
import { withAnswers, withClones } from "./clones";
import type { Program } from "./program";
import { openWindow, settled, type Opened } from "./window";

const PARTS = {
  FindClones: () => import("../../src/views/repositories/FindClones.svelte"),
  AddGroup: () => import("../../src/views/repositories/AddGroup.svelte"),
  RemoveRepository: () => import("../../src/views/repositories/RemoveRepository.svelte"),
  RepositoryPage: () => import("../../src/views/repositories/RepositoryPage.svelte"),
};

// Building them takes a busy machine longer than a test may take.
beforeAll(async () => {
  await Promise.all([import("../../src/App.svelte"), ...Object.values(PARTS).map((load) => load())]);
});

export async function openPart(
  name: keyof typeof PARTS,
  props: Record<string, unknown>,
  prepare: (program: Program) => void = () => {},
): Promise<Opened & { unmount(): void }> {
  const opened = await openWindow(withClones(), (program) => {
    withAnswers(program);
    prepare(program);
  });
  const { render } = await import("@testing-library/svelte");
  const { default: Part } = await PARTS[name]();
  const { unmount } = render(Part as never, props as never);
  await settled();
  await settled();
  return { ...opened, unmount };
}

/** What stands in the way of people who see or hear a part in another way; colours are looked at elsewhere. */
export async function faults(part: Element): Promise<string[]> {
  const { violations } = await axe.run(part, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations"],
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
