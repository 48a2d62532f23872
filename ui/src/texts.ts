/**
 * Every word the window says, in one place, ready for translation.
 *
 * Short, active, without blame; an error says what happened and one next step.
 * Sentences with a name in them are functions, so that word order is free.
 */
import type { Ask } from "./state/standing";
import type { Cause, ErrorCode, Owner, Receipt, Role, Stage, UiError } from "./ipc/bindings";

/** The language of these texts: dates and numbers follow it. */
export const LOCALE = "en-GB";

/** What a person can do about an error, where the window offers it. */
export type ErrorAction =
  "link" | "another_way" | "edit" | "edit_secret" | "add_integration" | "unlock_vault" | "retry";

/** One sentence of what happened, one next step, and the button for it. */
export interface ErrorText {
  what: string;
  next: string;
  action?: ErrorAction;
}

/** Vaults that are called by a name of their own, not "the … keyring". */
const OWN_VAULTS: readonly string[] = ["Keychain", "Credential Manager"];

type Facts = Readonly<Record<string, string>>;

const count = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);

export const texts = {
  app: {
    name: "Carrick",
    loading: "Reading your integrations.",
    broken: "Carrick can't open its data",
    retry: "Try again",
    dismiss: "Dismiss",
    cancel: "Cancel",
  },

  navigation: {
    label: "Carrick",
    account: "Account settings",
    accountLead: "For everyone who uses Carrick on this computer.",
    profile: "Your profile",
    profileLead: "Yours alone.",
    sections: "Your profile sections",
    profileSection: "Profile",
    integrations: "Integrations",
    tabs: "Account settings",
  },

  profile: {
    name: "Name",
    role: "Role",
    roles: { admin: "Administrator", member: "Member" } satisfies Record<Role, string>,
    rights: {
      admin: "You set up integrations for everyone who uses Carrick on this computer.",
      member: "You link your own accounts. An administrator sets up integrations.",
    } satisfies Record<Role, string>,
  },

  vault: {
    absent: "No keyring runs on this computer, so Carrick has no safe place for a Secret or a link.",
    absentNext: "Install GNOME Keyring or KWallet, then sign out of this computer and in again.",
    noCollection: "The keyring service runs, but it has no keyring yet.",
    noCollectionNext: "Open Passwords and Keys, create a keyring and make it the default.",
    locked: (name: string) => (name ? `The ${name} keyring is locked.` : "The keyring is locked."),
    lockedNext: "Unlock it to set up and link accounts. Your links are kept.",
    unlock: "Unlock keyring",
    unlocking: "Waiting for the keyring's password.",
    again: "Check again",
    /** Where tokens lie, for the details of a link. */
    place: (name: string) =>
      OWN_VAULTS.includes(name) ? `${name} on this computer` : `${name || "the"} keyring on this computer`,
  },

  scheme: {
    taken: (by: string) => `The browser's answers for Carrick open in ${by}.`,
    takenNext: "Use Carrick instead, or just link: Carrick then asks the browser to answer another way.",
    take: "Use Carrick instead",
    taking: "Asking the system to open answers with Carrick.",
    unavailable: "This system can't pass the browser's answer straight to Carrick.",
    unavailableNext: "Linking works all the same: Carrick asks the browser to answer another way.",
  },

  integration: {
    name: "GitLab",
    notSetUp: "Not set up",
    ready: "Ready to link",
    waiting: "Waiting for you in the browser",
    checking: "Checking",
    linked: "Linked",
    needsYou: "Needs you",
    vaultLocked: "Keyring locked",
    vaultAbsent: "No keyring",
    unreachable: "Can't reach GitLab",
    unlinking: "Unlinking",
    edit: "Edit",
    add: "Add integration",
    none: "Carrick is not connected to any GitLab yet.",
    register: "First register Carrick at GitLab: once, about two minutes.",
    readyHint: "Carrick opens your browser; you approve there.",
    saved: "Saved. Next: link your account.",
    savedRelink: "Saved. Next: relink your account.",
    savedLinked: "Saved. Your link is kept.",
    savedRefused: "Saved, although GitLab refused these values.",
  },

  link: {
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
    anotherAdvice:
      "GitLab uses the account your browser is signed in to. For another one, Copy link into a private window.",
  },

  health: {
    offline: (host: string) => `${host} can't be reached from this computer.`,
    unreachableSince: (when: string) => `Since ${when}.`,
    kept: "Your link is kept. Carrick tries again by itself.",
    since: (when: string) => `It has not worked since ${when}.`,
    openGitlab: "Open GitLab",
    needsYou: (cause: Cause, host: string) => needsYou(cause, host),
  },

  unlink: {
    open: "Unlink…",
    title: (username: string, host: string) => `Unlink @${username} on ${host}?`,
    loss: "git and builds that use it stop. Your clones stay.",
    confirm: "Unlink",
    busy: (username: string) => `Unlinking ${username}.`,
    receipts: {
      confirmed: "GitLab confirmed that the tokens no longer work.",
      accepted: "GitLab accepted the revocation.",
      queued: "GitLab can't be reached. Carrick will revoke the tokens as soon as it can.",
      by_hand: "The tokens could not be revoked from here. Revoke Carrick at GitLab, under Applications.",
    } satisfies Record<Receipt, string>,
  },

  revocations: {
    name: "Waiting to be revoked",
    waiting: (account: string, when: string) => `${account} was unlinked on ${when}.`,
    soon: "Carrick will revoke its tokens as soon as GitLab can be reached.",
    refused: (account: string) => `The tokens of ${account} could not be revoked from here.`,
    byHand: "Revoke Carrick at GitLab, under Applications.",
    opening: "Opening GitLab in your browser.",
  },

  notice: {
    unlinked: (username: string) => `${username} is unlinked.`,
    linked: (username: string) => `Done: ${username} is linked.`,
    linkedAgain: (username: string) => `That was ${username} again, already linked.`,
    cancelled: "The sign-in was cancelled. Nothing has changed.",
  },

  waiting: {
    label: "Sign-in with GitLab",
    relinking: (username: string) => `Relinking ${username}.`,
    list: "Stages of the sign-in",
    stages: {
      asking: "Asked your browser to open GitLab",
      waiting: "Waiting for your approval",
      checking: "Checking GitLab's answer",
      saving: "Saving in this computer's keyring",
    } satisfies Record<Stage, string>,
    done: "Done",
    now: "Now",
    toCome: "To come",
    hintOpen: "If the browser asks, choose Open (Carrick or xdg-open).",
    hintClick: "If GitLab shows a page with a link, click it.",
    cancel: "Cancel",
    cancelling: "Cancelling.",
    another: "Use another way",
    anotherBusy: "Opening a fresh page in your browser.",
    anotherHint:
      "Carrick opened a fresh page. If the browser ends on a page it can't load, paste that page's address here.",
    copyLink: "Copy link",
    copied: "Copied. Open it in any browser on this computer.",
    copyByHand: "Copy this address and open it in any browser on this computer.",
    never: "Never give this address or code to anyone. Only approve a sign-in you started.",
    address: "Address from the browser",
    useAddress: "Use this address",
    usingAddress: "Reading the address.",
    still: "Still waiting. Signing in can take a while. What do you see?",
    nothingOpened: "Nothing opened",
    nothingOpenedHelp: "Choose Copy link, then paste it into the address bar of any browser on this computer.",
    errorPage: "A page with an error",
    errorPageHelp: "GitLab compares these with the application. Each must be in it exactly like this:",
    errorPageCauses: [
      "It says redirect URI: add the missing line to the application.",
      "It says scope: tick the same scopes in the application.",
      "It says unknown client: the Application ID is from another GitLab, or the application was deleted.",
      "It says forbidden: GitLab keeps administrators from applications that may change everything. Ask for the application to be trusted, or sign in with an account that is no administrator.",
    ],
    approved: "I approved, nothing happened",
    approvedHelp:
      "The browser may have held the answer back. Look for a question whether to open Carrick, or choose Use another way: it opens a fresh page that answers without that question.",
  },

  form: {
    edit: "Edit GitLab integration",
    add: "Add a GitLab integration",
    registerFirst: "First register Carrick at GitLab, then link.",
    instance: "GitLab instance",
    asking: (where: string) => `Asking ${where}.`,
    answers: "GitLab answers here.",
    register: "Register Carrick at GitLab",
    openPage: {
      user: "Open GitLab's page",
      group: "Open the groups page",
      instance: "Open the administrator's page",
    } satisfies Record<Owner, string>,
    appName: "Name",
    appNameValue: "Carrick",
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Select the text and copy it with the keyboard.",
    redirect: "Redirect URI",
    copyRedirect: "Copy redirect URI",
    redirectUnknown: "Shown when the address above is complete.",
    confidential: "Confidential",
    onlyYou: "Only for you: leave Confidential ticked and paste the Secret.",
    alsoOthers: "Also for others?",
    forOthers:
      "Also for others: untick it and leave Secret empty; register it in a group or on the instance, so that it does not hang on one person's account.",
    scopes: "Scopes",
    more: "More",
    scopesRule: "Tick the same ones at GitLab. Carrick asks for exactly what is ticked here.",
    noPage: "No such page at your GitLab?",
    noPageHelp: "No such page, or it sends you back? Your administrator has switched this off.",
    noPageNext: "Send this request to your administrator, then paste what comes back below.",
    copyRequest: "Copy request",
    paste: "Paste what GitLab shows next",
    pasteOnce: "The Secret is shown only once.",
    applicationId: "Application ID",
    secret: "Secret",
    show: "Show",
    secretHint: "Kept in this computer's keyring. Empty if not confidential.",
    secretSet: (date: string) => `Set on ${date}. Leave empty to keep.`,
    secretOther:
      "The stored Secret belongs to the saved values. Paste the new one, or leave it empty if not confidential.",
    secretEmptied: "The Secret was emptied: it belonged to other values.",
    removeSecret: "Remove Secret",
    removeSecretTitle: "Remove the Secret?",
    removeSecretLoss:
      "Carrick deletes it from this computer's keyring. GitLab can't show it again; you would renew it there. Links need it unless the application is not confidential.",
    removingSecret: "Removing the Secret.",
    secretRemoved: "The Secret is removed.",
    check: "Check",
    checking: (where: string) => `Checking with ${where}.`,
    save: "Save",
    saving: (where: string) => `Checking with ${where}, then saving.`,
    saveAnyway: "Save anyway",
    accepted: "GitLab accepts this Application ID and Secret. Redirect URI and scopes show only when you link.",
    acceptedPublic:
      "GitLab accepts this Application ID without a Secret. Redirect URI and scopes show only when you link.",
    refused: "GitLab refused them: Application ID or Secret wrong, Secret missing, or from another GitLab.",
    refusedNext: "Compare both with the application at GitLab.",
    unknown: (what: string) => `Could not check: ${what}`,
    relinkTitle: (n: number) => `Relink ${count(n, "account", "accounts")}?`,
    relinkLoss: (n: number) =>
      `${count(n, "account was", "accounts were")} linked with the other Application ID and must be relinked. Until then ${n === 1 ? "that link does" : "those links do"} not work.`,
    relinkSave: "Save and relink",
    cancel: "Cancel",
    remove: "Remove integration",
    removeTitle: (host: string) => `Remove the integration with ${host}?`,
    removeLoss: (instance: string) =>
      `Carrick forgets the Application ID, the Secret and the scopes for ${instance}. The application at GitLab stays.`,
    removeConfirm: "Remove",
    removing: "Removing the integration.",
    removeLinks: (n: number) => `${count(n, "account is", "accounts are")} unlinked; git and builds that use it stop.`,
  },

  /** What each scope allows, in the person's words; unlisted scopes show their name only. */
  scopes: {
    api: "read and change everything your account can",
    read_user: "read your profile",
    read_api: "read everything your account can",
    read_repository: "fetch code",
    write_repository: "fetch and push code",
    openid: "confirm who you are",
    profile: "read your name and picture",
    email: "read your e-mail address",
  } as Readonly<Record<string, string>>,
  scopeApi: "read and change everything your account can; builds need it",

  /** What an administrator needs to register the application, as plain text. */
  request: (instance: string, redirectUris: readonly string[], scopes: readonly string[]): string =>
    [
      `Please register an application for Carrick on ${instance}`,
      "(Admin > Applications, or Settings > Applications of a group):",
      "",
      "Name          Carrick",
      ...redirectUris.map((uri, line) => `${line === 0 ? "Redirect URI" : "            "}  ${uri}`),
      "Confidential  no, leave it unticked",
      `Scopes        ${scopes.join(" ")}`,
      "",
      "Then send me the Application ID. A Secret is not needed.",
    ].join("\n"),

  time: {
    now: "just now",
    minutes: (n: number) => `${count(n, "minute", "minutes")} ago`,
    hours: (n: number) => `${count(n, "hour", "hours")} ago`,
    days: (n: number) => `${count(n, "day", "days")} ago`,
  },
};

const at = (facts: Facts): string => facts["host"] ?? "GitLab";
const startAgain = "Start again when you are ready.";

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
      return { ...heldBack(cause.state, host), ask: "open_gitlab" };
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
  vault_absent: () => ({ what: "No keyring runs on this computer.", next: texts.vault.absentNext }),
  vault_no_collection: () => ({ what: texts.vault.noCollection, next: texts.vault.noCollectionNext }),
  vault_locked: () => ({ what: "The keyring is locked.", next: "Unlock it, then try again.", action: "unlock_vault" }),
  vault_failed: () => ({
    what: "The keyring did not do what Carrick asked.",
    next: "Try again. If it stays so, sign out of this computer and in again.",
  }),
  vault_dismissed: () => ({
    what: "The keyring stayed locked.",
    next: "Unlock it when its question appears.",
    action: "unlock_vault",
  }),
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
  internal: () => ({
    what: "Something happened that Carrick did not foresee.",
    next: "Try again. If it stays so, restart Carrick.",
    action: "retry",
  }),
};

/** The text for an error as it arrived. */
export const errorText = (error: UiError): ErrorText => (errors[error.code] ?? errors.internal)(error.facts);

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
