/** Account settings > People: who may join, and what is asked of people. */
import type { SignOutAfter, WhoMayJoin } from "../../ipc/bindings";

/** What GitLab calls the roles that are offered as the least one, by its numbers. */
const roles: Readonly<Record<number, string>> = {
  10: "Any member",
  20: "Reporter",
  30: "Developer",
  40: "Maintainer",
  50: "Owner",
};

export const admission = {
  name: "Signing in",
  asks: "Ask people to sign in",
  asksHint: "While signed out, git and builds stop.",
  who: "Who may join",
  whoOf: (who: WhoMayJoin, hosts: readonly string[]): { name: string; hint?: string } => {
    switch (who) {
      case "listed":
        return { name: "Only people listed" };
      case "anyone":
        return {
          name: hosts.length === 0 ? "Anyone with an account" : `Anyone with an account on ${hosts.join(" or ")}`,
          ...(hosts.includes("gitlab.com") ? { hint: "On gitlab.com that is everyone in the world." } : {}),
        };
      case "groups":
        return { name: "Members of groups", hint: "Asked at GitLab each time somebody signs in, with an administrator's link." };
    }
  },
  noGroups: "First set up an integration.",
  noGroupYet: "Add a group. Until then it stays as it was.",
  groupList: "Groups whose members may join",
  groupForm: "Add a group",
  groupIntegration: "GitLab",
  groupPath: "Group",
  groupPathHint: "Its path, as in the address of its page: work/platform.",
  groupPathMissing: "The group's path is missing. Type it, as in the address of its page.",
  groupThere: "This group is listed already.",
  leastRole: "Least role",
  leastRoleOf: (path: string) => `Least role in ${path}`,
  roleName: (level: number) => roles[level] ?? `Role ${level}`,
  addGroup: "Add group",
  removeGroup: (path: string) => `Remove ${path}`,
  signOutAfter: "Sign out after",
  signOutAfterOf: {
    never: "Never",
    minutes15: "15 minutes without use of this computer",
    hour1: "1 hour without use of this computer",
    computer_locks: "When this computer locks",
  } satisfies Record<SignOutAfter, string>,
  fresh: "Ask GitLab for a fresh sign-in",
  freshHint: "Signs your browser out of GitLab; someone at this screen can avoid it.",
  freshWithout: (hosts: readonly string[]) => `Not on ${hosts.join(" or ")}, where openid is not among the scopes.`,
  builds: "Go on building while signed out",
  buildsHint: "Builds are then started for whoever was here last.",
  askedLater: "People are asked once an administrator has an account to sign in with.",
  busy: "Saving how people sign in.",
  showProfile: "Show your profile",
  yes: "Yes",
  no: "No",
};
