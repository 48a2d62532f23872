import type { Act, Answer } from "../../src/state/act";
import type { Builds, Person } from "../../src/ipc/bindings";
import { buildsOf, buildShelf, failed, mergeRequest, ofFork, rule, watched } from "./builds";
import { foundClones, groupPreview, groups } from "./clones";
import { added, addition, additionsOf, library, repository } from "./library";
import { bobHere, person } from "./people";
import {
  alice,
  aliceAtGit,
  linked,
  overviewOf,
  registered,
  states,
  unlinked,
  withTwo,
  workAtGit,
  type Everything,
} from "./states";
import { field, inDialog, screen, settled, within, type Opened } from "./window";

/** A way through the window that ends in a command: from where, what it changes, and what a person does. */
interface Way<K extends Act> {
  from: Everything;
  steps: Everything[];
  answer: Answer<K>;
  go(opened: Opened): Promise<void>;
  /** Where the focus goes when it is done, if it goes anywhere. */
  focus?: () => HTMLElement | null;
}

const found = (name: string) => screen.queryByRole("button", { name });
export const waiting = () => screen.queryByRole("group", { name: "Sign-in with GitLab" });

/** Opens the section Git. */
export async function openGit({ press }: Opened): Promise<void> {
  await press("Your profile");
  await press("Git");
  await settled();
}

/** alice's window with repositories like this, and what is being added. */
export const withAdditions = (additions: Everything["additions"]): Everything => ({ ...states["linked"]!(), additions });

/** Opens the page Repositories on a list of these. */
export async function openRepositories(
  { program, press }: Opened,
  all: readonly ReturnType<typeof repository>[] = [repository()],
): Promise<void> {
  library([...all]).serve(program);
  await press("Repositories");
  await settled();
}

/** alice's window with builds like this. */
export const withBuilds = (over: Partial<Builds>): Everything => ({ ...states["builds"]!(), builds: buildsOf(over) });

/** To the page by the side bar, whatever mark it has there. */
export async function toBuilds({ user }: Pick<Opened, "user">): Promise<void> {
  await user.click(within(screen.getByRole("navigation", { name: "Carrick" })).getByRole("button", { name: /^Builds/ }));
}

/** Opens the page Builds on these merge requests of one repository. */
export async function openBuilds({ program, user }: Opened, all: ReturnType<typeof mergeRequest>[] = []): Promise<void> {
  buildShelf(all.length === 0 ? [] : [{ repository: watched(), mergeRequests: all }]).serve(program);
  await toBuilds({ user });
  await settled();
}

/** Opens the rule of a repository that has none. */
export async function openRule(opened: Opened): Promise<void> {
  library([repository({ id: 1, path: "group/project" })]).serve(opened.program);
  await openBuilds(opened);
  await opened.press("Choose a repository…");
  await settled();
  await opened.press("group/project");
  await settled();
}

/** Opens Account settings > People. */
export async function openPeople({ user }: Pick<Opened, "user">): Promise<void> {
  await user.click(screen.getByRole("button", { name: /^Account settings/ }));
  await user.click(screen.getByRole("tab", { name: "People" }));
  await settled();
}

/** Alice and Bob, and Bob like this. */
export const withBob = (over: Partial<Person>): Everything =>
  overviewOf([linked()], {
    people: [person({ signInAccounts: [{ id: 21, username: "alice", host: "gitlab.com" }] }), bobHere(over)],
  });

/** Alice alone, who signs in with the account she has linked. */
export const signingIn = (over: Parameters<typeof overviewOf>[1] = {}): Everything =>
  overviewOf([linked()], {
    people: [person({ signInAccounts: [{ id: 21, username: "alice", host: "gitlab.com" }] })],
    ...over,
  });

export async function openBuildSettings({ press, user }: Opened): Promise<void> {
  await press("Your profile");
  await user.click(within(screen.getByRole("navigation", { name: "Your profile sections" })).getByRole("button", { name: "Builds" }));
  await settled();
}

const failedAddition = () =>
  addition({ state: { is: "failed", failure: "timed_out", said: null, folder: null } });

/** alice's window with the list read anew. */
const listed = (): Everything => ({ ...states["linked"]!(), repositories: { revision: 1, list: 2, readings: [] } });

/** alice's window with clones going below another folder. */
const inFolder = (projectsFolder: string): Everything => {
  const from = states["git"]!();
  return { ...from, additions: { ...from.additions, projectsFolder } };
};

export const notices = () => screen.queryByRole("group", { name: "Notices" });

export const WAYS: { [K in Act]: Way<K> } = {
  save_integration: {
    from: states["fresh"]!(),
    steps: [states["ready"]!()],
    answer: { outcome: "saved", id: 1, check: { result: "accepted" } },
    go: async ({ edit, press }) => {
      await edit();
      await press("Save");
    },
    focus: () => found("Link GitLab"),
  },
  remove_secret: {
    from: states["ready"]!(),
    steps: [overviewOf([registered({ secretSetAt: null })])],
    answer: null,
    go: async ({ edit, press, user }) => {
      await edit();
      await press("Remove Secret");
      await user.click(inDialog("Remove Secret"));
    },
    focus: () => field("Secret"),
  },
  remove_integration: {
    from: states["linked"]!(),
    steps: [states["unlinking"]!(), unlinked("confirmed"), states["none"]!()],
    answer: null,
    go: async ({ edit, press, user }) => {
      await edit();
      await press("Remove integration");
      await user.click(inDialog("Remove"));
    },
    focus: () => found("Add integration"),
  },
  ask_administrator: {
    from: states["fresh"]!(),
    steps: [states["asked"]!()],
    answer: { id: 1 },
    go: async ({ edit, press }) => {
      await edit();
      await press("No such page at your GitLab?");
      await press("Wait for the administrator");
    },
    focus: () => found("Edit"),
  },
  propose_setup: {
    from: states["fresh"]!(),
    steps: [states["proposal"]!()],
    answer: null,
    go: async ({ press, user }) => {
      await press("Use a set-up…");
      await user.type(screen.getByRole("textbox", { name: "Link or contents" }), "dev.carrick.desktop://setup/x");
      await press("Show");
    },
  },
  add_proposed: {
    from: states["proposal"]!(),
    steps: [overviewOf([registered({ secretSetAt: null })])],
    answer: { id: 1 },
    go: ({ press }) => press("Add"),
    focus: () => found("Link GitLab"),
  },
  dismiss_proposal: {
    from: states["proposal"]!(),
    steps: [states["fresh"]!()],
    answer: null,
    go: ({ press }) => press("Cancel"),
  },
  begin_link: {
    from: states["ready"]!(),
    steps: [states["asking"]!(), states["waiting"]!()],
    answer: null,
    go: ({ press }) => press("Link GitLab"),
    focus: waiting,
  },
  begin_link_elsewhere: {
    from: states["linked"]!(),
    steps: [states["elsewhere"]!()],
    answer: { url: "https://gitlab.com/oauth/authorize?client_id=4ca6f1d2&state=other" },
    go: async ({ press }) => {
      await press("Link another account");
      await press("Copy link");
    },
    focus: waiting,
  },
  use_another_way: {
    from: states["waiting"]!(),
    steps: [states["asking"]!(), states["anotherWay"]!()],
    answer: null,
    go: ({ press }) => press("Use another way"),
  },
  finish_with_address: {
    from: states["anotherWay"]!(),
    steps: [states["checking"]!(), states["saving"]!(), states["linkedNow"]!()],
    answer: null,
    go: ({ user }) => user.type(field("Address from the browser"), "http://127.0.0.1:4711/?code=a&state=b{Enter}"),
  },
  cancel_sign_in: {
    from: states["waiting"]!(),
    steps: [states["cancelled"]!()],
    answer: null,
    go: ({ press }) => press("Cancel"),
  },
  dismiss_notice: {
    from: states["cancelled"]!(),
    steps: [states["ready"]!()],
    answer: null,
    go: ({ press }) => press("Dismiss"),
  },
  test_link: {
    from: states["linked"]!(),
    steps: [overviewOf([linked({ links: [alice({ checkedAt: Date.now() })] })])],
    answer: { result: "working" },
    go: ({ press }) => press("Test"),
  },
  unlink: {
    from: states["linked"]!(),
    steps: [states["unlinking"]!(), unlinked("confirmed")],
    answer: "confirmed",
    go: async ({ press, user }) => {
      await press("Unlink…");
      await user.click(inDialog("Unlink"));
    },
    focus: () => found("Link GitLab"),
  },
  dismiss_revocation: {
    from: unlinked("by_hand"),
    steps: [states["ready"]!()],
    answer: null,
    go: ({ user }) =>
      user.click(
        within(screen.getByRole("region", { name: "Waiting to be revoked" })).getByRole("button", { name: "Dismiss" }),
      ),
  },
  unlock_vault: {
    from: states["vaultLocked"]!(),
    steps: [states["linked"]!()],
    answer: null,
    go: ({ press }) => press("Unlock keyring"),
    focus: notices,
  },
  dismiss_restored: {
    from: states["restored"]!(),
    steps: [states["linked"]!()],
    answer: null,
    go: ({ press }) => press("Got it"),
    focus: notices,
  },
  remove_strangers: {
    from: states["strangers"]!(),
    steps: [states["linked"]!()],
    answer: null,
    go: async ({ press, user }) => {
      await press("Remove 3 entries");
      await user.click(inDialog("Remove"));
    },
    focus: notices,
  },
  take_scheme: {
    from: states["schemeTaken"]!(),
    steps: [states["ready"]!()],
    answer: null,
    go: ({ press }) => press("Use Carrick instead"),
  },
  set_up_git: {
    from: states["git"]!(),
    steps: [states["gitSetUp"]!()],
    answer: null,
    go: async (opened) => {
      await openGit(opened);
      await opened.press("Set up git");
    },
    focus: () => screen.queryByRole("region", { name: "Git" }),
  },
  undo_git: {
    from: states["gitSetUp"]!(),
    steps: [states["git"]!()],
    answer: null,
    go: async (opened) => {
      await openGit(opened);
      await opened.press("Undo");
      await opened.user.click(inDialog("Undo set-up"));
    },
    focus: () => found("Set up git"),
  },
  set_git_use: {
    from: states["gitTwo"]!(),
    steps: [
      withTwo({
        accounts: [aliceAtGit({ isDefault: false }), workAtGit({ isDefault: true, gitUse: "default" })],
        choices: states["gitTwo"]!().git.choices,
      }),
    ],
    answer: null,
    go: async (opened) => {
      await openGit(opened);
      await opened.user.selectOptions(screen.getByLabelText("@alice-work on gitlab.com"), "default");
    },
  },
  choose_account: {
    from: withTwo(),
    steps: [states["gitTwo"]!()],
    answer: null,
    go: async (opened) => {
      await openGit(opened);
      await opened.press("Choose for a group…");
      await opened.user.type(field("Group or project"), "work");
      await opened.press("Choose");
    },
    focus: () => found("Choose for a group…"),
  },
  take_choice_back: {
    from: states["gitTwo"]!(),
    steps: [withTwo()],
    answer: null,
    go: async (opened) => {
      await openGit(opened);
      await opened.press("Remove");
      await opened.user.click(inDialog("Remove"));
    },
    focus: () => found("Choose for a group…"),
  },
  add_repository: {
    from: states["linked"]!(),
    steps: [
      withAdditions(additionsOf([addition({ repository: 1, path: "group/web" })])),
      withAdditions(
        additionsOf([], {
          last: { repository: 1, path: "group/web", folder: "~/Projects/group/web", commitsAs: null, notes: [] },
        }),
      ),
    ],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened);
      await opened.press("Add group/web");
    },
  },
  retry_addition: {
    from: withAdditions(additionsOf([failedAddition()])),
    steps: [withAdditions(additionsOf([]))],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened);
      await opened.press("Try again");
    },
  },
  use_found_clone: {
    from: withAdditions(additionsOf([addition({ state: { is: "taken", folder: "~/work/api" } })])),
    steps: [withAdditions(additionsOf([]))],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened, [added()]);
      await opened.press("Use it");
    },
  },
  cancel_addition: {
    from: withAdditions(additionsOf([addition({ state: { is: "large", size: 6.7e9, free: null } })])),
    steps: [withAdditions(additionsOf([]))],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened);
      await opened.press("Cancel adding group/api");
    },
  },
  cancel_all_additions: {
    from: withAdditions(additionsOf([addition()])),
    steps: [withAdditions(additionsOf([]))],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened);
      await opened.press("Cancel");
    },
  },
  dismiss_addition: {
    from: withAdditions(additionsOf([failedAddition()])),
    steps: [withAdditions(additionsOf([]))],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened);
      await opened.press("Dismiss");
    },
  },
  dismiss_git_offer: {
    from: withAdditions(additionsOf([], { offersGit: true })),
    steps: [withAdditions(additionsOf([]))],
    answer: null,
    go: async (opened) => {
      await openRepositories(opened);
      await opened.press("Not now");
    },
  },
  add_repositories: {
    from: states["linked"]!(),
    steps: [withAdditions(additionsOf([addition()]))],
    answer: null,
    go: async (opened) => {
      opened.program.answer("list_groups", () => ({ groups }));
      opened.program.answer("preview_group", () => groupPreview());
      await openRepositories(opened);
      await opened.press("Add a group…");
      await settled();
      await opened.user.type(screen.getByRole("combobox", { name: "Search groups" }), "{Enter}");
      await settled();
      await opened.press("Add 4");
    },
    focus: () => found("Add a group…"),
  },
  set_projects_folder: {
    from: states["git"]!(),
    steps: [inFolder("~/code")],
    answer: null,
    go: async (opened) => {
      await openGit(opened);
      await opened.press("Change…");
      await opened.user.clear(field("Folder"));
      await opened.user.type(field("Folder"), "~/code{Enter}");
    },
    focus: () => found("Change…"),
  },
  adopt_clones: {
    from: states["linked"]!(),
    steps: [listed()],
    answer: { done: 4, failed: [] },
    go: async (opened) => {
      opened.program.answer("suggest_folders", () => ({ folders: ["~/work"] }));
      opened.program.answer("find_clones", () => foundClones());
      await openRepositories(opened, [added()]);
      await opened.press("Find clones on this computer…");
      await settled();
      await opened.press("Look");
      await settled();
      await opened.press("Add 4 clones");
    },
    focus: () => screen.queryByText("4 clones are added.")?.closest<HTMLElement>('[tabindex="-1"]') ?? null,
  },
  remove_repository: {
    from: states["linked"]!(),
    steps: [listed()],
    answer: { is: "done" },
    go: async (opened) => {
      await openRepositories(opened, [added()]);
      await opened.press("More for group/web");
      await opened.user.click(screen.getByRole("menuitem", { name: "Remove…" }));
      await opened.user.click(inDialog("Remove"));
    },
  },
  act_on_build: {
    from: states["builds"]!(),
    steps: [withBuilds({ list: 2 })],
    answer: { is: "done" },
    go: async (opened) => {
      await openBuilds(opened, [failed()]);
      await opened.press("Retry failed jobs: !41 Fix login");
    },
  },
  build_commit: {
    from: states["builds"]!(),
    steps: [withBuilds({ list: 2 })],
    answer: { is: "done" },
    go: async (opened) => {
      await openBuilds(opened, [mergeRequest()]);
      await opened.press("More: !41 Fix login");
      await opened.user.click(screen.getByRole("menuitem", { name: "New build" }));
    },
  },
  approve_build: {
    from: states["builds"]!(),
    steps: [withBuilds({ list: 2 })],
    answer: { is: "done" },
    go: async (opened) => {
      await openBuilds(opened, [ofFork()]);
      await opened.press("Build this commit: !39 Translate the manual");
      await settled();
      await opened.user.click(inDialog("Build this commit"));
    },
  },
  pause_builds: {
    from: states["builds"]!(),
    steps: [states["buildsPaused"]!()],
    answer: null,
    go: async (opened) => {
      await openBuilds(opened);
      await opened.press("Pause");
    },
    focus: () => found("Go on"),
  },
  resume_builds: {
    from: states["buildsPaused"]!(),
    steps: [states["builds"]!()],
    answer: null,
    go: async (opened) => {
      await openBuilds(opened);
      await opened.press("Go on");
    },
    focus: () => found("Pause"),
  },
  answer_asleep: {
    from: states["buildsAsleep"]!(),
    steps: [states["builds"]!()],
    answer: null,
    go: async (opened) => {
      await openBuilds(opened);
      await opened.press("Review 14");
      await settled();
      await opened.press("Build none");
    },
  },
  watch_when_closed: {
    from: states["builds"]!(),
    steps: [withBuilds({ service: { is: "on" } })],
    answer: null,
    go: async (opened) => {
      await openBuilds(opened);
      await opened.press("Watch also when closed");
    },
  },
  set_build_notices: {
    from: states["builds"]!(),
    steps: [withBuilds({ notices: "none" })],
    answer: null,
    go: async (opened) => {
      await openBuildSettings(opened);
      await opened.user.click(screen.getByRole("radio", { name: /^None/ }));
    },
  },
  set_after_sleep: {
    from: states["builds"]!(),
    steps: [withBuilds({ afterSleep: "build" })],
    answer: null,
    go: async (opened) => {
      await openBuildSettings(opened);
      await opened.user.click(screen.getByRole("radio", { name: /^Build it/ }));
    },
  },
  set_rule: {
    from: states["buildsNew"]!(),
    steps: [states["builds"]!()],
    answer: null,
    go: async (opened) => {
      await openRule(opened);
      await opened.press("Switch on");
    },
  },
  switch_rule: {
    from: states["builds"]!(),
    steps: [withBuilds({ rulesOn: 0 })],
    answer: null,
    go: async (opened) => {
      opened.program.answer("list_rules", () => ({ rules: [rule()] }));
      await openBuildSettings(opened);
      await opened.press("Switch off: group/project");
    },
  },
  remove_rule: {
    from: states["builds"]!(),
    steps: [withBuilds({ rulesOn: 0 })],
    answer: null,
    go: async (opened) => {
      opened.program.answer("list_rules", () => ({ rules: [rule()] }));
      await openBuildSettings(opened);
      await opened.press("Remove: group/project");
      await opened.user.click(inDialog("Remove"));
    },
  },
  begin_sign_in: {
    from: states["signedOut"]!(),
    steps: [states["signedOutAsking"]!(), states["signedOutWaiting"]!()],
    answer: null,
    go: ({ press }) => press("Sign in with GitLab"),
    focus: waiting,
  },
  sign_out: {
    from: states["peopleTwo"]!(),
    steps: [states["signedOutChoice"]!()],
    answer: null,
    go: ({ press }) => press("Sign out"),
  },
  go_on_as: {
    from: states["signedOutChoice"]!(),
    steps: [states["peopleTwo"]!()],
    answer: null,
    go: ({ press }) => press("Go on as Alice"),
  },
  add_person: {
    from: states["linked"]!(),
    steps: [states["peopleTwo"]!()],
    answer: null,
    go: async (opened) => {
      await openPeople(opened);
      await opened.press("Add person");
      await opened.user.type(field("GitLab username"), "bob{Enter}");
      await settled();
      await opened.press("Add");
    },
    focus: () => found("Add person"),
  },
  set_role: {
    from: states["peopleTwo"]!(),
    steps: [withBob({ role: "admin" })],
    answer: null,
    go: async (opened) => {
      await openPeople(opened);
      await opened.user.selectOptions(screen.getByLabelText("Role of Bob"), "Administrator");
    },
  },
  remove_person: {
    from: states["peopleTwo"]!(),
    steps: [states["linked"]!()],
    answer: { receipts: [] },
    go: async (opened) => {
      await openPeople(opened);
      await opened.press("Remove Bob…");
      await opened.user.click(inDialog("Remove"));
    },
    focus: () => screen.queryByRole("region", { name: "People" }),
  },
  set_admission: {
    from: states["peopleTwo"]!(),
    steps: [states["peopleAsked"]!()],
    answer: null,
    go: async (opened) => {
      await openPeople(opened);
      await opened.user.click(screen.getByRole("checkbox", { name: "Ask people to sign in" }));
    },
  },
  sign_in_with_link: {
    from: states["linked"]!(),
    steps: [signingIn()],
    answer: null,
    go: async (opened) => {
      await opened.press("Your profile");
      await opened.press("Sign in with @alice too");
    },
    focus: () => screen.queryByRole("region", { name: "Accounts to sign in with" }),
  },
  remove_sign_in_account: {
    from: signingIn(),
    steps: [states["linked"]!()],
    answer: null,
    go: async (opened) => {
      await opened.press("Your profile");
      await opened.press("Remove @alice on gitlab.com");
      await opened.user.click(inDialog("Remove"));
    },
    focus: () => screen.queryByRole("region", { name: "Accounts to sign in with" }),
  },
  set_own_name: {
    from: states["linked"]!(),
    steps: [overviewOf([linked()], { profile: { id: 1, name: "Alice Moreau", role: "admin" } })],
    answer: null,
    go: async (opened) => {
      await opened.press("Your profile");
      await opened.user.type(field("Name"), " Moreau{Enter}");
    },
  },
  keep_watching: {
    from: states["leavingBuilds"]!(),
    steps: [states["builds"]!()],
    answer: null,
    go: ({ press }) => press("Keep watching"),
  },
  stay: {
    from: states["leaving"]!(),
    steps: [states["vaultLocked"]!()],
    answer: null,
    go: ({ press }) => press("Stay"),
  },
  leave_once_added: {
    from: states["leavingWhileAdding"]!(),
    steps: [states["linked"]!()],
    answer: null,
    go: ({ press }) => press("Finish, then close"),
  },
  leave_anyway: {
    from: states["leaving"]!(),
    steps: [states["vaultLocked"]!()],
    answer: null,
    go: ({ press }) => press("Close anyway"),
  },
};
