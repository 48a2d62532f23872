/** How setting up ended, until the next step: the program tells nothing of it. */
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { CheckReport } from "../../ipc/bindings";

export interface Saved {
  check: CheckReport;
  /** How many accounts were linked then: with one more or less, what was said is old. */
  links: number;
}

/** What the check said when an integration was saved. */
export const saved = new SvelteMap<number, Saved>();

/** Integrations that were saved although GitLab refuses them, whether or not that is still told. */
export const refused = new SvelteSet<number>();

/** What was added of a set-up. */
export const added = new SvelteSet<number>();

/** Later words replace earlier ones. */
export function forget(id: number): void {
  saved.delete(id);
  added.delete(id);
}
