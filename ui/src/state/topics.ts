/** What the program tells, each topic by itself. */
import type { Events, Overview, Topic } from "../ipc/bindings";
import type { EventMessage } from "../ipc/ipc";
import { accounts } from "./accounts/accounts.svelte";
import { additions } from "./additions";
import { builds } from "./builds";
import { clones } from "./clones";
import { git } from "./git/git.svelte";
import { leaving } from "./leaving";
import { people } from "./people/people.svelte";
import { repositories } from "./repositories";
import { surroundings } from "./surroundings/surroundings";
import type { Told } from "./told.svelte";

type All = { readonly [T in Topic]: Told<Events[T]> };

/** What an overview holds; the window is shown once there is something of each. */
export const overviewTopics = { surroundings, accounts, people, leaving, repositories, additions } satisfies Omit<
  All,
  "git" | "clones" | "builds"
>;

/** What is read only where it is shown belongs to them too: it is told like the others. */
export const topics: All = { ...overviewTopics, git, clones, builds };

export function take<T extends Topic>({ name, payload }: EventMessage<T>): void {
  topics[name].take(payload);
}

export function takeAll(overview: Overview): void {
  surroundings.take(overview.surroundings);
  accounts.take(overview.accounts);
  people.take(overview.people);
  leaving.take(overview.leaving);
  repositories.take(overview.repositories);
  additions.take(overview.additions);
}
