/** Who uses Carrick here, and who may. */
import { at, type Facts, type Tellings } from "./telling";

const account = (f: Facts): string => (f["username"] === undefined ? "This account" : `@${f["username"]} on ${at(f)}`);

export const people = {
  signed_out: () => ({
    what: "Nobody is signed in to Carrick, or somebody else is by now.",
    next: "Sign in, then do this again.",
  }),
  sign_in_required: () => ({
    what: "People are asked to sign in here.",
    next: "Sign in with GitLab.",
  }),
  no_sign_in_account: () => ({
    what: "You have no account to sign in with, so nobody could set anything up any more.",
    next: "First choose one under Your profile, Profile.",
    action: "your_profile",
  }),
  not_admitted: (f) => ({
    what:
      f["namesake"] === undefined
        ? `${account(f)} may not use Carrick on this computer.`
        : `${account(f)} is another account than the one of this name that may use Carrick here: that one was renamed, or deleted and made again.`,
    next: "Ask an administrator to add you under Account settings, People.",
  }),
  person_exists: (f) => ({
    what: `${f["name"] ?? "Somebody else here"} has this account already.`,
    next: "An account belongs to one person. Choose another one.",
  }),
  person_unknown: (f) => ({
    what: `${at(f)} knows nobody called ${f["username"] === undefined ? "that" : `@${f["username"]}`}.`,
    next: "Compare the username with the person's page at GitLab.",
  }),
  nobody_of_that_name: (f) => ({
    what: `Nobody here is called ${f["name"] ?? "that"}, or several people are.`,
    next: "Compare the name with the list under Account settings, People.",
  }),
  last_administrator: () => ({
    what: "This is the only administrator, and one has to stay.",
    next: "Make somebody else administrator first.",
  }),
  name_malformed: () => ({
    what: "This can't be a name.",
    next: "Type 1 to 100 characters, without line breaks.",
  }),
  group_unknown: (f) => ({
    what: `${at(f)} has no group ${f["path"] ?? "of that path"}, or does not show it to you.`,
    next: "Copy the path from the group's page at GitLab; you must be a member of it.",
  }),
  no_link_to_ask_with: (f) => ({
    what: `You have no working link to ask ${at(f)} with.`,
    next: "Link an account there under Integrations, then try again.",
  }),
} satisfies Tellings;
