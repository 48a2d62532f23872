/** What else can be done with a repository: the entries of its menu More. */
import type { Addition, Repository } from "../../ipc/bindings";
import { texts } from "../../texts";
import { navigation, type RepositoryPart } from "../navigation.svelte";
import { add, cancel, copyCloneUrl, open, openAtGitlab, retry } from "./doing.svelte";
import { openers } from "./openers.svelte";

export interface Entry {
  name: string;
  danger?: boolean;
  onselect: () => void;
}

/** What the page itself has to do. */
export interface MenuHooks {
  onpage: (repository: Repository, part: RepositoryPart | null) => void;
  onfolder: (repository: Repository) => void;
  /** Another folder is wanted for what is being added and asks something. */
  onanother: (addition: Addition) => void;
  onremove: (repository: Repository) => void;
  /** Something is to be read out. */
  onsaid: (text: string) => void;
}

export function entriesOf(repository: Repository, addition: Addition | null, hooks: MenuHooks): Entry[] {
  const words = texts.repositories.menu;
  const clone = repository.clones.find(({ isThere }) => isThere) ?? null;
  const isUnderWay = addition?.state.is === "running" || addition?.state.is === "waiting";
  const asks = addition?.state.is === "large" || addition?.state.is === "taken" ? addition : null;
  const others = openers.current?.editors.filter(({ id }) => id !== openers.editor?.id) ?? [];
  const entries: Entry[] = [{ name: words.page, onselect: () => hooks.onpage(repository, null) }];
  if (clone !== null) {
    entries.push(
      ...others.map(({ id, name }) => ({
        name: words.editor(name),
        onselect: () => void open(repository, clone, { is: "editor", editor: id }),
      })),
      { name: words.terminal, onselect: () => void open(repository, clone, { is: "terminal" }) },
      { name: words.folder, onselect: () => void open(repository, clone, { is: "folder" }) },
    );
  } else if (!isUnderWay) {
    entries.push(
      { name: words.elsewhere, onselect: () => (asks ? hooks.onanother(asks) : hooks.onfolder(repository)) },
      { name: words.partial, onselect: () => void addPartly(repository, asks) },
    );
    if (!repository.added) entries.push({ name: words.nowhere, onselect: () => void add(repository, { is: "nowhere" }) });
  }
  entries.push(
    { name: words.gitlab, onselect: () => void openAtGitlab(repository.id) },
    { name: words.copy, onselect: () => void copyCloneUrl(repository).then(hooks.onsaid) },
  );
  if (repository.clones.length > 0) {
    entries.push({ name: words.identity, onselect: () => hooks.onpage(repository, "identity") });
  }
  entries.push({
    name: texts.builds.rules,
    onselect: () => navigation.openBuilds({ is: "rule", of: { is: "repository", id: repository.id }, adds: false }),
  });
  if (isUnderWay && addition !== null) entries.push({ name: words.cancel, onselect: () => void cancel(addition) });
  if (repository.added) entries.push({ name: words.remove, danger: true, onselect: () => hooks.onremove(repository) });
  return entries;
}

/** What asks something already is answered by it. */
function addPartly(repository: Repository, asks: Addition | null): Promise<boolean> {
  const kind = "old_contents_when_needed";
  return asks ? retry(asks, { kind }) : add(repository, { is: "projects_folder" }, kind);
}
