/** How builds stand; read where they are shown, and told from then on. */
import type { Builds } from "../ipc/bindings";
import { call } from "../ipc/ipc";
import { Told } from "./told.svelte";

class BuildsTold extends Told<Builds> {
  async read(): Promise<void> {
    this.take(await call("build_status", null));
  }
}

export const builds = new BuildsTold();
