/** Words of clones: finding them, adding a group, removing a repository, and its page. */
import type { AccountReason, CloneHazard, CloneLoss, FoundKind, Harm, LossAlso, RemovalDoubt } from "../ipc/bindings";
import { count, list, number } from "./language";
import { size } from "./sizes";

export const finding = {
  title: "Find clones on this computer",
  where: "Where to look",
  lead: "Carrick reads what lies in these folders. It runs nothing and changes nothing.",
  suggesting: "Looking for likely folders.",
  another: "Another folder",
  anotherHint: "For example ~/work. What lies below it is looked through too.",
  nowhere: "Tick a folder, or type one.",
  look: "Look",
  looking: "Looking for clones.",
  progress: (folders: number, clones: number) =>
    `Looked in ${count(folders, "folder", "folders")}, ${count(clones, "clone", "clones")} found.`,
  stop: "Stop",
  stopping: "Stopping.",
  found: (clones: number) => (clones === 0 ? "No clones found." : `${count(clones, "clone", "clones")} found.`),
  unchanged: "Nothing in them is changed.",
  cutShort: "The search was stopped; there may be more.",
  others: (n: number) => `${count(n, "more belongs", "more belong")} to no linked GitLab.`,
  leftOut: (n: number) => `${count(n, "folder", "folders")} could not be read.`,
  noneAtLinked: "None of them belongs to a linked GitLab.",
  elsewhere: "Look elsewhere",
  add: (n: number) => (n === 0 ? "Add clones" : `Add ${count(n, "clone", "clones")}`),
  adding: (n: number) => `Adding ${count(n, "clone", "clones")}.`,
  noneTicked: "Tick at least one clone.",
  all: "Tick all",
  none: "Tick none",
  known: "In Carrick already.",
  unfit: "Carrick takes in no clone of this kind.",
  kinds: {
    whole: null,
    worktree: "worktree",
    submodule: "submodule",
    apart: "git folder elsewhere",
    bare: "bare",
  } satisfies Record<FoundKind, string | null>,
  passwordGoes: "The password is taken out of the address when the clone is added.",
  sshGoes: "Its remote is changed to https when the clone is added.",
  hazards: "Look at this first. Once the clone is added, git runs in it, and its own settings can do more:",
  agree: "Add it all the same",
  agreed: "Added although its own settings can do more:",
  done: (n: number) => (n === 0 ? "No clone is added." : `${count(n, "clone is", "clones are")} added.`),
  failed: "Not added",
  close: "Close",
};

export const clone = {
  ssh: "This clone uses SSH, so git does not ask Carrick.",
  useHttps: "Use https here",
  leave: "Leave it",
  password: "A password stands in the address of a remote, where any program can read it.",
  removePassword: "Remove the password",
  hazard: ({ harm, key, submodule }: CloneHazard) =>
    `${harms[harm]}: ${key}${submodule === null ? "" : ` (submodule ${submodule})`}`,
  /** Which of several it is about. */
  remote: (name: string) => `It is the remote ${name}.`,
  openTerminal: "Open terminal",
};

const harms: Record<Harm, string> = {
  starts_program: "starts a program",
  weakens_tls: "weakens how connections are protected",
  leads_elsewhere: "leads git elsewhere",
};

export const group = {
  title: "Add a group",
  reading: "Reading which groups there are.",
  search: "Search groups",
  searchHint: "Type a part of its path, then choose with the arrow keys and Enter.",
  groups: "Groups",
  noGroups: "There is no group yet. Carrick knows groups once it has read your repositories.",
  noSuch: "No group is called that.",
  entry: (path: string, n: number) => `${path}, ${count(n, "repository", "repositories")}`,
  repositories: (n: number) => count(n, "repository", "repositories"),
  more: (n: number) => `${number(n)} more. Type to narrow them down.`,
  looking: (path: string) => `Looking into ${path}.`,
  ask: (ticked: number, total: number) => `Add ${number(ticked)} of ${number(total)}?`,
  size: (known: number, unknown: number, free: number | null) => {
    const about = unknown > 0 ? `At least ${size(known)}` : `About ${size(known)}`;
    const rest = unknown > 0 ? `; GitLab did not tell the size of ${number(unknown)}` : "";
    return `${about}${rest}${free === null ? "" : `; ${size(free)} free`}.`;
  },
  sizesUnknown: (free: number | null) => `Their size is not known${free === null ? "" : `; ${size(free)} free`}.`,
  tooLarge: "That does not fit.",
  tooLargeNext: "Untick some, or choose another projects folder in Your profile > Git.",
  cut: (shown: number) => `Only the first ${number(shown)} are shown and can be ticked.`,
  narrow: "Search in it",
  list: (path: string) => `Repositories in ${path}`,
  noneHere: "No repository in it is called that.",
  archived: "archived",
  added: "Added already",
  sizeOf: (bytes: number | null) => (bytes === null ? "" : size(bytes)),
  page: (first: number, last: number, of: number) => `${number(first)} to ${number(last)} of ${number(of)}`,
  previous: "Previous",
  next: "Next",
  all: "Tick all",
  none: "Tick none",
  noneTicked: "Tick at least one repository.",
  another: "Another group",
  add: (n: number) => (n === 0 ? "Add" : `Add ${number(n)}`),
  adding: (n: number) => `Putting ${number(n)} into the queue.`,
};

export const removal = {
  title: (path: string) => `Remove ${path} from Carrick?`,
  loss: "Carrick stops watching its builds. git in the folder still asks Carrick.",
  lossSeveral: "Carrick stops watching its builds. git in the folders still asks Carrick.",
  lossWithout: "Carrick stops watching its builds. It stays at GitLab as it is.",
  keep: "Keep the folder",
  trash: "Move the folder to the trash",
  gone: "The folder is not there any more.",
  checking: "Checking what would be lost…",
  checkingSpoken: "Checking what would be lost.",
  queued: "Checked next.",
  stop: "Stop checking",
  again: "Check again",
  confirm: "Remove",
  removing: (path: string) => `Removing ${path}.`,
  waits: "Checking goes on; what would be lost is not known yet.",
  changed: "It is not removed: a folder looks different now.",
  opening: "Opening a terminal.",
  stillThere: "It can't be moved to the trash now. Remove keeps the folder.",
  also,
  losses,
  doubt: (doubt: RemovalDoubt, host: string, path: string | null) =>
    `${doubts[doubt](host)}${path === null ? "" : ` It is about ${path}.`}`,
  asOf: (when: string) => `What GitLab has is known as of ${when}.`,
};

export const page = {
  back: "Back to repositories",
  reading: "Reading the repository.",
  readingClone: "Reading git's settings in the folder.",
  openGitlab: "Open in GitLab",
  openingGitlab: "Opening GitLab.",
  notAdded: "It is not added to Carrick.",
  noClone: "There is no folder of it on this computer.",
  gone: "The folder is not there any more.",
  goneNext: "Put it back, or remove the repository and add it again.",
  openIn: (editor: string) => `Open in ${editor}`,
  folder: "Open folder",
  opening: "Opening the folder.",
  account: "Account",
  noAccount: "None that git may use here.",
  fetchOnly: "may fetch, not push",
  lastUse: "Last used",
  /** It is noted for an account, not for a folder. */
  used: (username: string, ago: string) => `git used @${username} ${ago}, here or in another folder`,
  reasons: {
    named: "named in the address or in the clone",
    chosen: "chosen for its group",
    reaches: "the one that can reach the project",
    default: "the default",
    only: "the only one",
  } satisfies Record<AccountReason, string>,
  commitName: "Commit name",
  email: "E-mail",
  signingKey: "Signing key",
  unset: "Not set; git asks for it at the first commit.",
  origin: (file: string, isHere: boolean) => (isHere ? "set in this clone" : `from ${file}`),
  remotes: "Remotes",
  ssh: "by SSH",
  moved: (remote: string, to: string) => `The project of ${remote} is now ${to}.`,
  movedNext: "git still finds it, until its old place is taken.",
  mend: "Mend the remote",
  mending: (remote: string) => `Mending ${remote}.`,
  mended: (remote: string) => `${remote} is mended.`,
  misfit: (email: string, username: string) => `Commits here are made as ${email}; the account is @${username}.`,
  use: (email: string) => `Use ${email} here`,
  using: "Changing the e-mail here.",
  leaving: "Leaving it.",
  hazards: "Settings of this clone that can do more than git does by itself:",
  identity: "Account and commit name…",
  form: "Account and commit name",
  choice: "Account",
  anyAccount: "as Carrick chooses",
  save: "Save",
  saving: "Saving account and commit name.",
  saved: "Account and commit name are saved.",
  remove: "Remove…",
};

export const projects = {
  title: "Projects folder",
  lead: (folder: string) => `New clones go below ${folder}.`,
  change: "Change…",
  folder: "Folder",
  hint: "For example ~/Projects. Leave it empty for the usual place. Clones that are there already stay where they are.",
  save: "Save",
  saving: "Changing the projects folder.",
  saved: (folder: string) => `New clones go below ${folder} from now on.`,
};

export const reach = {
  only: (username: string, groups: readonly { path: string; count: number }[], more: number) => {
    const named = groups.map(({ path, count: n }) => `${path} (${count(n, "repository", "repositories")})`);
    const all = more > 0 ? [...named, count(more, "more group", "more groups")] : named;
    return `Only @${username} reaches ${list(all)}; git uses it there.`;
  },
  elsewhere: (username: string) => `Elsewhere: @${username}.`,
  nowhere: (username: string, other: string) =>
    `git goes on with @${other}, and uses @${username} where you choose it.`,
  change: "Change",
};

/** What goes too and nobody will miss, though it should be known. */
function also({ ignored, files, hooks, inLogs, settings }: LossAlso): string {
  const parts = [
    ignored > 0 ? `${count(ignored, "ignored file", "ignored files")}${named(files, ignored)}` : null,
    hooks > 0 ? count(hooks, "hook", "hooks") : null,
    inLogs > 0 ? count(inLogs, "commit that only logs name", "commits that only logs name") : null,
    settings > 0 ? count(settings, "setting of its own", "settings of its own") : null,
  ].filter((part) => part !== null);
  return `${parts.length === 0 ? "" : `Also goes: ${parts.join(", ")}. `}Nothing unpushed.`;
}

/** What is nowhere else. */
function losses({ changed, untracked, files, unpushed, stashes, other }: CloneLoss): string {
  const parts = [
    ...unpushed.map(({ name, commits }) => {
      const what = commits === null ? "commits" : count(commits, "commit", "commits");
      return name === "" ? `${what} on no branch` : `${what} on ${name}`;
    }),
    changed > 0 ? count(changed, "changed file", "changed files") : null,
    untracked > 0 ? count(untracked, "new file", "new files") : null,
    stashes > 0 ? count(stashes, "stash", "stashes") : null,
    other > 0 ? `${count(other, "other thing", "other things")}, such as notes, large files or submodules` : null,
  ].filter((part) => part !== null);
  const names = files.length === 0 ? "" : ` Files: ${files.join(", ")}${files.length < changed + untracked ? ", …" : ""}.`;
  return `Only here: ${parts.join(", ")}.${names}`;
}

const named = (files: readonly string[], of: number): string =>
  files.length === 0 ? "" : ` (${files.join(", ")}${files.length < of ? ", …" : ""})`;

/** Why it could not be said what would be lost. */
const doubts: Record<RemovalDoubt, (host: string) => string> = {
  no_clone: () => "Could not check: the folder is no clone any more.",
  shape: () => "Could not check: the clone shares its git folder with others.",
  holds_clone: () => "Could not check: another clone lies in this folder.",
  unreadable: () => "Could not check: something in the folder can't be read.",
  configuration: () => "Could not check: the clone's own settings would start programs.",
  git_missing: () => "Could not check: git is not installed.",
  git_failed: () => "Could not check: git could not read the clone.",
  too_much: () => "Could not check: there is too much to look through.",
  cancelled: () => "The check was stopped.",
  unreachable: (host) => `Could not check: ${host} can't be reached.`,
  changed: () => "Could not check: the folder changes while it is looked at.",
  no_trash: () => "This folder can't be moved to the trash: there is none for its disk.",
};
