/** Finding clones in chosen folders, and taking them in. */
import { SvelteSet } from "svelte/reactivity";
import type { Adopted, FoundClone, FoundClones } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";

/** Whether it can be added at all: a submodule goes with the clone it lies in, and in a bare one nobody works. */
export const canBeAdded = ({ added, kind }: FoundClone): boolean =>
  !added && kind !== "submodule" && kind !== "bare";

/** Whether it can be added without a word about its settings. */
const isPlain = (clone: FoundClone): boolean => canBeAdded(clone) && clone.hazards.length === 0;

export class Finder {
  /** `null` until they were answered. */
  suggested = $state.raw<readonly string[] | null>(null);
  readonly ticked = new SvelteSet<string>();
  /** What was typed. */
  another = $state("");
  /** No folder was said to look in. */
  isNowhere = $state(false);
  found = $state.raw<FoundClones | null>(null);
  /** The folders of the clones to add. */
  readonly taken = new SvelteSet<string>();
  /** Those whose remote is to be a clean one over https. */
  readonly cleaned = new SvelteSet<string>();
  /** Those whose settings were seen and agreed to. */
  readonly agreed = new SvelteSet<string>();
  isNoneTaken = $state(false);
  adopted = $state.raw<Adopted | null>(null);
  readonly suggesting = new Action();
  readonly looking = new Action();
  readonly stopping = new Action();
  readonly adopting = new Action();

  async suggest(): Promise<void> {
    await this.suggesting.run(texts.finding.suggesting, async () => {
      const { folders } = await call("suggest_folders", null);
      this.suggested = folders;
      for (const folder of folders) this.ticked.add(folder);
    });
  }

  /** Answers whether there is something to show now. */
  async look(): Promise<boolean> {
    const another = this.another.trim();
    const folders = [...this.ticked, ...(another === "" ? [] : [another])];
    this.isNowhere = folders.length === 0;
    if (this.isNowhere) return false;
    return this.looking.run(texts.finding.looking, async () => this.#take(await call("find_clones", { folders })));
  }

  /** Ends the search; what was found by then is shown. */
  stop(): void {
    void this.stopping.run(texts.finding.stopping, () => call("stop_finding_clones", null));
  }

  /** Goes back to the folders. */
  lookElsewhere(): void {
    this.found = null;
    this.adopting.clear();
  }

  take(clone: FoundClone, isTaken: boolean): void {
    this.isNoneTaken = false;
    if (isTaken) this.taken.add(clone.folder);
    else this.taken.delete(clone.folder);
    // Left out again, what it can do is agreed to anew.
    if (!isTaken) this.agreed.delete(clone.folder);
  }

  agree(clone: FoundClone): void {
    this.agreed.add(clone.folder);
    this.take(clone, true);
  }

  /** Takes all that need no word, or none. */
  takeAll(isTaken: boolean): void {
    for (const clone of this.found?.clones ?? []) {
      if (isPlain(clone) || !isTaken) this.take(clone, isTaken);
    }
  }

  async adopt(): Promise<boolean> {
    const clones = [...this.taken].map((folder) => ({
      folder,
      https: this.cleaned.has(folder),
      despite: this.agreed.has(folder),
    }));
    this.isNoneTaken = clones.length === 0;
    if (this.isNoneTaken) return false;
    return this.adopting.run(texts.finding.adding(clones.length), async () => {
      this.adopted = await act("adopt_clones", { clones });
    });
  }

  /** Nobody looks at it any more. */
  leave(): void {
    if (this.looking.busy !== null) this.stop();
  }

  #take(found: FoundClones): void {
    for (const set of [this.taken, this.cleaned, this.agreed]) set.clear();
    for (const clone of found.clones) if (isPlain(clone)) this.taken.add(clone.folder);
    this.found = found;
  }
}

/** The clones by where they belong, hosts and paths in order. */
export function byHost(clones: readonly FoundClone[]): [string, FoundClone[]][] {
  const hosts = new Map<string, FoundClone[]>();
  for (const clone of clones) hosts.set(clone.host, [...(hosts.get(clone.host) ?? []), clone]);
  const order = (one: string, other: string) => one.localeCompare(other);
  for (const each of hosts.values()) each.sort((one, other) => order(one.path, other.path));
  return [...hosts].sort(([one], [other]) => order(one, other));
}
