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

  async ask(question: WhyQuestion): Promise<boolean> {
    this.#asked += 1;
    const asked = this.#asked;
    this.answer = null;
    return this.work.run(texts.why.asking, async () => {
      const answer = await call("why_not", question);
      // By now something else may be typed.
      if (asked === this.#asked) this.answer = answer;
    });
  }

  forget(): void {
    this.#asked += 1;
    this.answer = null;
    if (this.work.busy === null) this.work.clear();
  }
}

/** What was pasted into the search. */
export const pasted = new Asking();
