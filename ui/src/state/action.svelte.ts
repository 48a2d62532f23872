/** One thing a person asked for: under way, done, or failed with a reason. */
import type { UiError } from "../ipc/bindings";
import { asUiError } from "../ipc/ipc";
import { overview } from "./overview.svelte";

export class Action {
  /** What is being done, as a sentence; `null` when nothing is. */
  busy = $state<string | null>(null);
  error = $state.raw<UiError | null>(null);

  /** Runs `work` unless it runs already; answers whether it succeeded. */
  async run(busy: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = busy;
    this.error = null;
    try {
      await work();
      return true;
    } catch (reason) {
      this.error = asUiError(reason);
      // What it was about is gone: show what there is instead.
      if (this.error.code === "not_found") void overview.read();
      return false;
    } finally {
      this.busy = null;
    }
  }

  clear(): void {
    this.error = null;
  }
}
