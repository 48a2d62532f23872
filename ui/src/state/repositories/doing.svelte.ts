/** What a person does with repositories and what is being added. Each has its own end, told above the list. */
import { SvelteMap } from "svelte/reactivity";
import type { AddRepository, Addition, CloneFolder, Repository, RetryAddition } from "../../ipc/bindings";
import type { FoundRepository, OpenWith } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { copyText } from "../clipboard";
import { elsewhere } from "./elsewhere.svelte";
import { list } from "./list.svelte";
import { openers } from "./openers.svelte";

/** By what they are about. */
const actions = new SvelteMap<string, Action>();

export const doings = (): readonly Action[] => [...actions.values()];

function about(key: string): Action {
  const known = actions.get(key);
  if (known) return known;
  const action = new Action();
  actions.set(key, action);
  return action;
}

const keys = {
  repository: (id: number) => `repository ${id}`,
  found: ({ linkId, projectId }: FoundRepository) => `found ${linkId} ${projectId}`,
  addition: (id: number) => `addition ${id}`,
  all: "additions",
  git: "git",
};

/** What is being done with it, as a sentence. */
export const busyWith = (id: number): string | null => actions.get(keys.repository(id))?.busy ?? null;
export const busyWithFound = (found: FoundRepository): string | null => actions.get(keys.found(found))?.busy ?? null;
export const busyWithAddition = (id: number): string | null => actions.get(keys.addition(id))?.busy ?? null;
export const busyWithAll = (): string | null => actions.get(keys.all)?.busy ?? null;
export const busyWithGit = (): string | null => actions.get(keys.git)?.busy ?? null;

export function add(
  { id, path }: Repository,
  to: AddRepository["to"] = { is: "projects_folder" },
  kind: AddRepository["kind"] = "whole",
): Promise<boolean> {
  return about(keys.repository(id)).run(texts.repositories.adding(path), async () => {
    await act("add_repository", { repository: id, to, kind });
    await reread(id);
  });
}

export function addFound(found: FoundRepository): Promise<boolean> {
  return about(keys.found(found)).run(texts.repositories.adding(found.path), async () => {
    const { id } = await elsewhere.takeIn(found);
    await act("add_repository", { repository: id, to: { is: "projects_folder" }, kind: "whole" });
    await reread(id);
  });
}

/** Opens a clone as Open does, or with something else. */
export function open({ id, path }: Repository, clone: CloneFolder, using: OpenWith = usual()): Promise<boolean> {
  return about(keys.repository(id)).run(texts.repositories.opening(path), async () => {
    await call("open_clone", { id: clone.id, with: using });
  });
}

function usual(): OpenWith {
  const { editor } = openers;
  return editor === null ? { is: "folder" } : { is: "editor", editor: editor.id };
}

export function openAtGitlab(id: number): Promise<boolean> {
  return about(keys.repository(id)).run(texts.repositories.menu.openingGitlab, () => call("open_repository_page", { id }));
}

/** Answers with what to say of it. */
export async function copyCloneUrl({ cloneUrl }: Repository): Promise<string> {
  return (await copyText(cloneUrl)) ? texts.repositories.menu.copied : texts.repositories.menu.notCopied;
}

/** Its row shows what there is now, and stays where it is. */
export async function reread(id: number): Promise<void> {
  await list.reread(id, (repository) => elsewhere.replace(repository));
}

export function retry({ id, path }: Addition, over: Partial<RetryAddition> = {}): Promise<boolean> {
  return about(keys.addition(id)).run(texts.additions.retrying(path), () =>
    act("retry_addition", { id, kind: null, folder: null, ...over }),
  );
}

export function useFound({ id, path, repository }: Addition): Promise<boolean> {
  return about(keys.addition(id)).run(texts.additions.using(path), async () => {
    await act("use_found_clone", { id });
    await reread(repository);
  });
}

export function cancel({ id }: Addition): Promise<boolean> {
  return about(keys.addition(id)).run(texts.additions.cancelling, () => act("cancel_addition", { id }));
}

export function dismiss({ id }: Addition): Promise<boolean> {
  return about(keys.addition(id)).run(texts.additions.dismissing, () => act("dismiss_addition", { id }));
}

export function cancelAll(): Promise<boolean> {
  return about(keys.all).run(texts.additions.cancelling, () => act("cancel_all_additions", null));
}

export function setUpGit(): Promise<boolean> {
  return about(keys.git).run(texts.git.settingUp, async () => {
    await act("set_up_git", null);
    // The offer is answered; whether it shows that by itself depends on where it was asked.
    await act("dismiss_git_offer", null);
  });
}

export function dismissGitOffer(): Promise<boolean> {
  return about(keys.git).run(texts.additions.notingNot, () => act("dismiss_git_offer", null));
}
