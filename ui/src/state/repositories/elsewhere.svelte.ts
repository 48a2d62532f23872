/** What the list does not hold: projects that GitLab finds for a text, and the one at an address. */
import { SvelteMap } from "svelte/reactivity";
import type { FoundRepository, Repository } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";
import type { Line } from "./lines";

/** GitLab looks for nothing shorter. */
const SHORTEST = 3;

/** Whether a text is an address and not a name: of a page, a repository, or as ssh has it. */
export const isAddress = (text: string): boolean => /^\s*(\S+:\/\/\S|[\w.-]+@[\w.-]+:\S)/.test(text);

class Elsewhere {
  readonly work = new Action();
  /** What was typed when it was asked. */
  #query = $state("");
  #found = new SvelteMap<number, readonly FoundRepository[]>();
  /** What was found and is known to Carrick since. */
  #taken = new SvelteMap<string, Repository>();
  #atAddress = $state.raw<Repository | null>(null);

  /** How many were found; `null` while nothing was asked for these words. */
  count(query: string): number | null {
    if (query !== this.#query || (this.#found.size === 0 && this.#atAddress === null)) return null;
    return [...this.#found.values()].reduce((sum, found) => sum + found.length, this.#atAddress === null ? 0 : 1);
  }

  /** What stands below the list for what was typed, with the accounts that may be asked. */
  lines(query: string, linkIds: readonly number[]): Line[] {
    const isOf = query === this.#query;
    if (isAddress(query)) return [{ is: "find" }, ...this.#address(isOf)];
    if ([...query.trim()].length < SHORTEST) return [];
    return [...linkIds.flatMap((linkId): Line[] => [
      { is: "ask", linkId },
      ...(isOf ? this.#foundBy(linkId) : []),
    ]), ...this.#address(isOf)];
  }

  ask(query: string, linkId: number): Promise<boolean> {
    return this.work.run(texts.repositories.asking(query), async () => {
      const { found } = await call("ask_gitlab", { linkId, query });
      this.#begin(query);
      this.#found.set(linkId, found);
    });
  }

  find(text: string): Promise<boolean> {
    return this.work.run(texts.repositories.finding, async () => {
      const repository = await call("find_repository", { text: text.trim() });
      this.#begin(text);
      this.#atAddress = repository;
    });
  }

  /** Has Carrick know of a repository that GitLab found, so that it can be added. */
  async takeIn({ linkId, projectId }: FoundRepository): Promise<Repository> {
    const repository = await call("take_in_repository", { linkId, projectId });
    this.#taken.set(keyOf(linkId, projectId), repository);
    return repository;
  }

  replace(repository: Repository): void {
    if (this.#atAddress?.id === repository.id) this.#atAddress = repository;
    for (const [key, one] of this.#taken) if (one.id === repository.id) this.#taken.set(key, repository);
  }

  clear(): void {
    this.#query = "";
    this.#found.clear();
    this.#taken.clear();
    this.#atAddress = null;
    this.work.clear();
  }

  #begin(query: string): void {
    if (query === this.#query) return;
    this.clear();
    this.#query = query;
  }

  #address(isOf: boolean): Line[] {
    return isOf && this.#atAddress !== null ? [{ is: "repository", repository: this.#atAddress }] : [];
  }

  #foundBy(linkId: number): Line[] {
    const found = this.#found.get(linkId);
    if (found === undefined) return [];
    if (found.length === 0) return [{ is: "note", note: "found_none" }];
    return found.map((one) => {
      const taken = this.#taken.get(keyOf(linkId, one.projectId));
      return taken ? { is: "repository", repository: taken } : { is: "found", found: one };
    });
  }
}

const keyOf = (linkId: number, projectId: number): string => `${linkId} ${projectId}`;

export const elsewhere = new Elsewhere();
