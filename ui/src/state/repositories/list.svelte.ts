/** The list of repositories: those that were added first, then the others. */
import type { RepositoriesPage, Repository, RepositoryFilter, RepositoryRow } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { PlacedList, type Wanted } from "../placed_list.svelte";

export const EVERYTHING: RepositoryFilter = { linkId: null, archived: null, readOnly: null, added: null };

type Rows = Extract<RepositoriesPage, { is: "rows" }>;

class RepositoryList extends PlacedList<RepositoryRow, RepositoryFilter, Rows> {
  /** How many of them were added: they come first. */
  added = $state(0);
  /** How many there were when nothing was typed and nothing left out. */
  all = $state<number | null>(null);

  /** Reads one repository anew; its row stays where it is. What is gone stays as it was until the next visit. */
  async reread(id: number, also: (repository: Repository) => void): Promise<void> {
    this.hold();
    try {
      const repository = await call("repository", { id });
      this.replace(repository);
      also(repository);
    } catch {
      // The list itself tells what is wrong with it when it is asked.
    }
  }

  replace(repository: Repository): void {
    this.change(repository.id, (row) => ({ ...row, repository }));
  }

  protected override ask(wanted: Wanted<RepositoryFilter>): Promise<RepositoriesPage> {
    return call("list_repositories", wanted);
  }

  protected override keyOf({ repository }: RepositoryRow): number {
    return repository.id;
  }

  protected override head({ added, total }: Rows): void {
    this.added = added;
    if (this.shown.query === "" && this.shown.filter === EVERYTHING) this.all = total;
  }

  protected override isSameHead({ added }: Rows): boolean {
    return added === this.added;
  }

  protected override least(): number {
    return this.added;
  }
}

export const list = new RepositoryList(EVERYTHING);
