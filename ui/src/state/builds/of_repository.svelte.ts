/** The newest merge requests of one repository, for its own page. */
import type { MergeRequestRow, UiError } from "../../ipc/bindings";
import { asUiError, call } from "../../ipc/ipc";
import { EVERYTHING } from "./list.svelte";

const FIRST = 8;

export class OfRepository {
  readonly #id: number;
  rows = $state.raw<readonly MergeRequestRow[] | null>(null);
  /** How many there are beside these. */
  rest = $state(0);
  failure = $state.raw<UiError | null>(null);
  #readAt: number | null = null;

  constructor(id: number) {
    this.#id = id;
  }

  /** Reads them anew when the list has another revision. */
  async follow(revision: number): Promise<void> {
    if (this.#readAt === revision) return;
    this.#readAt = revision;
    try {
      const filter = { ...EVERYTHING, repository: this.#id };
      // One more for the repository's own row.
      const page = await call("list_builds", { query: "", filter, at: 0, count: FIRST + 1, revision: null });
      if (page.is !== "rows" || this.#readAt !== revision) return;
      this.rows = page.rows.flatMap((row) => (row.is === "merge_request" ? [row.mergeRequest] : []));
      this.rest = Math.max(0, page.total - page.rows.length);
      this.failure = null;
    } catch (reason) {
      if (this.#readAt === revision) this.failure = asUiError(reason);
    }
  }
}
