/** Starting and steering a sign-in. */
import type { Integration, Way } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { surroundings } from "../surroundings/surroundings";
import { edit, saved } from "./editor.svelte";
import { spot } from "./spot";

/** The deep link when it comes here, else the page on this computer. */
function usualWay(): Way {
  return ["ours", "asking"].includes(surroundings.current?.scheme.state ?? "asking") ? "deep_link" : "loopback";
}

/** Links an account, or opens the form when there is nothing to link through yet. */
export async function link(integration: Integration, action: Action, relink: number | null = null): Promise<void> {
  if (integration.applicationId === null) {
    edit(integration.id, { registerFirst: true });
    return;
  }
  await begin(integration.id, action, relink, usualWay());
}

export async function begin(id: number, action: Action, relink: number | null, way: Way): Promise<void> {
  const done = await action.run(texts.link.linking, () => act("begin_link", { id, relink, way }));
  if (!done) return;
  saved.delete(id);
  await moveFocus(spot.waiting(id));
}
