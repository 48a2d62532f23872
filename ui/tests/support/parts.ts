/** Opens one part of the window by itself, beside the rest of it. */
import { beforeAll } from "vitest";
import { withAnswers, withClones } from "./clones";
import type { Program } from "./program";
import { openWindow, settled, type Opened } from "./window";

export { faults } from "./faults";

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
