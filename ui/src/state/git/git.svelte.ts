/** How git stands to Carrick. It costs a question to git, so it is read where it is shown and no sooner. */
import type { GitSetup, UiError } from "../../ipc/bindings";
import { asUiError, call } from "../../ipc/ipc";
import { Told } from "../told.svelte";

class ToldGit extends Told<GitSetup> {
  /** Why it could not be read. */
  failure = $state.raw<UiError | null>(null);

  /** Reads it. What was told meanwhile is newer, and stays. */
  async read(): Promise<void> {
    try {
      this.take(await call("git_setup", null));
      this.failure = null;
    } catch (reason) {
      this.failure = asUiError(reason);
    }
  }
}

export const git = new ToldGit();
