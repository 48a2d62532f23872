/** One repository and its clones, as they are read for its page. */
import { SvelteMap } from "svelte/reactivity";
import type { CloneDetails, CloneFolder, CloneRemote, Editor, Misfit, Repository } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";

/** A clone, what git uses in it, and what is done about it. */
export class CloneState {
  readonly id: number;
  details = $state.raw<CloneDetails | null>(null);
  /** How the last change ended, to be read out. */
  done = $state<string | null>(null);
  readonly reading = new Action();
  readonly changing = new Action();
  readonly opening = new Action();

  constructor(id: number) {
    this.id = id;
  }

  async read(): Promise<void> {
    await this.reading.run(texts.page.readingClone, async () => {
      this.details = await call("clone_details", { id: this.id });
    });
  }

  open(editor: string | null, isFolder = false): void {
    const how = editor !== null ? { is: "editor" as const, editor } : { is: isFolder ? ("folder" as const) : ("terminal" as const) };
    void this.opening.run(texts.page.opening, () => call("open_clone", { id: this.id, with: how }));
  }

  /** Gives a remote its clean address over https, of where its project is now. */
  mend({ name }: CloneRemote): Promise<boolean> {
    return this.#change(texts.page.mending(name), texts.page.mended(name), () =>
      call("mend_remote", { id: this.id, remote: name }),
    );
  }

  /** Has commits made here with the address that fits; all else that is written here stays. */
  use({ fitting }: Misfit, linkId: number | null): Promise<boolean> {
    const own = (origin: CloneDetails["name"] | undefined) => (origin?.isHere ? origin.value : null);
    const request = {
      id: this.id,
      link: linkId,
      name: own(this.details?.name),
      email: fitting,
      signingKey: own(this.details?.signingKey),
    };
    return this.#change(texts.page.using, texts.page.saved, () => call("set_clone_identity", request));
  }

  /** Leaves the commit name as it is, and never asks again. */
  leave(): Promise<boolean> {
    return this.#change(texts.page.leaving, null, () => call("keep_clone_name", { id: this.id }));
  }

  async #change(busy: string, done: string | null, work: () => Promise<unknown>): Promise<boolean> {
    this.done = null;
    if (!(await this.changing.run(busy, work))) return false;
    await this.read();
    this.done = done;
    return true;
  }
}

export class RepositoryState {
  readonly #id: number;
  repository = $state.raw<Repository | null>(null);
  /** The one that is used; `null` where there is none. */
  editor = $state.raw<Editor | null>(null);
  readonly reading = new Action();
  readonly opening = new Action();
  readonly #clones = new SvelteMap<number, CloneState>();

  constructor(id: number) {
    this.#id = id;
  }

  /** Reads it, and what git uses in its clones. */
  async read(): Promise<void> {
    await this.reading.run(texts.page.reading, async () => {
      this.repository = await call("repository", { id: this.#id });
      await this.#readEditor();
    });
    await Promise.all(this.repository?.clones.map((clone) => this.#readClone(clone)) ?? []);
  }

  clone(id: number): CloneState | undefined {
    return this.#clones.get(id);
  }

  openAtGitlab(): void {
    void this.opening.run(texts.page.openingGitlab, () => call("open_repository_page", { id: this.#id }));
  }

  async #readClone({ id, isThere }: CloneFolder): Promise<void> {
    if (!isThere) return;
    const clone = this.#clones.get(id) ?? new CloneState(id);
    this.#clones.set(id, clone);
    await clone.read();
  }

  async #readEditor(): Promise<void> {
    // The page says enough without it: terminal and folder are there all the same.
    const { editors, chosen } = await call("openers", null).catch(() => ({ editors: [], chosen: null }));
    this.editor = editors.find(({ id }) => id === chosen) ?? editors[0] ?? null;
  }
}
