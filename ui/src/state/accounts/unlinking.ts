/** Ending a link. Its question lives here and not in a component, since the buttons go while a link is unlinked. */
import type { Integration, Link } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { spot } from "./spot";

export class Unlinking {
  asking = $state(false);
  readonly work = new Action();

  async confirm(link: Link, { id }: Integration): Promise<void> {
    const done = await this.work.run(texts.unlink.busy(link.username), () => act("unlink", { id: link.id }));
    if (!done) return;
    this.asking = false;
    await moveFocus(spot.link(id), spot.relink(id), spot.region(id));
  }

  /** Answers whether the question is gone; what is under way cannot be taken back. */
  cancel(): boolean {
    if (this.work.busy !== null) return false;
    this.asking = false;
    this.work.clear();
    return true;
  }
}
