/** Having GitLab asked again for what the list shows. */
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";
import { list } from "./list.svelte";

class ReadAgain {
  readonly work = new Action();

  get busy(): string | null {
    return this.work.busy;
  }

  async start(): Promise<void> {
    // Whoever asks for what is new wants to see it, wherever rows move.
    if (await this.work.run(texts.repositories.readingAgain, () => call("read_repositories", null))) list.visit();
  }
}

export const readAgain = new ReadAgain();
