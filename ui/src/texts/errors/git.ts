/** git, its configuration and clones. */
import type { Tellings } from "./telling";

export const git = {
  git_config_locked: (f) => ({
    what: "Another program is changing git's configuration.",
    next: `Try again. If nothing is, a program ended in the middle of it: delete ${f["path"] ?? "the file"}.lock.`,
    action: "retry",
  }),
  git_config_malformed: (f) => ({
    what: `git itself can't read ${f["path"] ?? "its configuration"}: look at line ${f["line"] ?? "1"}.`,
    next: "Mend that line, then try again. Carrick left the file as it is.",
    action: "retry",
  }),
  git_config_failed: (f) => ({
    what: `Carrick can't read or write ${f["path"] ?? "git's configuration"}.`,
    next: "Make room on the disk, or make the file yours, then try again.",
    action: "retry",
  }),
  git_name_refused: () => ({
    what: "A name has characters that must not stand in git's configuration.",
    next: "Choose another name, without control characters.",
  }),
  place_malformed: () => ({
    what: "That is no group or project of this GitLab.",
    next: "Type its path, such as group/project, or paste its page's address.",
  }),
  folder_malformed: () => ({
    what: "That is no folder's whole path.",
    next: "Type it from / on, or from ~/ on.",
  }),
  identity_malformed: () => ({
    what: "That can't stand under a commit.",
    next: "Leave out angle brackets and line breaks.",
  }),
  folder_missing: (f) => ({
    what: `${f["path"] ?? "The folder"} is not there.`,
    next: "Put it back, or remove the repository from Carrick.",
  }),
  opener_failed: () => ({
    what: "No program opened the folder.",
    next: "Choose another one under More.",
  }),
  clone_unfit: () => ({
    what: "This clone has no files to work on, is a part of another one, or is of no GitLab that you linked.",
    next: "Add its repository from the list instead.",
  }),
  clone_unsafe: () => ({
    what: "Settings in this clone start programs or lead elsewhere.",
    next: "Look at them and agree, then add it again.",
  }),
  git_missing: () => ({
    what: "git is not installed.",
    next: "Install git, then try again.",
    action: "retry",
  }),
} satisfies Tellings;
