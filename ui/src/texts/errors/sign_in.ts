/** Linking an account, and what GitLab says of it. */
import { at, type Facts, type ErrorText, type Tellings } from "./telling";

const startAgain = "Start again when you are ready.";

/** Texts for what GitLab wants done first, by the state the program names. */
const accountStates: Readonly<Record<string, string>> = {
  terms: "accept the terms of service",
  password_expired: "renew your password",
  deactivated: "sign in once, which wakes the account",
  unconfirmed: "confirm your e-mail address",
};

/** What came from the browser, by the word the program uses. */
const late: Readonly<Record<string, string>> = {
  approved: "An approval",
  denied: "A denial",
};

export const signIn = {
  browser_failed: () => ({
    what: "No browser could be opened.",
    next: "Set a default browser and try again; while Carrick waits, Copy link works in any browser.",
    action: "link",
  }),
  loopback_failed: () => ({
    what: "This computer has no free port for the other way.",
    next: "Try again in a moment.",
    action: "another_way",
  }),
  scheme_failed: () => ({
    what: "The system did not hand the browser's answers to Carrick.",
    next: "Linking works all the same: Carrick asks the browser to answer another way.",
  }),
  no_sign_in: () => ({ what: "This sign-in is over.", next: startAgain, action: "link" }),
  address_malformed: () => ({
    what: "This is not the address that ends the sign-in.",
    next: "Copy the whole address from the browser; it begins with http://127.0.0.1.",
  }),
  callback_unknown: () => ({
    what: "A browser answered a sign-in that Carrick does not know.",
    next: "If you are linking an account, start again. Otherwise do nothing.",
  }),
  callback_repeated: () => ({
    what: "The browser sent an answer that was used already.",
    next: "That changed nothing. If the account is not linked, start again.",
  }),
  callback_late: (f) => ({
    what: `${late[f["answer"] ?? ""] ?? "An answer"} came from the browser after its sign-in was over.`,
    next: "That changed nothing. If the account is not linked, start again.",
  }),
  callback_wrong_instance: () => ({
    what: "The answer is from another GitLab than this sign-in.",
    next: "Close old GitLab pages in the browser, then start again.",
    action: "link",
  }),
  callback_malformed: () => ({
    what: "The browser sent an answer that Carrick can't read.",
    next: startAgain,
    action: "link",
  }),
  sign_in_expired: () => ({
    what: "The sign-in took longer than ten minutes and has ended.",
    next: startAgain,
    action: "link",
  }),
  sign_in_denied: () => ({
    what: "The approval was denied at GitLab, so nothing was linked.",
    next: startAgain,
    action: "link",
  }),
  sign_in_refused: (f) => refusedSignIn(f["error"]),
  sign_in_interrupted: () => ({
    what: "Carrick was closed in the middle, and GitLab's answer is lost.",
    next: startAgain,
    action: "link",
  }),
  code_refused: (f) => ({ what: `${at(f)} did not accept the approval any more.`, next: startAgain, action: "link" }),
  client_refused: (f) => ({
    what: `${at(f)} refused Application ID and Secret.`,
    next: "Edit the integration and paste them again.",
    action: "edit_secret",
  }),
  secret_missing: () => ({
    what: "The Secret is no longer in the keyring.",
    next: "Edit the integration and paste it again; GitLab can renew it.",
    action: "edit_secret",
  }),
  identity_mismatch: (f) => otherIdentity(f["expected"] ?? "the linked account", f["actual"] ?? "another one"),
  identity_unproven: (f) => unprovenIdentity(f),
  account_blocked: (f) => blockedAccount(f),
  forbidden: (f) => ({
    what: `${at(f)} turned Carrick away without saying why.`,
    next: "Try again. If it stays so, something between you and GitLab, such as a VPN or a firewall, may do it.",
  }),
  scope_too_small: (f) => ({
    what: `The scopes do not let Carrick read your account on ${at(f)}.`,
    next: "Tick api or read_user at GitLab and here, then link again.",
    action: "edit",
  }),
  token_refused: (f) => ({ what: `${at(f)} refused the access it had just given.`, next: startAgain, action: "link" }),
} satisfies Tellings;

function refusedSignIn(error: string | undefined): ErrorText {
  switch (error) {
    case "invalid_scope":
      return {
        what: "GitLab does not allow these scopes.",
        next: "Tick the same scopes at GitLab and here.",
        action: "edit",
      };
    case "unauthorized_client":
    case "invalid_client":
      return {
        what: "GitLab does not accept this application.",
        next: "Compare it with the application at GitLab.",
        action: "edit",
      };
    case "server_error":
    case "temporarily_unavailable":
      return { what: "GitLab has a problem of its own and ended the sign-in.", next: startAgain, action: "link" };
    default:
      return { what: "GitLab ended the sign-in.", next: startAgain, action: "link" };
  }
}

/** An account is its number at GitLab: one of the same name may be another. */
function otherIdentity(expected: string, actual: string): ErrorText {
  if (expected === actual) {
    return {
      what: `This is another account called ${actual}: the one you linked was renamed at GitLab, or deleted and made again.`,
      next: "To use this one, unlink the old one, then link again.",
    };
  }
  return {
    what: `Expected ${expected}, GitLab answered ${actual}.`,
    next: `Sign in to GitLab as ${expected} in your browser, then relink.`,
    action: "link",
  };
}

function unprovenIdentity(facts: Facts): ErrorText {
  const what = `The answer of ${at(facts)} did not prove who it is about.`;
  const { reason, clock } = facts;
  if (reason === "issuer") {
    return { what, next: "It calls itself by another address; ask your administrator for that one.", action: "edit" };
  }
  const isTime = clock !== undefined && (reason === "expired" || reason === "issued_at");
  return { what, next: isTime ? "Compare this computer's clock with it, then start again." : startAgain, action: "link" };
}

function blockedAccount(facts: Facts): ErrorText {
  const { state } = facts;
  if (state === "pending" || state === "blocked") {
    return {
      what:
        state === "pending"
          ? `The account waits for approval on ${at(facts)}.`
          : `The account is blocked on ${at(facts)}.`,
      next: "Ask your administrator, then link again.",
      action: "link",
    };
  }
  const first = accountStates[state ?? ""];
  return first
    ? {
        what: `${at(facts)} wants something of you first.`,
        next: `Open it in your browser, ${first}, then link again.`,
        action: "link",
      }
    : {
        what: `${at(facts)} does not let this account in.`,
        next: "Open it in your browser to see why; an administrator can help. Then link again.",
        action: "link",
      };
}
