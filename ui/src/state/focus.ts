/** Moves the focus on each step, so that keyboard and screen reader follow. */
import { tick } from "svelte";

/** The messages above a page: where the focus goes when one of them goes with its button. */
export const NOTICES = "notices";

/** Focuses the first of `ids` that is on the page after the next update. */
export async function moveFocus(...ids: string[]): Promise<void> {
  await tick();
  for (const id of ids) {
    const element = document.getElementById(id);
    if (element) {
      element.focus();
      return;
    }
  }
}

/** As `moveFocus`, unless the person is busy somewhere else meanwhile. */
export async function recoverFocus(...ids: string[]): Promise<void> {
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) await moveFocus(...ids);
}
