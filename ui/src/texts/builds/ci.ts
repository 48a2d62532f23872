/** Words of what can be added to a CI file. */
import type { CiAdded, CiProposal } from "../../ipc/bindings";

interface Sentence {
  what: string;
  next: string;
}

export const ciAddition = {
  title: "What would be added",
  reading: "Reading the CI file.",
  lead: (account: string, file: string, branch: string, target: string) =>
    `@${account} adds this to ${file} on the new branch ${branch}, and opens a merge request into ${target}. Nothing is written before you choose it.`,
  diff: (file: string) => `Changes of ${file}`,
  add: "Open the merge request",
  adding: "Writing the branch and opening the merge request.",
  opened: (iid: number) => `Opened !${iid}. Merge it, and merge requests are built from then on.`,
  show: "Open in GitLab",
  /** Why nothing is offered. */
  none: {
    no_file: { what: "There is no CI file in this project yet.", next: "Write one first; Carrick only adds to what is there." },
    has_workflow: {
      what: "The CI file has workflow rules already, which only people can change well.",
      next: "Let one of them match $CI_PIPELINE_SOURCE == \"merge_request_event\".",
    },
    elsewhere: { what: "The CI file lies in another project, or elsewhere.", next: "It is changed there." },
    branch_is_there: {
      what: "Carrick's branch is there already, perhaps from before.",
      next: "Look at it in GitLab; remove it there to begin anew.",
    },
  } satisfies Record<Exclude<CiProposal["is"], "addition">, Sentence>,
  /** What came of it, where no merge request was opened. */
  notDone: {
    changed: { what: "The CI file has changed meanwhile.", next: "This is what would be added now." },
    only_branch: { what: "The branch is written, but GitLab opened no merge request for it.", next: "Open one from it at GitLab." },
    refused: { what: "GitLab wrote nothing.", next: "Perhaps you may not push here." },
  } satisfies Record<Exclude<CiAdded["is"], "opened">, Sentence>,
  close: "Close",
};
