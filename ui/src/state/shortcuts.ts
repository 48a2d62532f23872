/** Keys that work everywhere in the window. */
import { tick } from "svelte";
import { spot as builds } from "./builds/spot";
import { watching } from "./builds/watching.svelte";
import { navigation, PAGES, type Page } from "./navigation.svelte";
import { overview } from "./overview.svelte";
import { readAgain } from "./repositories/reading";
import { spot } from "./repositories/spot";

const isApple = (): boolean => /^Mac/.test(navigator.platform);

/** The key that goes with another one for a command. */
export const commandKey = (): string => (isApple() ? "⌘" : "Ctrl");

const isOfCommand = (event: KeyboardEvent): boolean => (isApple() ? event.metaKey : event.ctrlKey);

/** Whether a web view would load its page anew on it. */
export const isReload = (event: KeyboardEvent): boolean =>
  event.key === "F5" || (isOfCommand(event) && event.key.toLowerCase() === "r");

/** Does what the key means here, if anything; answers whether it was that. */
export function shortcut(event: KeyboardEvent, onkeys: () => void): boolean {
  const isCommand = isOfCommand(event);
  if (isReload(event)) readPageAgain();
  else if (!isCommand || event.altKey) return false;
  else if (event.key === "?" || (event.shiftKey && event.key === "/")) onkeys();
  else if (event.key.toLowerCase() === "f") void toSearch();
  else return toPage(PAGES[Number(event.key) - 1]);
  return true;
}

function toPage(page: Page | undefined): boolean {
  if (page === undefined) return false;
  navigation.page = page;
  void toBeginning();
  return true;
}

/** Where a page begins: its search, or its heading, so that it is read out. */
async function toBeginning(): Promise<void> {
  await tick();
  const heading = document.querySelector<HTMLElement>("main h1");
  if (heading) heading.tabIndex = -1;
  (document.getElementById(spot.search) ?? document.getElementById(builds.search) ?? heading)?.focus();
}

function readPageAgain(): void {
  if (navigation.page === "repositories") void readAgain.start();
  else if (navigation.page === "builds") void watching.look();
  else void overview.read();
}

/** To the search of the list that is shown, else to that of repositories, from wherever it is asked for. */
async function toSearch(): Promise<void> {
  const isBuilds = navigation.page === "builds";
  const isInList = isBuilds ? navigation.builds.is === "list" : navigation.page === "repositories" && navigation.repository === null;
  if (!isInList) navigation.page = isBuilds ? "builds" : "repositories";
  await tick();
  const field = document.getElementById(isBuilds ? builds.search : spot.search);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}
