/** Account settings > People: who uses Carrick on this computer. */
import type { LinkedName, PersonDependents, Role } from "../../ipc/bindings";
import { count, list } from "../language";

const handle = ({ username, host }: { username: string; host: string }): string => `@${username} on ${host}`;

export const people = {
  tab: "People",
  lead: "People who use Carrick on this computer. For other computers:",
  share: "Share set-up…",
  list: "People",
  alone: "So far only you use it. Whoever you add links accounts of their own and sees their own repositories and builds.",
  you: (name: string) => `${name} (you)`,
  handle,
  linked: (linked: readonly LinkedName[]) =>
    linked.length === 0 ? "No linked account" : `Linked: ${list(linked.map(handle))}`,
  signsInWith: (accounts: readonly { username: string; host: string }[]) =>
    accounts.length === 0 ? "No account to sign in with" : `Signs in with ${list(accounts.map(handle))}`,
  here: (ago: string) => `Last here ${ago}`,
  neverHere: "Not here yet",
  roleOf: (name: string) => `Role of ${name}`,
  settingRole: (name: string, role: Role) => (role === "admin" ? `Making ${name} administrator.` : `Making ${name} member.`),
  lastAdmin: "The only administrator stays one. Make somebody else administrator first.",
  setUpBy: (name: string | null) =>
    name === null
      ? "Set up by an administrator. Ask one to change it."
      : `Set up by ${name}. Ask an administrator to change it.`,
  notSetUp: "It is not set up yet. Ask an administrator to do it.",
  remove: "Remove…",
  removeOf: (name: string) => `Remove ${name}…`,
};

export const addPerson = {
  open: "Add person",
  form: "Add a person",
  integration: "GitLab",
  username: "GitLab username",
  hint: (host: string) => `As on the person's page at ${host}. Nothing is sent to them.`,
  find: "Find",
  finding: (host: string) => `Asking ${host}.`,
  found: (name: string, account: string) => `Found ${name}, ${account}.`,
  known: (name: string) => `${name} has this account already.`,
  add: "Add",
  adding: (name: string) => `Adding ${name}.`,
  added: (name: string) => `${name} is added, as a member.`,
  noIntegration: "People are found at a GitLab that is set up. First set one up under Integrations.",
};

export const removePerson = {
  title: (name: string) => `Remove ${name}?`,
  loss: (name: string, { linked, clones, repositories }: PersonDependents) => {
    const unlinks =
      linked.length === 0
        ? null
        : `${list(linked.map(handle))} ${linked.length === 1 ? "is" : "are"} unlinked.`;
    const git = clones > 0 ? `git in ${count(clones, "folder", "folders")}` : null;
    const builds = repositories > 0 ? `builds of ${count(repositories, "repository", "repositories")}` : null;
    const what = [git, builds].filter((part) => part !== null);
    const stops = what.length === 0 ? null : `${what.join(" and ")} ${git !== null && builds === null ? "stops" : "stop"}.`;
    const rest = `What Carrick keeps for ${name} goes: repositories, rules, builds. Folders stay.`;
    return [unlinks, stops, rest].filter((part) => part !== null).join(" ");
  },
  counting: (name: string) => `Counting what would go. What Carrick keeps for ${name} goes in any case; folders stay.`,
  uncounted: (name: string) => `The accounts of ${name} are unlinked; git and builds that use them stop. Folders stay.`,
  confirm: "Remove",
  busy: (name: string) => `Removing ${name}.`,
  goesOn: "Removing goes on.",
  done: (name: string) => `${name} is removed.`,
  receipt: (account: string, receipt: string) => `${account}: ${receipt}`,
};
