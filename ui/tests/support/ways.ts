import type { Act, Answer } from "../../src/state/act";
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
  begin_link: {
    from: states["ready"]!(),
    steps: [states["asking"]!(), states["waiting"]!()],
    answer: null,
    go: ({ press }) => press("Link GitLab"),
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
  stay: {
    from: states["leaving"]!(),
    steps: [states["vaultLocked"]!()],
    answer: null,
    go: ({ press }) => press("Stay"),
  },
  leave_anyway: {
    from: states["leaving"]!(),
    steps: [states["vaultLocked"]!()],
    answer: null,
    go: ({ press }) => press("Close anyway"),
  },
};
