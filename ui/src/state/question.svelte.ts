/**
 * A question before something is lost. It lives here and not in a component: what was agreed to goes on though
 * its dialog, its form or its card are gone by then, and how it ends has to be told all the same.
 */
import { Action } from "./action.svelte";
import { moveFocus, recoverFocus } from "./focus";

/** What is said outside the question. */
interface Words {
  /** That it cannot be called back, when nobody waits at the question any more. */
  goesOn: string;
  /** That it is done; not needed where the page shows it by itself. */
  done?: string;
  /** Whether who waited is told that too, since the page shows nothing of it. */
  unseen?: boolean;
}

export class Question {
  asking = $state(false);
  /** That it is done, for whoever had left the question or could not see it. */
  done = $state<string | null>(null);
  readonly work = new Action();
  readonly #words: Words;

  constructor(words: Words) {
    this.#words = words;
  }

  /** What goes on without its question. */
  get goesOn(): string | null {
    return this.asking || this.work.busy === null ? null : this.#words.goesOn;
  }

  ask(): void {
    this.done = null;
    if (this.work.busy === null) this.work.clear();
    this.asking = true;
  }

  /** Does what was asked about; afterwards the focus goes to the first of `ids`. */
  async confirm(busy: string, work: () => Promise<unknown>, ...ids: string[]): Promise<void> {
    if (!(await this.work.run(busy, work))) return;
    const waited = this.asking;
    this.asking = false;
    if (!waited || this.#words.unseen) this.done = this.#words.done ?? null;
    await (waited ? moveFocus(...ids) : recoverFocus(...ids));
  }

  /** Leaves the question. What is under way goes on. */
  cancel(): void {
    this.asking = false;
    if (this.work.busy === null) this.work.clear();
  }
}

/** The questions of one kind, by the number or name of what they are about. */
export class Questions {
  readonly #words: Words;
  readonly #byId = new Map<number | string, Question>();

  constructor(words: Words) {
    this.#words = words;
  }

  about(id: number | string): Question {
    const known = this.#byId.get(id) ?? new Question(this.#words);
    this.#byId.set(id, known);
    return known;
  }
}
