import type { Cause, Dependents, Receipt } from "../../ipc/bindings";
import { count } from "../language";

/** What the person is asked to do; `null` asks nothing. */
export type Ask = "relink" | "edit" | "edit_secret" | "open_gitlab" | "test" | null;

export const link = {
  linked: (username: string) => `Your user account is linked to a GitLab account with username ${username}.`,
  notLinked: "This account is not linked to a GitLab account.",
  link: "Link GitLab",
  relink: "Relink",
  linking: "Starting the sign-in.",
  handle: (username: string, host: string) => `@${username} on ${host}`,
  pictureOf: (name: string) => `Picture of ${name}`,
  test: "Test",
  testing: (host: string) => `Asking ${host}.`,
  working: (ago: string) => `Working. Checked ${ago}.`,
  needsRelink:
    "The Application ID was changed after this account was linked. Relink to go on; your settings are kept.",
  details: "Details",
  may: "Carrick may",
  since: "Linked",
  renews: "Renews itself",
  renewsAt: (time: string) => `next about ${time}`,
  renewsNow: "now",
  keptIn: "Tokens kept in",
  another: "Link another account",
  anotherAdvice: (usernames: readonly string[]) =>
    `Your browser is probably signed in as ${usernames.map((username) => `@${username}`).join(" or ")}. Copy the link into a private window and sign in there as the other account.`,
  anotherCopy: "Copy link",
  anotherAnyway: "Open my browser anyway",
};

export const health = {
  offline: (host: string) => `${host} can't be reached from this computer.`,
  heldUp: "Carrick can't renew this link now.",
  unreachableSince: (when: string) => `Since ${when}.`,
  kept: "Your link is kept. Carrick tries again by itself.",
  since: (when: string) => `It has not worked since ${when}.`,
  openGitlab: "Open GitLab",
  needsYou,
};

export const unlink = {
  open: "Unlink…",
  title: (username: string, host: string) => `Unlink @${username} on ${host}?`,
  loss: ({ clones, repositories }: Dependents) => {
    const git = clones > 0 ? `git in ${count(clones, "folder", "folders")}` : null;
    const builds = repositories > 0 ? `builds of ${count(repositories, "repository", "repositories")}` : null;
    const what = [git, builds].filter((part) => part !== null).join(" and ") || "git and builds that use it";
    return `${what} ${git !== null && builds === null ? "stops" : "stop"}. Your clones stay.`;
  },
  confirm: "Unlink",
  busy: (username: string) => `Unlinking ${username}.`,
  goesOn: "Unlinking goes on.",
  /** A receipt, where the list below says the rest. */
  listed: "Its tokens are not revoked yet; see below.",
  receipts: {
    confirmed: "GitLab confirmed that the tokens no longer work.",
    accepted: "GitLab accepted the revocation.",
    queued: "GitLab can't be reached. Carrick will revoke the tokens as soon as it can.",
    by_hand: "The tokens could not be revoked from here. Revoke Carrick at GitLab, under Applications.",
  } satisfies Record<Receipt, string>,
};

export const revocations = {
  name: "Waiting to be revoked",
  waiting: (account: string, when: string) => `${account} was unlinked ${/^\d\d:/.test(when) ? "at" : "on"} ${when}.`,
  soon: "Carrick will revoke its tokens as soon as GitLab can be reached.",
  overdue:
    "GitLab has not answered since. If it is gone for good, dismiss this: Carrick then forgets the tokens, and does not revoke them.",
  refused: (account: string) => `The tokens of ${account} could not be revoked from here.`,
  refusedBy: (host: string) => `Tokens that ${host} gave Carrick could not be revoked from here.`,
  byHand:
    "Revoke Carrick at GitLab, under Applications, or save the application's new Secret here: Carrick then tries again.",
  opening: "Opening GitLab in your browser.",
};

/** Why a link needs its person, and what to do. Nothing is named that is not proven. */
function needsYou(cause: Cause, host: string): { what: string; next: string; ask: Ask } {
  const relink = "Relink to go on; your settings are kept.";
  switch (cause.cause) {
    case "refused":
      return { what: "GitLab no longer accepts this link.", next: relink, ask: "relink" };
    case "answer_lost":
      return {
        what: "GitLab no longer accepts this link. Its last renewal got no answer; the new tokens may have been lost on the way.",
        next: relink,
        ask: "relink",
      };
    case "tokens_missing":
      return { what: "The keyring no longer holds this link's tokens.", next: relink, ask: "relink" };
    case "scope_too_small":
      return { what: "This link's scopes do not let Carrick read the account.", next: relink, ask: "relink" };
    case "secret_renewed":
      return {
        what: "GitLab no longer accepts the application's Secret.",
        next: "Edit and paste the new Secret to go on; your link is kept.",
        ask: "edit_secret",
      };
    case "application_refused":
      return {
        what: "GitLab accepts neither this link nor its application.",
        next: "Edit and compare Application ID and Secret with GitLab, then relink.",
        ask: "edit",
      };
    case "account":
      // Who is blocked, or waits for approval, can do nothing at GitLab: it does not let them in.
      return { ...heldBack(cause.state, host), ask: ["blocked", "pending"].includes(cause.state) ? "test" : "open_gitlab" };
  }
}

/** What GitLab wants done with an account before it lets it in. */
function heldBack(state: string, host: string): { what: string; next: string } {
  const then = "then Test; your link is kept.";
  switch (state) {
    case "terms":
      return {
        what: `${host} wants you to accept its terms of service.`,
        next: `Open GitLab and accept them, ${then}`,
      };
    case "password_expired":
      return { what: `Your password on ${host} has expired.`, next: `Open GitLab and renew it, ${then}` };
    case "deactivated":
      return { what: `Your account on ${host} is deactivated.`, next: `Open GitLab and sign in once, ${then}` };
    case "unconfirmed":
      return {
        what: `Your e-mail address on ${host} is not confirmed.`,
        next: `Open GitLab and confirm it, ${then}`,
      };
    case "pending":
      return {
        what: `Your account on ${host} waits for approval.`,
        next: `Ask your administrator, ${then}`,
      };
    case "blocked":
      return { what: `Your account on ${host} is blocked.`, next: `Ask your administrator, ${then}` };
    default:
      return {
        what: `${host} does not let this account in.`,
        next: `Open GitLab to see why, ${then}`,
      };
  }
}
