/** The list of merge requests by repository: a repository's own row comes before those of its merge requests. */
import type { BuildCounts, BuildFilter, BuildRow, BuildsPage } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { PlacedList, type Wanted } from "../placed_list.svelte";

export const EVERYTHING: BuildFilter = { mine: false, failed: false, needsApproval: false, running: false, repository: null };

type Rows = Extract<BuildsPage, { is: "rows" }>;

export class BuildList extends PlacedList<BuildRow, BuildFilter, Rows> {
  /** How many each filter would leave; `null` until anything was answered. */
  counts = $state.raw<BuildCounts | null>(null);

  protected override ask(wanted: Wanted<BuildFilter>): Promise<BuildsPage> {
    return call("list_builds", wanted);
  }

  protected override keyOf(row: BuildRow): string {
    return keyOf(row);
  }

  protected override head({ counts }: Rows): void {
    this.counts = counts;
  }

  protected override isSameHead(): boolean {
    return true;
  }

  protected override isCounted(row: BuildRow): boolean {
    return row.is === "merge_request";
  }

  /** What a filter leaves out by now is still told as it is. */
  protected override async whatBecameOf(row: BuildRow): Promise<BuildRow> {
    if (row.is === "repository") return row;
    const { mergeRequest } = await call("opened_merge_request", { id: row.mergeRequest.id });
    return { is: "merge_request", mergeRequest };
  }
}

export function keyOf(row: BuildRow): string {
  return row.is === "repository"
    ? `repository ${row.repository.linkId} ${row.repository.projectId}`
    : `merge request ${row.mergeRequest.id}`;
}

export const list = new BuildList(EVERYTHING);
