/** Choosing a group, and what of it is added. */
import { SvelteSet } from "svelte/reactivity";
import type { Group, GroupPreview, GroupRow } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";

/** So many stand on the page at once. */
export const PAGE = 100;
/** So many groups are offered at once. */
export const OFFERED = 50;

const holds = (text: string, part: string): boolean => text.toLowerCase().includes(part.trim().toLowerCase());

export class GroupChooser {
  /** `null` until they were answered. */
  groups = $state.raw<readonly Group[] | null>(null);
  query = $state("");
  group = $state.raw<Group | null>(null);
  preview = $state.raw<GroupPreview | null>(null);
  /** The numbers of the repositories to add. */
  readonly ticked = new SvelteSet<number>();
  narrow = $state("");
  /** The first place shown. */
  at = $state(0);
  isNoneTicked = $state(false);
  readonly reading = new Action();
  readonly looking = new Action();
  readonly adding = new Action();

  readonly matching = $derived((this.groups ?? []).filter(({ path }) => holds(path, this.query)));
  readonly offered = $derived(this.matching.slice(0, OFFERED));
  readonly rows = $derived((this.preview?.rows ?? []).filter(({ path }) => holds(path, this.narrow)));
  readonly shown = $derived(this.rows.slice(this.at, this.at + PAGE));
  /** How many bytes those that are ticked have, as far as GitLab told, and of how many it did not. */
  readonly sizes = $derived.by(() => {
    let known = 0;
    let unknown = 0;
    for (const { repository, size } of this.preview?.rows ?? []) {
      if (!this.ticked.has(repository)) continue;
      if (size === null) unknown += 1;
      else known += size;
    }
    return { known, unknown };
  });
  readonly fits = $derived(this.preview?.free == null || this.sizes.known <= this.preview.free);

  async read(): Promise<void> {
    await this.reading.run(texts.group.reading, async () => {
      this.groups = (await call("list_groups", null)).groups;
    });
  }

  /** Answers whether there is something to show now. */
  look(group: Group): Promise<boolean> {
    return this.looking.run(texts.group.looking(group.path), async () => {
      const preview = await call("preview_group", { instance: group.instance, group: group.path });
      this.ticked.clear();
      for (const row of preview.rows) if (!row.archived && !row.added) this.ticked.add(row.repository);
      this.group = group;
      this.narrow = "";
      this.at = 0;
      this.preview = preview;
    });
  }

  /** Goes back to the groups. */
  another(): void {
    this.group = this.preview = null;
    this.adding.clear();
  }

  tick({ repository }: GroupRow, isTicked: boolean): void {
    this.isNoneTicked = false;
    if (isTicked) this.ticked.add(repository);
    else this.ticked.delete(repository);
  }

  /** Ticks all that can be added and fit what was typed, or none of them. */
  tickAll(isTicked: boolean): void {
    for (const row of this.rows) if (!row.added) this.tick(row, isTicked);
  }

  type(text: string): void {
    this.narrow = text;
    this.at = 0;
  }

  turn(by: 1 | -1): void {
    this.at = Math.max(0, this.at + by * PAGE);
  }

  async add(): Promise<boolean> {
    const repositories = (this.preview?.rows ?? []).map((row) => row.repository).filter((id) => this.ticked.has(id));
    this.isNoneTicked = repositories.length === 0;
    if (this.isNoneTicked) return false;
    return this.adding.run(texts.group.adding(repositories.length), () => act("add_repositories", { repositories }));
  }
}
