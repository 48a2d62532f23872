/** When git may use each account. */
import type { GitAccount, GitUse } from "../../ipc/bindings";
import { texts } from "../../texts";
import { Action } from "../action.svelte";
import { change } from "./change";

/** What it comes to: one account of each GitLab is its default, whether somebody made it so or not. */
export const useOf = ({ isDefault, gitUse }: GitAccount): GitUse =>
  isDefault ? "default" : gitUse === "never" ? "never" : "where_needed";

/** What there is to choose. Another account takes its place from a default, so that there is always one. */
export const choosable = (use: GitUse): readonly GitUse[] =>
  use === "default" ? ["default", "never"] : ["default", "where_needed", "never"];

/** Whether git may use it anywhere. */
export const isUsable = ({ mayServe, gitUse }: GitAccount): boolean => mayServe && gitUse !== "never";

/** A change of one account. Who changes it again meanwhile gets what was chosen last. */
export class UseChange {
  readonly work = new Action();
  /** What was chosen and does not show yet. */
  wanted = $state<GitUse | null>(null);

  async choose({ id, username }: GitAccount, gitUse: GitUse): Promise<void> {
    this.wanted = gitUse;
    await this.work.run(texts.git.usesBusy(username), async () => {
      let sent: GitUse | null = null;
      while (this.wanted !== null && this.wanted !== sent) {
        sent = this.wanted;
        await change("set_git_use", { id, gitUse: sent });
      }
    });
    if (this.work.busy === null) this.wanted = null;
  }
}

const changes = new Map<number, UseChange>();

export function useChange(id: number): UseChange {
  const known = changes.get(id) ?? new UseChange();
  changes.set(id, known);
  return known;
}
