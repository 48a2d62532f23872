/** One overview per state of the window, for tests and for looking at it. */
import type {
  AccountChoice,
  Accounts,
  AskedHelper,
  Builds,
  Cause,
  Clones,
  GitAccount,
  GitHost,
  GitSetup,
  GitState,
  Integration,
  Leaving,
  Link,
  Notice,
  Overview,
  People,
  Reading,
  Receipt,
  SetupOffer,
  SetupProposal,
  SignIn,
  Surroundings,
  UiError,
  Vault,
} from "../../src/ipc/bindings";

import { buildsOf } from "./builds";
import { addition, additionsOf } from "./library";
import { admissionOf, bobHere, doorOf, peopleOf, person, signedOutBy } from "./people";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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
  askedAt: null,
  managed: false,
  ...over,
});

/** A set-up that somebody was handed. */
export const proposalOf = (over: Partial<SetupProposal> = {}, offer: Partial<SetupOffer> = {}): SetupProposal => ({
  number: 1,
  offer: {
    instance: "https://gitlab.example.com",
    host: "gitlab.example.com",
    applicationId: "1a2b3c4d5e6f",
    scopes: ["api"],
    from: "Morgan",
    marks: [],
    ...offer,
  },
  error: null,
  others: 0,
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
  links: true,
  elsewhere: false,
  sent: ["dev.carrick.desktop://oauth/gitlab/gitlab.com", "api"],
  ...over,
});

/** A link whose projects have been read. */
export const reading = (over: Partial<Reading> = {}): Reading => ({
  linkId: 11,
  count: 10412,
  pass: null,
  read: 0,
  total: null,
  readAt: Date.now() - 2 * MINUTE - 1000,
  trouble: null,
  ...over,
});

/** Everything that the program tells, whether an overview holds it or not. */
export type Everything = Overview & { git: GitSetup; clones: Clones; builds: Builds };

/** A link as git may use it, the only one of its GitLab. */
const gitAccount = (link: Link, host: string, over: Partial<GitAccount> = {}): GitAccount => ({
  id: link.id,
  username: link.username,
  name: link.name,
  email: `${link.username}@users.noreply.${host}`,
  host,
  isDefault: true,
  gitUse: "where_needed",
  mayServe: true,
  ...over,
});

export const gitHost = (over: Partial<GitHost> = {}): GitHost => ({
  host: "gitlab.com",
  asksCarrick: true,
  before: [],
  after: [],
  ...over,
});

type Known = Extract<GitState, { state: "known" }>;
/** git set up as it should be. */
export const setUp = (over: Partial<Known> = {}): GitState => ({
  state: "known",
  isSetUp: true,
  isWhole: true,
  file: "~/.gitconfig",
  hosts: [gitHost()],
  bypasses: [],
  ...over,
});
/** git as it was before. */
export const notSetUp = (over: Partial<Known> = {}): GitState =>
  setUp({ isSetUp: false, isWhole: false, hosts: [gitHost({ asksCarrick: false })], ...over });

export const store: AskedHelper = {
  name: "store",
  file: "/etc/gitconfig",
  keeps: { where: "unencrypted", path: "~/.git-credentials" },
};

export const aliceAtGit = (over: Partial<GitAccount> = {}) => gitAccount(alice(), "gitlab.com", over);
export const workAtGit = (over: Partial<GitAccount> = {}) =>
  gitAccount(alice({ id: 13, username: "alice-work", name: "Alice Work" }), "gitlab.com", {
    email: "alice@work.example",
    isDefault: false,
    ...over,
  });

export const workChoice = (over: Partial<AccountChoice> = {}): AccountChoice => ({
  instance: "https://gitlab.com",
  host: "gitlab.com",
  prefix: "work",
  link: 13,
  username: "alice-work",
  commitName: "Alice Work",
  commitEmail: "alice@work.example",
  signingKey: null,
  ...over,
});

/** alice's window with git like this. */
export const withGit = (state: GitState, over: Partial<GitSetup> = {}): Everything => ({
  ...overviewOf([linked()]),
  git: { revision: 1, state, accounts: [aliceAtGit()], choices: [], ...over },
});
/** The same of somebody with two accounts. */
export const withTwo = (over: Partial<GitSetup> = {}): Everything =>
  withGit(setUp(), { accounts: [aliceAtGit(), workAtGit()], ...over });

/** What differs from a computer where all is well, whatever topic it belongs to. */
type Over = { vault?: Partial<Vault> } & Partial<
  Pick<Surroundings, "scheme"> &
    Omit<Accounts, "revision" | "integrations"> &
    Omit<People, "revision"> &
    Pick<Leaving, "losses">
>;

export const overviewOf = (integrations: Integration[], over: Over = {}): Everything => ({
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
    proposal: over.proposal ?? null,
    managedTrouble: over.managedTrouble ?? null,
    unordered: over.unordered ?? null,
  },
  people: peopleOf(integrations, over),
  leaving: { revision: 1, losses: over.losses ?? [] },
  git: {
    revision: 1,
    state: notSetUp({
      hosts: integrations
        .filter(({ links }) => links.length > 0)
        .map(({ host }) => gitHost({ host, asksCarrick: false })),
    }),
    accounts: integrations.flatMap(({ host, links }) =>
      links.map((link, at) => gitAccount(link, host, { isDefault: at === 0 })),
    ),
    choices: [],
  },
  repositories: { revision: 1, list: 1, readings: [] },
  additions: {
    revision: 1,
    done: 0,
    total: 0,
    waiting: 0,
    failed: 0,
    items: [],
    last: null,
    projectsFolder: "~/Projects",
    offersGit: false,
    gitMissing: false,
  },
  clones: { revision: 1, finding: null, checking: null },
  builds: buildsOf({ rulesOn: 0, watched: 0, lookedAt: null }),
});

/** alice's link, which has not worked since 3 March. */
export const needsYou = (cause: Cause): Everything =>
  overviewOf([
    linked({ links: [alice({ health: { state: "needs_you", since: new Date(2026, 2, 3, 9, 14).getTime(), cause } })] }),
  ]);

/** alice's link while its GitLab cannot be asked. */
export const unreachable = (error: UiError): Everything =>
  overviewOf([
    linked({ links: [alice({ health: { state: "unreachable", since: new Date(2026, 2, 3, 9, 14).getTime(), error } })] }),
  ]);

/** alice has just been unlinked. */
export const unlinked = (receipt: Receipt, isOverdue = false): Everything => {
  const left = { id: 5, username: "alice", host: "gitlab.com", since: new Date(2026, 2, 3, 9, 14).getTime() };
  const waiting = receipt === "queued" || receipt === "by_hand";
  return overviewOf([registered({ notice: { outcome: "unlinked", username: "alice", receipt } })], {
    revocations: waiting ? [{ ...left, byHand: receipt === "by_hand", isOverdue }] : [],
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

export const states: Record<string, () => Everything> = {
  fresh: () => overviewOf([gitlab()]),
  ready: () => overviewOf([registered()]),
  scopesUseless: () => overviewOf([registered({ scopes: ["read_repository", "read_everything"] })]),
  scopesNoLink: () => overviewOf([registered({ scopes: ["openid"] })]),
  asked: () => overviewOf([gitlab({ askedAt: new Date(2026, 2, 3).getTime() })]),
  managed: () => overviewOf([registered({ secretSetAt: null, managed: true })]),
  managedTrouble: () =>
    overviewOf([gitlab()], { managedTrouble: { path: "/etc/carrick/managed.json", problem: "content", line: 4 } }),
  proposal: () => overviewOf([gitlab()], { proposal: proposalOf() }),
  proposalLike: () =>
    overviewOf([gitlab()], {
      proposal: proposalOf(
        { others: 1 },
        {
          host: "gitlab.com.evil.example",
          instance: "https://gitlab.com.evil.example",
          marks: [{ mark: "like", host: "gitlab.com" }],
        },
      ),
    }),
  proposalBroken: () =>
    overviewOf([gitlab()], {
      proposal: proposalOf({ offer: null, error: { code: "setup_malformed", facts: { part: "link" } } }),
    }),
  asking: () => overviewOf([registered({ signIn: signIn({ stage: "asking", reachedAt: ago(0) }) })]),
  waiting: () => overviewOf([registered({ signIn: signIn({ reachedAt: ago(12, 12) }) })]),
  stillWaiting: () => overviewOf([registered({ signIn: signIn({ reachedAt: ago(24, 24) }) })]),
  anotherWay: () =>
    overviewOf([
      registered({ signIn: signIn({ way: "loopback", sent: ["http://127.0.0.1/oauth/gitlab/gitlab.com", "api"] }) }),
    ]),
  elsewhere: () => overviewOf([linked({ signIn: signIn({ reachedAt: ago(12, 12), elsewhere: true }) })]),
  checking: () => overviewOf([registered({ signIn: signIn({ stage: "checking", reachedAt: ago(31, 31, 1) }) })]),
  saving: () => overviewOf([registered({ signIn: signIn({ stage: "saving", reachedAt: ago(32, 32, 2, 0) }) })]),
  linkedNow: () => overviewOf([linked({ notice: { outcome: "linked", linkId: 11, username: "alice", hasNamesake: false } })]),
  linked: () => overviewOf([linked()]),
  linkedAgain: () => overviewOf([linked({ notice: { outcome: "linked_again", linkId: 11, username: "alice" } })]),
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
  leavingWhileAdding: () => overviewOf([linked()], { losses: [{ what: "additions", count: 2 }] }),
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
  repositories: () => ({ ...overviewOf([linked()]), repositories: { revision: 1, list: 1, readings: [reading()] } }),
  repositoriesReading: () => ({
    ...overviewOf([linked()]),
    repositories: {
      revision: 1,
      list: 1,
      readings: [reading({ count: 3200, pass: "names", read: 3200, total: 10412, readAt: null })],
    },
  }),
  repositoriesOfTwo: () => ({
    ...overviewOf([linked({ linkCount: 2, links: [alice(), bob()] })]),
    repositories: { revision: 1, list: 1, readings: [reading(), reading({ linkId: 12 })] },
  }),
  repositoriesInTrouble: () => ({
    ...overviewOf(
      [
        linked({ links: [alice({ health: { state: "needs_you", since: new Date(2026, 2, 3, 9, 14).getTime(), cause: { cause: "refused" } } })] }),
        company({ linkCount: 1, links: [bob({ scopes: ["read_user"] })] }),
      ],
      { vault: { state: "locked", name: "Login" } },
    ),
    repositories: {
      revision: 1,
      list: 1,
      readings: [
        reading(),
        reading({
          linkId: 12,
          trouble: {
            since: Date.now() - HOUR,
            until: Date.now() + HOUR,
            error: { code: "scope_too_small", facts: { host: "git.example.org/gitlab" } },
          },
        }),
      ],
    },
  }),
  repositoriesAdding: () => ({
    ...states["repositories"]!(),
    additions: additionsOf(
      [
        addition(),
        addition({ id: 6, repository: 5, path: "group/monorepo", state: { is: "large", size: 6.7e9, free: 140e9 } }),
        addition({
          id: 7,
          repository: 6,
          path: "work/clients/north/runner-images-5",
          state: { is: "failed", failure: "folder_taken", said: null, folder: "~/Projects/work/clients/north/runner-images-5" },
        }),
        addition({ id: 8, repository: 7, path: "alice/web-6", state: { is: "waiting", wait: { is: "turn" } } }),
        addition({ id: 9, repository: 8, path: "alice/api-7", state: { is: "waiting", wait: { is: "keyring_locked" } } }),
      ],
      { done: 1, total: 5, waiting: 4 },
    ),
  }),
  repositoriesAdded: () => ({
    ...states["repositories"]!(),
    additions: additionsOf([], {
      done: 1,
      total: 1,
      offersGit: true,
      last: {
        repository: 1,
        path: "group/web",
        folder: "~/Projects/group/web",
        commitsAs: "Alice Moreau <alice@example.com>",
        notes: [{ is: "large_files_missing" }],
      },
    }),
  }),
  repositoriesTaken: () => ({
    ...states["repositories"]!(),
    additions: additionsOf([addition({ state: { is: "taken", folder: "~/work/api" } })]),
  }),
  builds: () => ({ ...overviewOf([linked()]), builds: buildsOf() }),
  buildsOfTwo: () => ({ ...overviewOf([linked({ linkCount: 2, links: [alice(), bob()] })]), builds: buildsOf() }),
  buildsNew: () => overviewOf([linked()]),
  buildsPaused: () => ({
    ...overviewOf([linked()]),
    builds: buildsOf({ paused: { since: Date.now() - 50 * HOUR, notBuilt: 6 }, service: { is: "on" } }),
  }),
  buildsAsleep: () => ({
    ...overviewOf([linked()]),
    builds: buildsOf({
      needsApproval: 1,
      asleep: { from: Date.now() - 14 * HOUR, to: Date.now() - 10 * MINUTE, count: 14, cause: "absence" },
      troubles: [
        { host: "gitlab.com", since: Date.now() - HOUR, until: Date.now() + 5 * MINUTE, error: { code: "rate_limited", facts: { host: "gitlab.com" } } },
        { host: "git.example.org", since: Date.now() - HOUR, until: Date.now() + MINUTE, error: { code: "host_unknown", facts: { host: "git.example.org" } } },
      ],
    }),
  }),
  leavingBuilds: () => ({ ...overviewOf([linked()], { losses: [{ what: "builds", repositories: 12 }] }), builds: buildsOf() }),
  git: () => withGit(notSetUp()),
  gitSetUp: () => withGit(setUp()),
  gitNotWhole: () => withGit(setUp({ isWhole: false })),
  gitOthers: () =>
    withGit(
      setUp({
        hosts: [
          gitHost({ after: [store] }),
          gitHost({
            host: "git.example.org/gitlab",
            asksCarrick: false,
            before: [{ name: "cache", file: "/home/alice/work/.gitconfig", keeps: { where: "in_memory" } }],
            after: [store],
          }),
        ],
        bypasses: [{ program: "jet_brains", name: "IntelliJIdea2026.2" }, { program: "github_desktop" }],
      }),
    ),
  gitNoAccount: () => ({
    ...overviewOf([registered()]),
    git: { revision: 1, state: notSetUp({ hosts: [] }), accounts: [], choices: [] },
  }),
  gitBefore: () => withGit(notSetUp({ hosts: [gitHost({ asksCarrick: false, before: [store] })] })),
  gitLong: () =>
    withGit(
      setUp({
        file: "/home/alice.moreau/configuration/of-every-program/git/with-a-long-name/config",
        hosts: [
          gitHost({ host: "source-code-management.engineering.subsidiary.example.org:8443/tools/gitlab" }),
          gitHost({
            after: [
              {
                name: null,
                file: "/home/alice.moreau/configuration/of-every-program/git/with-a-long-name/config",
                keeps: { where: "unknown" },
              },
            ],
          }),
        ],
      }),
      {
        accounts: [
          aliceAtGit(),
          workAtGit({
            host: "source-code-management.engineering.subsidiary.example.org:8443/tools/gitlab",
            isDefault: true,
          }),
        ],
        choices: [
          workChoice({
            host: "source-code-management.engineering.subsidiary.example.org:8443/tools/gitlab",
            prefix: "platform/continuous-integration/runners/images",
            signingKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJx4Xn0vB6yqkq0Xq3l2m6o3p1c0vZfQ8p7r5s9t1uW",
          }),
        ],
      },
    ),
  gitTwo: () => withTwo({ choices: [workChoice()] }),
  gitCannotServe: () =>
    withGit(notSetUp({ hosts: [] }), { accounts: [aliceAtGit({ isDefault: false, mayServe: false })] }),
  gitMissing: () => withGit({ state: "unknown", error: { code: "git_missing", facts: {} } }),
  gitMalformed: () =>
    withGit({ state: "unknown", error: { code: "git_config_malformed", facts: { path: "~/.gitconfig", line: "12" } } }),
  /** Alice the administrator and Bob; nobody is asked to sign in. */
  peopleTwo: () => overviewOf([linked()], { people: two() }),
  /** The same where people are asked to sign in. */
  peopleAsked: () =>
    overviewOf([linked({ scopes: ["api", "openid"] })], {
      people: two(),
      admission: admissionOf({ asksToSignIn: true, signOutAfter: "minutes15" }),
    }),
  peopleGroups: () =>
    overviewOf([linked({ scopes: ["api", "openid"] }), company()], {
      people: two(),
      admission: admissionOf({
        asksToSignIn: true,
        whoMayJoin: "groups",
        groups: [
          { integrationId: 1, path: "work/platform", leastRole: 30 },
          { integrationId: 1, path: "work/clients/north/continuous-integration/runners", leastRole: 10 },
        ],
        signOutAfter: "computer_locks",
      }),
    }),
  /** What the organisation's file says of signing in, and before anybody could come back in. */
  peopleManaged: () =>
    overviewOf([linked({ managed: true, scopes: ["api", "openid"] })], {
      people: two(),
      admission: admissionOf({ asksToSignIn: true, whoMayJoin: "anyone", signOutAfter: "hour1" }),
      managed: true,
    }),
  peopleManagedLater: () =>
    overviewOf([linked({ managed: true })], {
      admission: admissionOf({ whoMayJoin: "anyone", signOutAfter: "hour1" }),
      managed: true,
      asksLater: true,
    }),
  peopleMember: () =>
    overviewOf([linked({ links: [bob()] }), gitlab({ id: 3, instance: "https://git.example.net", host: "git.example.net" })], {
      profile: { id: 2, name: "Bob", role: "member" },
      people: two("Morgan"),
      admission: admissionOf({ asksToSignIn: true, signOutAfter: "hour1" }),
    }),
  peopleMany: () =>
    overviewOf([linked()], {
      people: [
        ...two(),
        bobHere({
          id: 3,
          name: "Wilhelmina Konstantinopoulou-Featherstonehaugh",
          role: "admin",
          lastHereAt: Date.now() - 3 * HOUR,
          linked: [
            { linkId: 31, username: "wilhelmina.konstantinopoulou", host: "source-code-management.engineering.example.org:8443/tools/gitlab", signsIn: true },
            { linkId: 32, username: "wk", host: "gitlab.com", signsIn: false },
          ],
        }),
      ],
    }),
  signedOut: () => signedOutOf([registered()]),
  signedOutIdle: () => signedOutOf([registered()], { signedOut: signedOutBy({ why: "idle", since: Date.now() - HOUR }) }),
  signedOutUnreadable: () => signedOutOf([registered()], { signedOut: signedOutBy({ why: "unreadable", since: null }) }),
  signedOutSeveral: () => signedOutOf([registered(), company()]),
  signedOutWaiting: () => atDoor({ signIn: signIn({ reachedAt: ago(12, 12), links: false }) }),
  signedOutAsking: () => atDoor({ signIn: signIn({ stage: "asking", reachedAt: ago(0), links: false }) }),
  signedOutSaving: () => atDoor({ signIn: signIn({ stage: "saving", reachedAt: ago(9, 9, 1, 0), links: false }) }),
  signedOutAnotherWay: () =>
    atDoor({ signIn: signIn({ way: "loopback", sent: ["http://127.0.0.1/oauth/gitlab/gitlab.com", "read_user"] }) }),
  signedOutNotAdmitted: () =>
    atDoor({ notice: failed({ code: "not_admitted", facts: { username: "eve", host: "gitlab.com" } }) }),
  signedOutUnreachable: () => atDoor({ notice: failed({ code: "host_unknown", facts: { host: "gitlab.com" } }) }),
  signedOutCancelled: () => atDoor({ notice: { outcome: "cancelled" } }),
  signedOutChoice: () =>
    signedOutOf([registered()], {
      admission: admissionOf(),
      signedOut: signedOutBy({
        mayGoOn: [
          { id: 1, name: "Alice", role: "admin" },
          { id: 2, name: "Bob", role: "member" },
        ],
      }),
    }),
  signedOutNoDoor: () => signedOutOf([gitlab()]),
};

/** Two people: an administrator, with an account to sign in with, and Bob. */
function two(name = "Alice") {
  return [person({ name, signInAccounts: [{ id: 21, username: "alice", host: "gitlab.com" }] }), bobHere()];
}

/** The window while nobody is signed in: of links and what hangs on them nothing is told. */
function signedOutOf(integrations: Integration[], over: Over = {}): Everything {
  const known = overviewOf(integrations, {
    people: two(),
    admission: admissionOf({ asksToSignIn: true }),
    signedOut: signedOutBy(),
    ...over,
  });
  return { ...overviewOf([]), people: known.people };
}

const atDoor = (over: Parameters<typeof doorOf>[1]): Everything =>
  signedOutOf([registered()], { doors: [doorOf(registered(), over)] });
