import type { ErrorCode, UiError, VaultState } from "../ipc/bindings";
import { vault } from "./surroundings";

/** What a person can do about an error, where the window offers it. */
export type ErrorAction =
  "link" | "another_way" | "edit" | "edit_secret" | "add_integration" | "unlock_vault" | "retry";

/** One sentence of what happened, one next step, and the button for it. */
export interface ErrorText {
  what: string;
  next: string;
  action?: ErrorAction;
}

type Facts = Readonly<Record<string, string>>;

const at = (facts: Facts): string => facts["host"] ?? "GitLab";
const startAgain = "Start again when you are ready.";

/** Texts for what GitLab wants done first, by the state the program names. */
const accountStates: Readonly<Record<string, string>> = {
  terms: "accept the terms of service",
  password_expired: "renew your password",
  deactivated: "sign in once, which wakes the account",
  unconfirmed: "confirm your e-mail address",
};

/** Every error, told apart. The type makes a code without a text fail the build. */
export const errors: Record<ErrorCode, (facts: Facts) => ErrorText> = {
  instance_empty: () => ({
    what: "The address of your GitLab is missing.",
    next: "Type it, for example https://gitlab.com.",
  }),
  instance_malformed: () => ({
    what: "Carrick can't read this as an address.",
    next: "Type it as in the browser, for example https://gitlab.example.com.",
  }),
  instance_user_info: () => ({
    what: "The address has a user name or password in it.",
    next: "Remove everything up to the @ sign.",
  }),
  instance_query: () => ({
    what: "The address goes on after the GitLab itself.",
    next: "Remove the part from the ? or # on.",
  }),
  instance_scheme: () => ({
    what: "A GitLab address starts with https://.",
    next: "Change its beginning, or leave it out: Carrick adds it.",
  }),
  instance_insecure: () => ({
    what: "Over http:// your Secret would travel unprotected.",
    next: "Use https://. Plain http:// works only for a GitLab on this computer.",
  }),
  instance_has_links: () => ({
    what: "Accounts are linked through this integration, so its GitLab stays.",
    next: "Add an integration for the other GitLab.",
    action: "add_integration",
  }),
  application_id_empty: () => ({
    what: "The Application ID is missing.",
    next: "Paste it from the application's page at GitLab.",
  }),
  application_id_malformed: () => ({
    what: "This can't be an Application ID.",
    next: "Copy it again from GitLab, without spaces or line breaks.",
  }),
  secret_malformed: () => ({
    what: "This can't be a Secret.",
    next: "Copy it again from GitLab, without spaces or line breaks.",
  }),
  scopes_malformed: () => ({
    what: "Carrick needs something to ask for.",
    next: "Tick at least one scope; api is the usual one.",
  }),
  integration_exists: (f) => ({
    what: `Another integration has this Application ID for ${at(f)}.`,
    next: "Edit that one, or paste another Application ID here.",
  }),
  integration_not_set_up: () => ({
    what: "This integration has no Application ID yet.",
    next: "First register Carrick at GitLab, then link.",
    action: "edit",
  }),
  not_found: () => ({
    what: "This is no longer here.",
    next: "Go on with what the window shows now.",
    action: "retry",
  }),
  host_unknown: (f) => ({
    what: `The network does not know ${at(f)}.`,
    next: "Check the spelling, your connection and your VPN, then try again.",
  }),
  connection_refused: (f) => ({
    what: `Nothing answers at ${at(f)}.`,
    next: "Check the address and your VPN, then try again.",
  }),
  timed_out: (f) => ({
    what: `${at(f)} did not answer in time.`,
    next: "Check your connection and your VPN, then try again.",
  }),
  certificate: (f) => ({
    what: `This computer does not trust the certificate of ${at(f)}.`,
    next: "Ask its administrator for the issuing certificate and add it to this computer.",
  }),
  proxy: () => ({
    what: "The proxy did not let the request through.",
    next: "Check this computer's proxy settings, then try again.",
  }),
  connection_lost: (f) => ({ what: `The connection to ${at(f)} broke.`, next: "Try again in a moment." }),
  not_gitlab: (f) => ({
    what: `${at(f)} answers, but not as a GitLab.`,
    next: "Check the address. If this network wants you to sign in first, do that in your browser.",
  }),
  redirected: (f) => ({
    what: `${at(f)} sends on to ${f["to"] ?? "another address"}.`,
    next: "If that is your GitLab, type its address instead.",
  }),
  server_error: (f) => ({
    what: `${at(f)} has a problem of its own${f["status"] ? ` (${f["status"]})` : ""}.`,
    next: "Try again later.",
  }),
  rate_limited: (f) => ({
    what: `${at(f)} asks to slow down.`,
    next: f["seconds"] ? `Try again in ${f["seconds"]} seconds.` : "Try again in a minute.",
  }),
  answer_malformed: (f) => ({
    what: `The answer of ${at(f)} is not what a GitLab sends.`,
    next: "Try again. If it stays so, something between you and GitLab may change its answers.",
  }),
  vault_absent: () => ({ what: "No keyring runs on this computer.", next: vault.troubles.absent.next }),
  vault_no_collection: () => inTheWay("no_collection"),
  vault_locked: () => ({ what: "The keyring is locked.", next: "Unlock it, then try again.", action: "unlock_vault" }),
  vault_silent: () => inTheWay("silent"),
  vault_asks_each: () => ({ ...inTheWay("asks_each"), action: "unlock_vault" }),
  vault_elsewhere: () => inTheWay("elsewhere"),
  vault_failed: () => ({
    what: "The keyring did not do what Carrick asked.",
    next: "Try again. If it stays so, sign out of this computer and in again.",
  }),
  vault_dismissed: () => ({
    what: "The keyring stayed locked.",
    next: "Unlock it when its question appears.",
    action: "unlock_vault",
  }),
  vault_refused: () => inTheWay("refused"),
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
    next: "Nothing has changed. If the account is not linked, start again.",
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
  identity_mismatch: (f) => ({
    what: `Expected ${f["expected"] ?? "the linked account"}, GitLab answered ${f["actual"] ?? "another one"}.`,
    next: `Sign in to GitLab as ${f["expected"] ?? "the linked account"} in your browser, then relink.`,
    action: "link",
  }),
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
  database_failed: () => ({
    what: "Carrick can't read or write its data on this computer.",
    next: "Try again. If it stays so, restart Carrick.",
    action: "retry",
  }),
  database_read_only: () => ({
    what: "The disk is full, or Carrick's data folder can't be written.",
    next: "Make room or make the folder writable, then try again.",
    action: "retry",
  }),
  database_damaged: (f) => ({
    what: "Carrick's data on this computer is damaged.",
    next: `The file is kept. Put a backup in place of ${f["path"] ?? "it"}, or move it away to begin anew.`,
    action: "retry",
  }),
  database_newer: () => ({
    what: "A newer Carrick wrote this data.",
    next: "Install the newest Carrick on this computer.",
    action: "retry",
  }),
  trust_unreadable: (f) => ({
    what: `The certificates this computer trusts can't be read, so ${at(f)} was not asked.`,
    next: "Make sure that SSL_CERT_FILE, where it is set, names a file that is there, then restart Carrick.",
  }),
  client_failed: () => ({
    what: "Carrick could not prepare its connections.",
    next: "Restart Carrick. If it stays so, restart this computer.",
  }),
  too_many_files: () => ({
    what: "This computer has no room for another open file.",
    next: "Close programs you do not need, then try again.",
  }),
  locks_unsupported: () => ({
    what: "The disk with Carrick's data takes no file locks; some network disks do not.",
    next: "Move Carrick's data folder to a disk of this computer, then restart Carrick.",
  }),
  lock_failed: () => ({
    what: "Carrick can't lock a file in its data folder.",
    next: "Try again. If it stays so, restart Carrick.",
  }),
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
  internal: () => ({
    what: "Something happened that Carrick did not foresee.",
    next: "Try again. If it stays so, restart Carrick.",
    action: "retry",
  }),
};

/** The text for an error as it arrived. */
export const errorText = (error: UiError): ErrorText => (errors[error.code] ?? errors.internal)(error.facts);

/** As the window tells it of the keyring before anything is asked of it. */
function inTheWay(state: Exclude<VaultState, "ready" | "locked">): ErrorText {
  const { what, next } = vault.troubles[state];
  return { what: what(""), next };
}

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
