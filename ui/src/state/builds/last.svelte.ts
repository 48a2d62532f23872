/** The last build of each repository that is looked at, read anew when builds change. */
import { SvelteMap } from "svelte/reactivity";
import type { LastBuild } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";

class LastBuilds {
  readonly #byRepository = new SvelteMap<number, LastBuild>();
  #asked = "";

  of(repository: number): LastBuild | null {
    return this.#byRepository.get(repository) ?? null;
  }

  /** These are looked at, and builds have this revision; what is asked for already is not asked for again. */
  async look(repositories: readonly number[], revision: number): Promise<void> {
    const ids = [...new Set(repositories)].toSorted((one, other) => one - other);
    const asked = JSON.stringify([ids, revision]);
    if (ids.length === 0 || asked === this.#asked) return;
    this.#asked = asked;
    // Rows say enough without it, and it is asked for again with the next change.
    const answer = await call("last_builds", { repositories: ids }).catch(() => null);
    if (answer === null || this.#asked !== asked) return;
    const told = new Map(answer.builds.map((one) => [one.repository, one]));
    for (const id of ids) {
      const one = told.get(id);
      if (one === undefined) this.#byRepository.delete(id);
      else this.#byRepository.set(id, one);
    }
  }
}

export const lastBuilds = new LastBuilds();
