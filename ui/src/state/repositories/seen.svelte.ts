/** What was added last and was seen: the program goes on telling of it. */
import type { Added } from "../../ipc/bindings";

class Seen {
  #last = $state<string | null>(null);

  last(added: Added): void {
    this.#last = JSON.stringify(added);
  }

  isLast(added: Added | null): boolean {
    return added !== null && this.#last === JSON.stringify(added);
  }
}

export const seen = new Seen();
