/** How much of what is being added is looked at, and what was seen though the program goes on telling of it. */
import type { Added } from "../../ipc/bindings";

class Seen {
  /** Whether each that is being added is shown. */
  all = $state(false);
  #last = $state<string | null>(null);

  last(added: Added): void {
    this.#last = JSON.stringify(added);
  }

  isLast(added: Added | null): boolean {
    return added !== null && this.#last === JSON.stringify(added);
  }
}

export const seen = new Seen();
