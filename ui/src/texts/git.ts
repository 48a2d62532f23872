/** Words of the section Git: whom git asks, and which account it uses. */
import type { AccountChoice, Bypass, GitUse, Keeps } from "../ipc/bindings";
import { list } from "./language";

export const git = {
  reading: "Reading git's configuration.",
  asks: (hosts: readonly string[]) => `git on this computer asks Carrick for ${list(hosts)}.`,
  /** It is set up, and for none of the hosts is Carrick asked first. */
  asksOthers: "git is set up, but it does not ask Carrick first.",
  /** It is set up, and there is no account to answer with. */
  asksInVain: "git asks Carrick, but there is no account that it may use.",
  asksNot: "git does not ask Carrick yet.",
  /** There is an account, which clones that Carrick makes ask by themselves. */
  asksNotEverywhere: "git does not ask Carrick yet. Clones added here work all the same.",
  linkFirst: "Link an account first.",
  noneServes: "There is no account that git may use; below it says why.",
  willWrite: (file: string) => `Set up git adds one line to the end of ${file}. Undo takes it out again.`,
  wrote: (file: string) => `One line at the end of ${file} has git read what Carrick tells it.`,
  notWhole: (file: string) => `In ${file} something comes after Carrick's line, or what that leads to is out of date.`,
  notWholeNext: "Carrick puts it right at its next start.",
  setUp: "Set up git",
  settingUp: "Setting up git.",
  undo: "Undo",
  undoTitle: "Undo git's set-up?",
  undoLoss: (file: string) =>
    `Clones stop asking Carrick, and commit names that were chosen for a group are no longer used. Carrick's line is taken out of ${file}.`,
  undoConfirm: "Undo set-up",
  undoing: "Undoing git's set-up.",
  undoGoesOn: "Undoing goes on.",
  others: "Who else is asked",
  helper: (name: string) => `its helper ${name}`,
  shellCommand: "a shell command",
  before: (helper: string, hosts: readonly string[] | null) =>
    `${forHosts(hosts)}git asks ${helper} before Carrick. What that knows is used in place of your account.`,
  instead: (helper: string, hosts: readonly string[] | null, keeps: Keeps) =>
    `${forHosts(hosts)}git asks ${helper} so far${which(keeps)}.${unknown(keeps)}`,
  after: (helper: string, hosts: readonly string[] | null, keeps: Keeps) =>
    `${forHosts(hosts)}git also hands what it uses to ${helper}${which(keeps)}.${unknown(keeps)}`,
  setIn: (file: string) => `Set in ${file}.`,
  bypass,
  accounts: "Which account git uses",
  oneAccount: (username: string) => `No choice is needed in most cases: git uses @${username}.`,
  severalAccounts:
    "git uses the account that an address names, then the one chosen for a group, then the one that can reach the project, then the default.",
  handle: (username: string, host: string) => `@${username} on ${host}`,
  uses: { default: "default", where_needed: "where needed", never: "never" } satisfies Record<GitUse, string>,
  usesBusy: (username: string) => `Changing when git uses @${username}.`,
  cannotServe: "This link may neither fetch nor push.",
  cannotServeNext: "Tick api or write_repository in its integration, then relink.",
  place,
  choice: (at: string, { username, commitName, commitEmail }: AccountChoice) =>
    `${at} → ${[`@${username}`, signature(commitName, commitEmail)].filter((part) => part !== "").join(", ")}`,
  signedWith: (key: string) => `Signed with ${key}`,
  choices: "Chosen for groups",
  remove: "Remove",
  removeTitle: (at: string) => `Remove the choice for ${at}?`,
  removeLoss: "git goes on there with the account that it uses elsewhere, and with the commit name and e-mail from there.",
  removing: (at: string) => `Removing the choice for ${at}.`,
  removeGoesOn: "Removing goes on.",
  chooseFor: "Choose for a group…",
  form: "Choose an account for a group",
  account: "Account",
  group: "Group or project",
  groupHint: (host: string) => `Its path, such as group/project, or its page's address at ${host}.`,
  commit: "Commit name and e-mail",
  commitName: "Commit name",
  commitEmail: "E-mail",
  signingKey: "Signing key",
  commitHint: "What is left empty stays as elsewhere.",
  choose: "Choose",
  choosing: "Choosing the account.",
  chosen: (username: string) => `git uses @${username} there.`,
};

const forHosts = (hosts: readonly string[] | null): string => (hosts === null ? "" : `For ${list(hosts)}, `);

/** What a helper does with what it is handed, as the rest of a sentence. */
function which(keeps: Keeps): string {
  switch (keeps.where) {
    case "unencrypted":
      return `, which writes it unencrypted to ${keeps.path ?? "a file"}`;
    case "in_memory":
      return ", which keeps it in memory for a while";
    case "in_keyring":
      return ", which keeps it in this computer's keyring";
    default:
      return "";
  }
}

const unknown = (keeps: Keeps): string =>
  keeps.where === "unknown" ? " Carrick does not know whether that keeps it." : "";

function bypass(one: Bypass): string {
  switch (one.program) {
    case "jet_brains":
      return `${one.name} does not ask git's helpers. There, tick Settings > Version Control > Git > Use credential helper.`;
    case "github_desktop":
      return "GitHub Desktop puts its own helper in place of all others, so it does not ask Carrick. Push from another program.";
  }
}

/** Everything below a group or project, or on a whole GitLab. */
function place({ host, prefix }: Pick<AccountChoice, "host" | "prefix">): string {
  return [host, prefix, "*"].filter((part) => part !== "").join("/");
}

/** As under a commit. */
function signature(name: string | null, email: string | null): string {
  return [name, email === null ? null : `‹${email}›`].filter((part) => part !== null).join(" ");
}
