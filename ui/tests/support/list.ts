/** Opens the page Repositories on a pretended list. */
import type { Repository } from "../../src/ipc/bindings";
import { added, library, repository, type Library } from "./library";
import type { Program } from "./program";
import { states } from "./states";
import { openWindow, screen, settled, within, words } from "./window";

export const many = (count: number, here = 0): Repository[] =>
  Array.from({ length: count }, (_, index) => {
    const one = { id: index + 1, path: `group/project-${index}` };
    return index < here ? added(one) : repository(one);
  });

export async function openList(
  all: Repository[] | Library,
  prepare: (program: Program) => void = () => {},
  state = "repositories",
) {
  const shelf = Array.isArray(all) ? library(all) : all;
  const at = await openWindow(states[state]!(), (program) => {
    shelf.serve(program);
    prepare(program);
  });
  await at.press("Repositories");
  await settled();
  return { ...at, shelf };
}

export const grid = (): HTMLElement => screen.getByRole("grid", { name: "Repositories" });
export const lines = (): HTMLElement[] => [...grid().querySelectorAll<HTMLElement>('[role="row"]')];
export const texts = (): string[] => lines().map(words);
/** The first line with that text in it. */
export const line = (text: string): HTMLElement => lines().find((one) => words(one).includes(text))!;
/** A button in it. */
export const inLine = (text: string, name: string): HTMLElement => within(line(text)).getByRole("button", { name });
export const search = (): HTMLInputElement => screen.getByRole("searchbox", { name: "Search repositories" });
