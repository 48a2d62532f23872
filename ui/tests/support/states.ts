/** One overview per state of the window, for tests and for looking at it. */
import type {
  Accounts,
  Cause,
  Integration,
  Leaving,
  Link,
  Notice,
  Overview,
  People,
  Receipt,
  SignIn,
  Surroundings,
  UiError,
  Vault,
} from "../../src/ipc/bindings";

const MINUTE = 60_000;

export const gitlab = (over: Partial<Integration> = {}): Integration => ({
  id: 1,
  instance: "https://gitlab.com",
  host: "gitlab.com",
  applicationId: null,
  secretSetAt: null,
  scopes: ["api"],
  redirectUris: ["dev.carrick.desktop://oauth/gitlab/gitlab.com", "http://127.0.0.1/oauth/gitlab/gitlab.com"],
  linkCount: 0,
  links: [],
  signIn: null,
  notice: null,
  ...over,
});

export const registered = (over: Partial<Integration> = {}): Integration =>
  gitlab({ applicationId: "4ca6f1d2", secretSetAt: Date.UTC(2026, 2, 3, 12), ...over });

export const alice = (over: Partial<Link> = {}): Link => ({
  id: 11,
  username: "alice",
  name: "Alice Moreau",
  scopes: ["api"],
  linkedAt: new Date(2026, 2, 3, 14, 2).getTime(),
  checkedAt: Date.now() - 2 * MINUTE - 1000,
  needsRelink: false,
  hasAvatar: false,
  health: { state: "fine" },
  renewsAt: Date.now() + 90 * MINUTE,
  ...over,
});

export const bob = (over: Partial<Link> = {}): Link => alice({ id: 12, username: "bob", name: "Bob Tanaka", ...over });

export const linked = (over: Partial<Integration> = {}): Integration =>
  registered({ linkCount: 1, links: [alice()], ...over });

export const signIn = (over: Partial<SignIn> = {}): SignIn => ({
  stage: "waiting",
  reachedAt: [Date.now() - 5_000, Date.now() - 5_000],
  way: "deep_link",
  relinks: null,
  sent: ["dev.carrick.desktop://oauth/gitlab/gitlab.com", "api"],
  ...over,
});

/** What differs from a computer where all is well, whatever topic it belongs to. */
type Over = { vault?: Partial<Vault> } & Partial<
  Pick<Surroundings, "scheme"> &
    Omit<Accounts, "revision" | "integrations"> &
    Pick<People, "profile"> &
    Pick<Leaving, "losses">
>;

export const overviewOf = (integrations: Integration[], over: Over = {}): Overview => ({
  surroundings: {
    revision: 1,
    vault: { state: "ready", name: "Login", restoredAt: null, strangers: 0, ...over.vault },
    scheme: over.scheme ?? { state: "ours" },
  },
  accounts: {
    revision: 1,
    integrations,
    revocations: over.revocations ?? [],
    strayCallback: over.strayCallback ?? null,
  },
  people: { revision: 1, profile: over.profile ?? { name: "Alice", role: "admin" } },
  leaving: { revision: 1, losses: over.losses ?? [] },
});

/** alice's link, which has not worked since 3 March. */
export const needsYou = (cause: Cause): Overview =>
  overviewOf([
    linked({ links: [alice({ health: { state: "needs_you", since: new Date(2026, 2, 3, 9, 14).getTime(), cause } })] }),
  ]);

/** alice's link while its GitLab cannot be asked. */
export const unreachable = (error: UiError): Overview =>
  overviewOf([
    linked({ links: [alice({ health: { state: "unreachable", since: new Date(2026, 2, 3, 9, 14).getTime(), error } })] }),
  ]);

/** alice has just been unlinked. */
export const unlinked = (receipt: Receipt): Overview => {
  const left = { id: 5, username: "alice", host: "gitlab.com", since: new Date(2026, 2, 3, 9, 14).getTime() };
  const waiting = receipt === "queued" || receipt === "by_hand";
  return overviewOf([registered({ notice: { outcome: "unlinked", username: "alice", receipt } })], {
    revocations: waiting ? [{ ...left, byHand: receipt === "by_hand" }] : [],
  });
};

export const failed = (error: UiError): Notice => ({ outcome: "failed", error });

const ago = (...seconds: number[]): number[] => seconds.map((second) => Date.now() - second * 1000);
const company = (over: Partial<Integration> = {}): Integration =>
  registered({
    id: 2,
    instance: "https://git.example.org/gitlab",
    host: "git.example.org/gitlab",
    redirectUris: [
      "dev.carrick.desktop://oauth/gitlab/git.example.org/gitlab",
      "http://127.0.0.1/oauth/gitlab/git.example.org/gitlab",
    ],
    ...over,
  });

export const states: Record<string, () => Overview> = {
  fresh: () => overviewOf([gitlab()]),
  ready: () => overviewOf([registered()]),
  asking: () => overviewOf([registered({ signIn: signIn({ stage: "asking", reachedAt: ago(0) }) })]),
  waiting: () => overviewOf([registered({ signIn: signIn({ reachedAt: ago(12, 12) }) })]),
  stillWaiting: () => overviewOf([registered({ signIn: signIn({ reachedAt: ago(24, 24) }) })]),
  anotherWay: () =>
    overviewOf([
      registered({ signIn: signIn({ way: "loopback", sent: ["http://127.0.0.1/oauth/gitlab/gitlab.com", "api"] }) }),
    ]),
  checking: () => overviewOf([registered({ signIn: signIn({ stage: "checking", reachedAt: ago(31, 31, 1) }) })]),
  saving: () => overviewOf([registered({ signIn: signIn({ stage: "saving", reachedAt: ago(32, 32, 2, 0) }) })]),
  linkedNow: () => overviewOf([linked({ notice: { outcome: "linked", username: "alice" } })]),
  linked: () => overviewOf([linked()]),
  linkedAgain: () => overviewOf([linked({ notice: { outcome: "linked_again", username: "alice" } })]),
  twoAccounts: () => overviewOf([linked({ linkCount: 2, links: [alice(), bob()] })]),
  needsRelink: () => overviewOf([linked({ links: [alice({ needsRelink: true })] })]),
  relinking: () => overviewOf([linked({ signIn: signIn({ relinks: 11 }) })]),
  otherAnswered: () =>
    overviewOf([
      linked({ notice: failed({ code: "identity_mismatch", facts: { expected: "alice", actual: "bob" } }) }),
    ]),
  cancelled: () => overviewOf([registered({ notice: { outcome: "cancelled" } })]),
  denied: () => overviewOf([registered({ notice: failed({ code: "sign_in_denied", facts: {} }) })]),
  clientRefused: () =>
    overviewOf([registered({ notice: failed({ code: "client_refused", facts: { host: "gitlab.com" } }) })]),
  vaultAbsent: () => overviewOf([gitlab()], { vault: { state: "absent", name: "" } }),
  vaultNoCollection: () => overviewOf([gitlab()], { vault: { state: "no_collection", name: "" } }),
  vaultRefused: () => overviewOf([gitlab()], { vault: { state: "refused", name: "" } }),
  vaultSilent: () => overviewOf([linked()], { vault: { state: "silent", name: "Login" } }),
  vaultAsksEach: () => overviewOf([linked()], { vault: { state: "asks_each", name: "Passwords" } }),
  vaultElsewhere: () => overviewOf([linked()], { vault: { state: "elsewhere", name: "Login" } }),
  vaultGone: () => overviewOf([linked()], { vault: { state: "absent", name: "" } }),
  vaultLocked: () => overviewOf([linked()], { vault: { state: "locked", name: "Login" } }),
  leaving: () =>
    overviewOf([linked()], {
      vault: { state: "locked", name: "Login" },
      losses: [{ what: "renewal", username: "alice", host: "gitlab.com" }],
    }),
  restored: () => overviewOf([linked()], { vault: { restoredAt: Date.UTC(2026, 2, 3, 12) } }),
  stranger: () => overviewOf([linked()], { vault: { strangers: 1 } }),
  strangers: () => overviewOf([linked()], { vault: { strangers: 3 } }),
  restoredWithStrangers: () =>
    overviewOf([needsYou({ cause: "tokens_missing" }).accounts.integrations[0]!], {
      vault: { restoredAt: Date.UTC(2026, 2, 3, 12), strangers: 3 },
    }),
  schemeTaken: () => overviewOf([registered()], { scheme: { state: "taken", by: "Carrick Nightly" } }),
  schemeUnavailable: () => overviewOf([registered()], { scheme: { state: "unavailable" } }),
  stray: () => overviewOf([registered()], { strayCallback: { code: "callback_unknown", facts: {} } }),
  revoked: () => needsYou({ cause: "refused" }),
  secretRenewed: () => needsYou({ cause: "secret_renewed" }),
  accountBlocked: () => needsYou({ cause: "account", state: "blocked" }),
  heldUp: () => unreachable({ code: "vault_elsewhere", facts: {} }),
  unreachable: () => unreachable({ code: "host_unknown", facts: { host: "gitlab.com" } }),
  unlinking: () => overviewOf([linked({ links: [alice({ health: { state: "unlinking" } })] })]),
  unlinkedConfirmed: () => unlinked("confirmed"),
  unlinkedQueued: () => unlinked("queued"),
  several: () => overviewOf([linked(), company()]),
  none: () => overviewOf([]),
};
