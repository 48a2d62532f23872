/** Unlocking the keyring. There is one, so it is asked for once, from wherever that was pressed. */
import { asUiError, call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { recoverFocus } from "../focus";

class Unlocking {
  readonly work = new Action();
  readonly cancelling = new Action();
  /** Where it was pressed, which is where its end is told. */
  #from = $state<string | null>(null);
  #cancelled = false;

  /** What is waited for, as a sentence. */
  get busy(): string | null {
    return this.cancelling.busy ?? this.work.busy;
  }

  /** What has a place beside the button of that id. */
  failuresAt(id: string): Action[] {
    return this.#from === id ? [this.work, this.cancelling] : [];
  }

  /** Answers whether it is unlocked. */
  async unlock(from: string): Promise<boolean> {
    if (this.work.busy !== null) return false;
    this.#from = from;
    this.#cancelled = false;
    this.cancelling.clear();
    let unlocked = true;
    const done = await this.work.run(texts.vault.unlocking, async () => {
      unlocked = await this.#ask();
    });
    if (this.#cancelled) await recoverFocus(from);
    return done && unlocked;
  }

  /** Whoever cancels need not be told that it stayed locked. */
  async #ask(): Promise<boolean> {
    try {
      await act("unlock_vault", null);
      return true;
    } catch (reason) {
      if (this.#cancelled && asUiError(reason).code === "vault_dismissed") return false;
      throw reason;
    }
  }

  async cancel(): Promise<void> {
    this.#cancelled = true;
    await this.cancelling.run(texts.vault.cancelling, () => call("cancel_unlock", null));
  }
}

export const unlocking = new Unlocking();
