import type { Overview } from "../../src/ipc/bindings";
import type { Act, Answer } from "../../src/state/act";
import { alice, linked, overviewOf, registered, states, unlinked } from "./states";
import { field, inDialog, screen, within, type Opened } from "./window";

/** A way through the window that ends in a command: from where, what it changes, and what a person does. */
interface Way<K extends Act> {
  from: Overview;
  steps: Overview[];
  answer: Answer<K>;
  go(opened: Opened): Promise<void>;
  /** Where the focus goes when it is done, if it goes anywhere. */
  focus?: () => HTMLElement | null;
}

const found = (name: string) => screen.queryByRole("button", { name });
export const waiting = () => screen.queryByRole("group", { name: "Sign-in with GitLab" });

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
