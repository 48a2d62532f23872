/** One thing a person asked for: under way, done, or failed with a reason. */
import { SvelteSet } from "svelte/reactivity";
import type { UiError } from "../ipc/bindings";
import { asUiError } from "../ipc/ipc";
import type { Failing } from "./failing";
import { navigation } from "./navigation.svelte";
import { overview } from "./overview.svelte";

/** What failed while no place on the page told of it: the frame does. */
export const displaced = new SvelteSet<Action>();

export class Action implements Failing {
  /** What is being done, as a sentence; `null` when nothing is. */
  busy = $state<string | null>(null);
  error = $state.raw<UiError | null>(null);
  /** What was done last, as a sentence. */
  doing = "";
  #work: () => Promise<unknown> = () => Promise.resolve();
  #places = 0;
  #failedAt = 0;

  /** Runs `work` unless it runs already; answers whether it succeeded. */
  async run(busy: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.clear();
    this.busy = this.doing = busy;
    this.#work = work;
    try {
      await work();
      return true;
    } catch (reason) {
      this.#fail(asUiError(reason));
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** Does what was done last once more. */
  again(): Promise<boolean> {
    return this.run(this.doing, this.#work);
  }

  clear(): void {
    this.error = null;
    displaced.delete(this);
  }

  place(): () => void {
    this.#places += 1;
    displaced.delete(this);
    return () => {
      this.#places -= 1;
      if (this.error === null || this.#places > 0) return;
      // Who goes elsewhere has seen it; what the program takes off the page has perhaps not been seen.
      if (navigation.moves === this.#failedAt) displaced.add(this);
      else this.clear();
    };
  }

  #fail(error: UiError): void {
    this.error = error;
    this.#failedAt = navigation.moves;
    if (this.#places === 0) displaced.add(this);
    // What it was about is gone: show what there is instead.
    if (error.code === "not_found") void overview.read();
  }
}
