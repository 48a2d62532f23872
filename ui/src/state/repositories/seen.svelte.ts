/** How much of what is being added is looked at, and what was seen though the program goes on telling of it. */
import type { Added, Addition } from "../../ipc/bindings";

class Seen {
  /** Whether each that is being added is shown. */
  all = $state(false);
  #last = $state<string | null>(null);

  /** The additions whose failure was told of: it is read out once. */
  readonly #failed = new Set<number>();

  last(added: Added | null): void {
    this.#last = added && JSON.stringify(added);
  }

  isLast(added: Added | null): boolean {
    return added !== null && this.#last === JSON.stringify(added);
  }

  failure({ id }: Addition): void {
    this.#failed.add(id);
  }

  /** It is tried again: should it fail again, that is news. */
  retried({ id }: Addition): void {
    this.#failed.delete(id);
  }

  /** Whether the failure is news to whoever did not ask to be shown everything. */
  isFailureNews({ id }: Addition): boolean {
    return !this.all && !this.#failed.has(id);
  }
}

export const seen = new Seen();
