/** Moves the focus on each step, so that keyboard and screen reader follow. */
import { tick } from "svelte";

/** The messages above a page: where the focus goes when one of them goes with its button. */
export const NOTICES = "notices";

const HOME = '[tabindex="-1"]';

/** Focuses the first of `ids` that is on the page after the next update. */
export async function moveFocus(...ids: string[]): Promise<void> {
  await tick();
  focusFirst(ids.map((id) => document.getElementById(id)));
}

/** As `moveFocus`, unless the person is busy somewhere else meanwhile. */
export async function recoverFocus(...ids: string[]): Promise<void> {
  await tick();
  if (isNowhere()) await moveFocus(...ids);
}

/** As `moveFocus`, unless the person is busy outside of `home` meanwhile. */
export async function followFocus(home: string, ...ids: string[]): Promise<void> {
  await tick();
  if (isNowhere() || document.activeElement?.closest(`#${home}`)) await moveFocus(...ids);
}

/** When `element` goes with the focus in it, what it lay in takes the focus, or what is left around that. */
export function keepFocus(element: HTMLElement): () => void {
  const homes: HTMLElement[] = [];
  for (let home = outer(element); home !== null; home = outer(home)) homes.push(home);
  let inside = element.contains(document.activeElement);
  const enter = () => (inside = true);
  const leave = ({ relatedTarget }: FocusEvent) => {
    // Without a target it may be the element itself that goes.
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) inside = false;
  };
  element.addEventListener("focusin", enter);
  element.addEventListener("focusout", leave);
  return () => {
    if (inside) void goHome(homes);
  };
}

async function goHome(homes: readonly HTMLElement[]): Promise<void> {
  await tick();
  if (isNowhere()) focusFirst([...homes.filter((home) => home.isConnected), document.getElementById(NOTICES)]);
}

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;
const outer = (element: HTMLElement): HTMLElement | null => element.parentElement?.closest<HTMLElement>(HOME) ?? null;
const focusFirst = (elements: readonly (HTMLElement | null)[]): void => elements.find((one) => one !== null)?.focus();
