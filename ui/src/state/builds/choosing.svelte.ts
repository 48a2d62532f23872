/** Finding a repository by a few letters, the first few of all that fit. */
import type { Repository } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";

const FIRST = 7;

export class Choosing {
  query = $state("");
  found = $state.raw<readonly Repository[]>([]);
  total = $state(0);
  /** What is shown is of something that was typed before. */
  isBehind = $state(true);
  readonly work = new Action();

  get isEmpty(): boolean {
    return !this.isBehind && this.total === 0 && this.work.error === null;
  }

  async search(text: string): Promise<void> {
    this.query = text;
    this.isBehind = true;
    // What is asked for already goes on with what is typed by then.
    await this.work.run(texts.builds.choosing, async () => {
      while (this.isBehind) await this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const { query } = this;
    const filter = { linkId: null, archived: false, readOnly: null, added: null };
    const page = await call("list_repositories", { query, filter, at: 0, count: FIRST, revision: null });
    if (page.is !== "rows" || query !== this.query) return;
    this.found = page.rows.map(({ repository }) => repository);
    this.total = page.total;
    this.isBehind = false;
  }
}
