/** Starting and steering a sign-in. */
import { SvelteMap } from "svelte/reactivity";
import type { Integration, Way } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { copyLater } from "../clipboard";
import { followFocus } from "../focus";
import { surroundings } from "../surroundings/surroundings";
import { edit } from "./editor.svelte";
import { forget } from "./outcomes.svelte";
import { spot } from "./spot";

/** The link that the last sign-in was to renew, by its integration; `null` when it was for another account. */
export const relinks = new SvelteMap<number, number | null>();

/** Where the last sign-in was for a browser that is signed in as somebody else. */
const elsewhere = new Set<number>();

/** What became of the address of a sign-in that was to be copied: it is on the clipboard, or to be copied by hand. */
export const copies = new SvelteMap<number, "copied" | { url: string }>();

/** Copies the address that is on its way. */
export async function copyAddress(id: number, address: Promise<{ url: string }>): Promise<void> {
  copies.delete(id);
  const url = address.then((told) => told.url);
  copies.set(id, (await copyLater(url)) ? "copied" : { url: await url });
}

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

/** Links another account than the browser is signed in as: its address is copied, and no browser asked. */
export async function linkElsewhere({ id }: Integration, action: Action, way: Way = usualWay()): Promise<void> {
  relinks.set(id, null);
  elsewhere.add(id);
  await action.run(texts.link.linking, async () => {
    await copyAddress(id, act("begin_link_elsewhere", { id, way }));
    await begun(id);
  });
}

async function begin(id: number, action: Action, relink: number | null, way: Way): Promise<void> {
  relinks.set(id, relink);
  elsewhere.delete(id);
  await action.run(texts.link.linking, async () => {
    await act("begin_link", { id, relink, way });
    await begun(id);
  });
}

async function begun(id: number): Promise<void> {
  forget(id);
  await followFocus(spot.region(id), spot.waiting(id));
}

/** Begins anew what was begun last, by `way` or by the usual one. */
export async function linkAgain(integration: Integration, action: Action, way: Way = usualWay()): Promise<void> {
  const relink = relinks.get(integration.id) ?? null;
  if (elsewhere.has(integration.id)) {
    await linkElsewhere(integration, action, way);
    return;
  }
  const isThere = integration.links.some(({ id }) => id === relink);
  await begin(integration.id, action, isThere ? relink : null, way);
}
