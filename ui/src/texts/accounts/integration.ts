import type { Owner } from "../../ipc/bindings";
import { count } from "../language";

export const integration = {
  name: "GitLab",
  notSetUp: "Not set up",
  ready: "Ready to link",
  waiting: "Waiting for you in the browser",
  checking: "Checking",
  linked: "Linked",
  needsYou: "Needs you",
  vaultLocked: "Keyring locked",
  vaultAbsent: "No keyring",
  vaultSilent: "Keyring silent",
  vaultAsksEach: "Keyring asks each time",
  vaultElsewhere: "Another keyring",
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
};

export const form = {
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
};

/** What each scope allows, in the person's words; unlisted scopes show their name only. */
export const scopes: Readonly<Record<string, string>> = {
  api: "read and change everything your account can",
  read_user: "read your profile",
  read_api: "read everything your account can",
  read_repository: "fetch code",
  write_repository: "fetch and push code",
  openid: "confirm who you are",
  profile: "read your name and picture",
  email: "read your e-mail address",
};
export const scopeApi = "read and change everything your account can; builds need it";

/** What an administrator needs to register the application, as plain text. */
export const request = (instance: string, redirectUris: readonly string[], scopes: readonly string[]): string =>
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
  ].join("\n");
