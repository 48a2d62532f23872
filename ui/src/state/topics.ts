/** What the program tells, each topic by itself. */
import type { Events, Overview, Topic } from "../ipc/bindings";
import type { EventMessage } from "../ipc/ipc";
import { accounts } from "./accounts/accounts.svelte";
import { leaving } from "./leaving";
import { people } from "./people/people";
import { surroundings } from "./surroundings/surroundings";
import type { Told } from "./told.svelte";

export const topics: { readonly [T in Topic]: Told<Events[T]> } = { surroundings, accounts, people, leaving };

export function take<T extends Topic>({ name, payload }: EventMessage<T>): void {
  topics[name].take(payload);
}

export function takeAll(overview: Overview): void {
  surroundings.take(overview.surroundings);
  accounts.take(overview.accounts);
  people.take(overview.people);
  leaving.take(overview.leaving);
}
