/** Removing a repository: its folders stay, or go to the trash once it is known that nothing is lost. */
import type { CloneFolder, RemovalCheck, Repository } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";

/** What becomes of one folder. */
export class Folder {
  readonly clone: CloneFolder;
  /** Whether it is to go to the trash. */
  toTrash = $state(false);
  check = $state.raw<RemovalCheck | null>(null);
  /** Since when it is looked at (Unix milliseconds). */
  since = $state<number | null>(null);
  readonly checking = new Action();
  readonly opening = new Action();

  constructor(clone: CloneFolder) {
    this.clone = clone;
  }

  /** Whether the trash is offered: not once it is known that something would be lost. */
  readonly mayGo = $derived.by(() => this.clone.isThere && (this.check === null || this.check.is === "free"));

  openTerminal(): void {
    const request = { id: this.clone.id, with: { is: "terminal" } } as const;
    void this.opening.run(texts.removal.opening, () => call("open_clone", request));
  }
}

export class Removal {
  readonly repository: Repository;
  folders = $state.raw<readonly Folder[]>([]);
  /** Something had changed since it was looked at, and it is not removed. */
  isKept = $state(false);
  /** Remove was pressed while something was still looked at. */
  isTooEarly = $state(false);
  readonly work = new Action();

  constructor(repository: Repository) {
    this.repository = repository;
    this.folders = repository.clones.map((clone) => new Folder(clone));
  }

  get isChecking(): boolean {
    return this.folders.some(({ checking }) => checking.busy !== null);
  }

  keep(folder: Folder): void {
    folder.toTrash = false;
    this.isTooEarly = false;
    if (folder.since !== null) this.stop();
  }

  async trash(folder: Folder): Promise<void> {
    folder.toTrash = true;
    await this.check(folder);
  }

  /** Looks once more; one folder is looked at at a time. */
  async check(folder: Folder): Promise<void> {
    this.isKept = false;
    folder.check = null;
    folder.checking.clear();
    folder.toTrash = true;
    if (!this.isChecking) await this.#checkNext();
  }

  stop(): void {
    call("stop_removal_check", null).catch(() => undefined);
  }

  /** Removes it; answers whether it is gone. */
  async remove(): Promise<boolean> {
    this.isTooEarly = this.folders.some(({ toTrash, check }) => toTrash && check === null);
    if (this.isTooEarly) return false;
    this.isKept = false;
    const toTrash = this.folders.filter(({ toTrash: goes, check }) => goes && check?.is === "free").map(({ clone }) => clone.id);
    let isGone = false;
    await this.work.run(texts.removal.removing(this.repository.path), async () => {
      const removed = await act("remove_repository", { id: this.repository.id, toTrash });
      isGone = removed.is === "done";
      if (removed.is === "kept") await this.#keep(removed.clone, removed.check);
    });
    return isGone;
  }

  /** Nobody looks at it any more. */
  leave(): void {
    if (this.isChecking) this.stop();
  }

  async #checkNext(): Promise<void> {
    const next = this.folders.find(({ toTrash, check, checking }) => toTrash && check === null && checking.error === null);
    if (!next) return;
    next.since = Date.now();
    await next.checking.run(texts.removal.checkingSpoken, async () => {
      const check = await call("check_removal", { id: next.clone.id });
      this.#answered(next, check);
    });
    next.since = null;
    if (next.checking.error !== null) next.toTrash = false;
    await this.#checkNext();
  }

  #answered(folder: Folder, check: RemovalCheck): void {
    this.isTooEarly = false;
    // Stopped since it is to stay after all: nothing is to be said of it.
    if (folder.toTrash) folder.check = check;
  }

  async #keep(id: number, check: RemovalCheck): Promise<void> {
    this.isKept = true;
    for (const folder of this.folders) if (folder.clone.id === id) this.#answered(folder, check);
    // Those before it may have gone.
    const { clones } = await call("repository", { id: this.repository.id });
    this.folders = this.folders.filter(({ clone }) => clones.some((one) => one.id === clone.id));
  }
}
