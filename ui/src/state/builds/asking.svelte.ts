/** Why a merge request is not built: asked of one that is known, or of any by its address. */
import type { WhyAnswer, WhyQuestion } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";

/** An address of a page, or what people write for one. */
export const isAddress = (text: string): boolean => /^https?:\/\//i.test(text.trim()) || /^[^\s!]+\/[^\s!]+!\d+$/.test(text.trim());

export class Asking {
  answer = $state.raw<WhyAnswer | null>(null);
  readonly work = new Action();
  #asked = 0;
  #wanted: WhyQuestion | null = null;

  /** Asks now, or as soon as what was asked before is answered: of those in between nobody wants to know any more. */
  async ask(question: WhyQuestion): Promise<boolean> {
    this.#want(question);
    return this.work.run(texts.why.asking, () => this.#askUntilWanted());
  }

  forget(): void {
    this.#want(null);
    if (this.work.busy === null) this.work.clear();
  }

  #want(question: WhyQuestion | null): void {
    this.#asked += 1;
    this.#wanted = question;
    this.answer = null;
  }

  async #askUntilWanted(): Promise<void> {
    while (this.#wanted !== null) {
      const asked = this.#asked;
      const answer = await call("why_not", this.#wanted).catch((reason: unknown) => {
        if (asked === this.#asked) throw reason;
        return null;
      });
      // By now something else may be typed.
      if (asked !== this.#asked) continue;
      this.answer = answer;
      return;
    }
  }
}

/** What was pasted into the search. */
export const pasted = new Asking();
