/** Going after what would change that a merge request is not built. */
import type { WhyChange } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { navigation } from "../navigation.svelte";
import { doing, type Subject } from "./doing.svelte";
import { watching } from "./watching.svelte";

/** Where a merge request is. */
export interface AtGitlab {
  linkId: number;
  projectId: number;
  path: string;
  iid: number;
}

export function pursue(change: WhyChange, at: AtGitlab, subject: Subject | null): void {
  switch (change.is) {
    case "watch":
    case "switch_on":
    case "change_targets":
    case "change_whose":
    case "change_paths":
    case "take_forks":
      return toRule(at, false);
    case "show_what_to_add":
      return toRule(at, true);
    case "resume":
      return void watching.resume();
    case "approve":
    case "build_this":
      return subject === null ? undefined : void doing.ask(subject);
    case "reopen":
    case "mark_ready":
    case "remove_label":
    case "edit_ci_file":
      return void openAtGitlab(at);
    case "relink":
      navigation.page = "account";
      return;
    case "ask_for_role":
    case "let_forks_run_here":
    case "switch_pipelines_on":
    case "push":
    case "wait":
      return;
  }
}

function toRule({ linkId, projectId }: AtGitlab, adds: boolean): void {
  navigation.openBuilds({ is: "rule", of: { is: "project", linkId, projectId }, adds });
}

export function openAtGitlab({ linkId, projectId, iid }: AtGitlab): Promise<boolean> {
  return doing.opening.run(texts.builds.opening, () => call("open_merge_request_at", { linkId, projectId, iid }));
}
