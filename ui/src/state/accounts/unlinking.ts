/** Ending a link. */
import type { Integration, Link } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Questions } from "../question.svelte";
import { forget } from "./outcomes.svelte";
import { spot } from "./spot";

export const unlinkings = new Questions({ goesOn: texts.unlink.goesOn });

export function unlink(link: Link, { id }: Integration): Promise<void> {
  return unlinkings
    .about(link.id)
    .confirm(
      texts.unlink.busy(link.username),
      async () => {
        forget(id);
        await act("unlink", { id: link.id });
      },
      spot.link(id),
      spot.relink(id),
      spot.region(id),
    );
}
