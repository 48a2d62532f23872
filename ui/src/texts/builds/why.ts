/** Why a commit is not built, in one sentence, and what would change that. */
import type { BuildReason, WhyChange } from "../../ipc/bindings";
import { agoBySecond, dayOfWeekAndTime, timeOrDay } from "../times";

/** What a sentence may name. */
export interface About {
  path: string;
  author: string;
  /** Now (Unix milliseconds). */
  now: number;
}

/** GitLab's roles. */
export function role(level: number | null): string {
  switch (level) {
    case null:
      return "no member";
    case 10:
      return "Guest";
    case 15:
      return "Planner";
    case 20:
      return "Reporter";
    case 30:
      return "Developer";
    case 40:
      return "Maintainer";
    case 50:
      return "Owner";
    default:
      return "of a role that Carrick does not know";
  }
}

export const why = {
  title: (iid: number) => `Why is !${iid} not built?`,
  titleBuilt: (iid: number) => `!${iid} is built`,
  asking: "Asking why.",
  built: (path: string) => `Nothing stands against it: it is built, or will be. ${path} is watched.`,
  noAddress: "This is no address of a merge request.",
  noAddressNext: "Paste one such as https://gitlab.com/group/project/-/merge_requests/42, or group/project!42.",
  noAccount: (host: string) => `No account is linked on ${host}.`,
  noAccountNext: "Link one that can see the project, then ask again.",
  notSeen: (host: string) => `No account of yours sees this merge request on ${host}.`,
  notSeenNext: "It may be private, or not there.",
  show: "Show it",
  close: "Close",
  sentence,
  short,
  change,
};

/** One sentence. */
function sentence(reason: BuildReason, { path, author, now }: About): string {
  switch (reason.is) {
    case "not_watched":
      return `Carrick does not watch ${path}.`;
    case "switched_off":
      return `Builds are switched off for ${path}.`;
    case "paused":
      return `Paused since ${timeOrDay(reason.since, now)}.`;
    case "not_open":
      return "It is not open.";
    case "opened_before":
      return "Opened before builds were switched on.";
    case "while_closed":
      return `Carrick was closed from ${dayOfWeekAndTime(reason.from, now)} to ${dayOfWeekAndTime(reason.to, now)}.`;
    case "while_paused":
      return `Builds were paused from ${dayOfWeekAndTime(reason.from, now)} to ${dayOfWeekAndTime(reason.to, now)}.`;
    case "draft":
      return "It is a draft; built once marked ready.";
    case "other_target":
      return reason.built.length === 0
        ? `It goes into ${reason.target}, which is not built.`
        : `It goes into ${reason.target}; built are ${reason.built.join(", ")}.`;
    case "skip_label":
      return `Its label ${reason.label} says not to build it.`;
    case "not_mine":
      return `${reason.author} opened it; built are only your own.`;
    case "not_my_push":
      return "The last push was not yours; built are only your own.";
    case "author_below":
      return `${author} is ${role(reason.level)}; built are those of ${role(reason.least)} and above.`;
    case "fork":
      return "It comes from a fork, and forks are not built here.";
    case "needs_approval":
      return "It comes from a fork; this commit is built once you approve it.";
    case "other_paths":
      return "It changes none of the files that are built for.";
    case "gitlab_builds":
      return "GitLab builds here by itself.";
    case "would_run_in_fork":
      return `Its pipeline would run in the fork, not in ${path}.`;
    case "author_refused":
      return `GitLab refused ${author} a pipeline, and Carrick starts none in another's name.`;
    case "preparing":
      return "GitLab is preparing it, or may still start it by itself.";
    case "taken_by_other":
      return `Another Carrick took it ${agoBySecond(reason.since, now)}.`;
    case "skip_ci":
      return "The commit message says [skip ci].";
    case "no_jobs":
      return "GitLab found no job for it: no rule matches merge requests.";
    case "workflow_rules":
      return "The workflow rules of its CI file leave it out.";
    case "no_commits":
      return "It has no commits.";
    case "role_too_low":
      return reason.level === null
        ? `Developer is needed, you are no member of ${path}.`
        : `Developer is needed, you are ${role(reason.level)}.`;
    case "pipelines_off":
      return `Pipelines are switched off in ${path}.`;
    case "no_ref":
      return "GitLab does not have its branch any more.";
    case "broken":
      return "GitLab can't use the CI file of this commit.";
    case "too_many":
      return "GitLab says that too many pipelines were started.";
    case "unreachable":
      return "GitLab can't be reached.";
    case "other_commit":
      return `Somebody pushed in that second: GitLab built ${reason.sha.slice(0, 7)}, and Carrick cancelled it.`;
    case "refused":
      return "GitLab refused the pipeline in words that Carrick does not know.";
    case "superseded":
      return "A newer commit came before its turn.";
    case "lost":
      return "GitLab's answer was lost, and no pipeline of it was found.";
    case "second_start":
      return "A second one was started elsewhere, so Carrick cancelled its own.";
  }
}

/** A few words for a row. */
function short(reason: BuildReason): string {
  switch (reason.is) {
    case "not_watched":
      return "not watched";
    case "switched_off":
      return "switched off";
    case "paused":
      return "paused";
    case "not_open":
      return "not open";
    case "opened_before":
      return "opened before";
    case "while_closed":
      return "while closed";
    case "while_paused":
      return "while paused";
    case "draft":
      return "draft";
    case "other_target":
      return `goes into ${reason.target}`;
    case "skip_label":
      return `label ${reason.label}`;
    case "not_mine":
      return "not yours";
    case "not_my_push":
      return "not your push";
    case "author_below":
      return `author is ${role(reason.level)}`;
    case "fork":
      return "from a fork";
    case "needs_approval":
      return "from a fork";
    case "other_paths":
      return "other files";
    case "gitlab_builds":
      return "GitLab builds here";
    case "would_run_in_fork":
      return "would run in the fork";
    case "author_refused":
      return "its author may not";
    case "preparing":
      return "GitLab prepares it";
    case "taken_by_other":
      return "another Carrick";
    case "skip_ci":
      return "[skip ci]";
    case "no_jobs":
      return "no job";
    case "workflow_rules":
      return "workflow rules";
    case "no_commits":
      return "no commits";
    case "role_too_low":
      return `you are ${role(reason.level)}`;
    case "pipelines_off":
      return "pipelines are off";
    case "no_ref":
      return "branch is gone";
    case "broken":
      return "CI file";
    case "too_many":
      return "too many";
    case "unreachable":
      return "can't reach GitLab";
    case "other_commit":
      return "another commit was built";
    case "refused":
      return "refused";
    case "superseded":
      return "newer commit";
    case "lost":
      return "answer lost";
    case "second_start":
      return "built elsewhere";
  }
}

/** What would change it, as a sentence where the reason does not say it already, and the button for it. */
function change(one: WhyChange, { path, author, now }: About): { text: string | null; button: string | null } {
  const atGitlab = "Open in GitLab";
  switch (one.is) {
    case "watch":
      return { text: null, button: "Builds…" };
    case "switch_on":
      return { text: null, button: "Builds…" };
    case "resume":
      return { text: null, button: "Go on" };
    case "reopen":
      return { text: "It can be reopened at GitLab.", button: atGitlab };
    case "mark_ready":
      return { text: null, button: atGitlab };
    case "change_targets":
    case "change_whose":
    case "change_paths":
    case "take_forks":
      return { text: null, button: "Change" };
    case "remove_label":
      return { text: `It is built once the label ${one.label} is gone.`, button: atGitlab };
    case "approve":
    case "build_this":
      return { text: null, button: "Build this commit…" };
    case "ask_for_role": {
      const who = one.of === "account" ? "you" : author;
      return { text: `A Maintainer of ${path} can make ${who} ${role(one.needed)}.`, button: null };
    }
    case "let_forks_run_here":
      return { text: `A Maintainer of ${path} can let forks' pipelines run in it, in its CI/CD settings.`, button: null };
    case "switch_pipelines_on":
      return { text: `A Maintainer of ${path} can switch them on, in its settings.`, button: null };
    case "show_what_to_add":
      return { text: null, button: "Show what to add" };
    case "edit_ci_file":
      return { text: "Its CI file decides that.", button: atGitlab };
    case "push":
      return { text: "The next push is looked at anew.", button: null };
    case "relink":
      return { text: "The account needs you.", button: "Show account" };
    case "wait":
      return {
        text: one.until === null ? "Carrick tries again by itself." : `Carrick waits until ${timeOrDay(one.until, now)}.`,
        button: null,
      };
  }
}
