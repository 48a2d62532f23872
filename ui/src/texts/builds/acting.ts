/** What is asked before something is built, and before Carrick is closed. */
import type { ApprovalQuestion, CiChanges } from "../../ipc/bindings";
import { count } from "../language";

export const approval = {
  title: ({ author, approval, iid }: ApprovalQuestion) => `Build ${author}'s commit ${approval.sha.slice(0, 7)} of !${iid}?`,
  text: ({ author, account, ci }: ApprovalQuestion) => [
    `It runs ${author}'s code on this project's runners, with its unprotected variables, in your name (@${account}).`,
    changes(ci),
    "What its jobs download is not part of the commit.",
    `GitLab is asked by merge request, not by commit: if ${author} pushes in that second, Carrick cancels. The next push asks again.`,
  ],
  reading: "Reading the commit at GitLab.",
  see: "See the changes",
  confirm: "Build this commit",
};

function changes(ci: CiChanges | null): string {
  if (ci === null) return "Carrick could not find out whether it changes the CI configuration.";
  const included = ci.included > 0 ? count(ci.included, "included file", "included files") : null;
  const parts = [ci.file, included].filter((part) => part !== null);
  return parts.length === 0
    ? "It leaves the CI file and the files that it includes as they are."
    : `It changes ${parts.join(" and ")}.`;
}

export const buildThis = {
  title: (iid: number, sha: string) => `Build commit ${sha.slice(0, 7)} of !${iid}?`,
  text: (account: string) => `It starts a pipeline in your name (@${account}) and uses this project's runners and minutes.`,
  confirm: "Build this commit",
};

export const asleep = {
  title: (n: number) => `${count(n, "merge request", "merge requests")} changed and were not built`,
  lead: "Tick what is to be built now. The others stay as they are.",
  reading: "Reading what changed.",
  by: (author: string) => `by ${author}`,
  fork: "From a fork: its commit is approved by itself.",
  none: "Nothing is left to review.",
  build: (n: number) => (n === 0 ? "Build none" : `Build ${n}`),
  building: "Building what was ticked.",
  all: "All",
};

export const closing = {
  title: "Close Carrick now?",
  text: (n: number) => `Closed, Carrick starts no builds for ${count(n, "repository", "repositories")}.`,
  keep: "Keep watching",
  close: "Close",
  stay: "Stay",
  keeping: "Setting up watching when Carrick is closed.",
};
