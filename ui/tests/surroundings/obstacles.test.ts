import { describe, expect, it } from "vitest";
import { linked, overviewOf, states } from "../support/states";
import { notices } from "../support/ways";
import {
  alerts,
  button,
  error,
  hasFocus,
  noButton,
  openWindow,
  region,
  screen,
  statuses,
  waitFor,
  within,
  words,
  type Opened,
} from "../support/window";

describe("above the regions", () => {
  it.each([
    [
      "vaultAbsent",
      "No keyring runs on this computer, so Carrick has no safe place for a Secret or a link. Install GNOME Keyring or KWallet, then sign out of this computer and in again.",
    ],
    [
      "vaultNoCollection",
      "The keyring service runs, but it has no keyring yet. Open Passwords and Keys, create a keyring and make it the default.",
    ],
    [
      "vaultRefused",
      "The keyring does not let Carrick in. Allow Carrick to use the keyring if it runs in a sandbox; otherwise ask this computer's administrator.",
    ],
    [
      "vaultSilent",
      "The keyring does not answer. Your links are kept. If it stays so, sign out of this computer and in again.",
    ],
    [
      "vaultAsksEach",
      'The keyring asks for each entry. In KeePassXC, under Settings > Secret Service Integration, switch off "Confirm when passwords are retrieved by clients", or unlock the entries. Your links are kept.',
    ],
    [
      "vaultElsewhere",
      "What Carrick keeps is not in this keyring now. Your link is kept. Carrick looks again when the keyring changes.",
    ],
    ["vaultLocked", "The Login keyring is locked. Unlock it to set up and link accounts. Your links are kept."],
  ])("%s is said before anything is typed", async (state, text) => {
    await openWindow(states[state]!());
    expect(alerts(), "the one step").toEqual([text]);
    const alert = screen.getByRole("alert");
    expect(alert.compareDocumentPosition(region()) & Node.DOCUMENT_POSITION_FOLLOWING, "it comes first").toBeTruthy();
  });

  it.each(["vaultLocked", "vaultAsksEach"])("%s: unlocks the keyring, saying so while it lasts", async (state) => {
    let unlock = (_: null) => {};
    const { press, program } = await openWindow(states[state]!(), (one) => {
      one.pass("unlock_vault", [states["linked"]!()], () => new Promise<null>((resolve) => (unlock = resolve)));
    });
    expect(program.requests("unlock_vault"), "not unasked").toEqual([]);
    await press("Unlock keyring");
    expect(statuses(), "the system asks, Carrick waits").toEqual(["Waiting for the keyring's own window…"]);
    expect(button("Cancel"), "and can be told not to").toBeTruthy();
    unlock(null);
    await expect.poll(() => alerts(), { timeout: 10_000, message: "unlocked, the banner is gone" }).toEqual([]);
    await hasFocus(() => notices()!, "which had the focus: the next Tab goes on from there");
  });

  it("says so when the keyring stays locked", async () => {
    const { press } = await openWindow(states["vaultLocked"]!(), (program) => {
      program.fail("unlock_vault", { code: "vault_dismissed", facts: {} });
    });
    await press("Unlock keyring");
    await expect
      .poll(() => alerts()[1], { timeout: 10_000, message: "beside the button" })
      .toBe("The keyring stayed locked. Unlock it when its question appears.");
  });

  it("stops waiting for the keyring's own window when asked", async () => {
    let dismiss = () => {};
    const { program, press } = await openWindow(states["vaultLocked"]!(), (one) => {
      one.fail("unlock_vault", error("vault_dismissed"), new Promise<void>((resolve) => (dismiss = resolve)));
      one.answer("cancel_unlock", () => {
        dismiss();
        return null;
      });
    });
    expect(noButton("Cancel"), "nothing to cancel yet").toBe(true);
    await press("Unlock keyring");
    expect(words(screen.getByRole("main")), "what is waited for").toContain("Waiting for the keyring's own window…");
    await press("Cancel");
    expect(program.requests("cancel_unlock"), "asked once").toEqual([null]);
    await waitFor(() => expect(noButton("Cancel"), "over").toBe(true));
    expect(alerts().length, "who cancels is not told that it stayed locked: the banner is all").toBe(1);
    await hasFocus(() => button("Unlock keyring"), "where it began");
    await press("Unlock keyring");
    expect(program.requests("unlock_vault").length, "it can be asked for again").toBe(2);
  });

  it("says why when it could not stop waiting, and what came of it all the same", async () => {
    let refuse = () => {};
    const { press } = await openWindow(states["vaultLocked"]!(), (one) => {
      one.fail("unlock_vault", error("vault_failed"), new Promise<void>((resolve) => (refuse = resolve)));
      one.fail("cancel_unlock", error("internal"));
    });
    await press("Unlock keyring");
    await press("Cancel");
    await waitFor(() => expect(alerts().join(), "beside the button").toContain("Carrick did not foresee"));
    refuse();
    await waitFor(() => expect(alerts().join(), "another end than the one asked for").toContain("did not do what Carrick asked"));
  });

  it("is not cancelled by a double click on Unlock keyring", async () => {
    const { program, user } = await openWindow(states["vaultLocked"]!(), (one) =>
      one.answer("unlock_vault", () => new Promise<never>(() => {})),
    );
    const unlock = button("Unlock keyring");
    await user.dblClick(unlock);
    expect(button("Unlock keyring"), "Cancel stands beside it, not in its place").toBe(unlock);
    expect(program.requests("unlock_vault").length, "one question").toBe(1);
    expect(program.requests("cancel_unlock"), "still asked").toEqual([]);
  });

  it("looks for a keyring again when asked", async () => {
    const { program, press } = await openWindow(states["vaultAbsent"]!());
    program.become(states["fresh"]!());
    await press("Check again");
    await expect.poll(() => alerts(), { timeout: 10_000, message: "one has come" }).toEqual([]);
    expect(program.requests("overview").length, "asked for once more").toBe(2);
  });

  it("names the program that takes the answers, and takes them over when asked", async () => {
    const { program, press } = await openWindow(states["schemeTaken"]!());
    expect(words(screen.getByRole("note")), "who has them").toContain("open in Carrick Nightly");
    await press("Use Carrick instead");
    expect(program.requests("take_scheme"), "only now").toEqual([null]);
  });

  it("reassures when the direct way cannot be had", async () => {
    await openWindow(states["schemeUnavailable"]!());
    expect(words(screen.getByRole("note")), "linking still works").toContain("Linking works all the same");
  });
});

describe("data that was put back", () => {
  const RESTORED =
    "Carrick's data was put back from an earlier copy. It goes on as an installation of its own. Nothing was ended at GitLab; links whose tokens are not here any more can be relinked.";

  it.each(["restored", "restoredWithStrangers"])("%s is told until that was seen", async (state) => {
    const { program, user } = await openWindow(states[state]!());
    expect(alerts()[0], "at once").toBe(RESTORED);
    button("Got it").focus();
    await user.keyboard("{Enter}");
    expect(program.requests("dismiss_restored"), "seen").toEqual([null]);
    await waitFor(() => expect(noButton("Got it"), "told no more").toBe(true));
    expect(alerts(), "nor read out").not.toContain(RESTORED);
    await hasFocus(() => notices()!, "the next Tab goes on from there");
  });

  it("is told whatever the keyring does", async () => {
    const { restoredAt } = states["restored"]!().surroundings.vault;
    await openWindow(overviewOf([linked()], { vault: { state: "locked", restoredAt } }));
    expect(alerts(), "beside its trouble").toEqual([expect.stringContaining("locked"), RESTORED]);
  });

  it("is not told of data that was always here", async () => {
    await openWindow(states["linked"]!());
    expect(alerts(), "nothing to be told").toEqual([]);
    expect(noButton("Got it"), "or seen").toBe(true);
  });

  it("stays when that it was seen cannot be kept", async () => {
    const { press } = await openWindow(states["restored"]!(), (one) =>
      one.fail("dismiss_restored", error("database_read_only")),
    );
    await press("Got it");
    await waitFor(() => expect(within(notices()!).getAllByRole("alert").length, "the note, and why below it").toBe(2));
    expect(alerts()[0], "first what it is about").toBe(RESTORED);
    await hasFocus(() => button("Got it"), "to be tried again");
  });
});

describe("entries of an earlier state of Carrick's data", () => {
  const next = (them: string) =>
    `Remove ${them} only if that data is not used anywhere else: its accounts would have to be relinked there.`;
  const REMOVED = "The entries are removed from the keyring.";
  const question = () => screen.queryByRole("alertdialog", { name: "Remove these entries from the keyring?" });
  const inQuestion = (name: string) => within(question()!).getByRole("button", { name });
  /** Presses a button as a keyboard does. */
  const enter = async ({ user }: Opened, name: string) => {
    (question() ? inQuestion(name) : button(name)).focus();
    await user.keyboard("{Enter}");
  };

  it.each([
    ["stranger", "One entry in the keyring was laid in", "it", "Remove 1 entry"],
    ["strangers", "3 entries in the keyring were laid in", "them", "Remove 3 entries"],
  ])("%s: are told and stay until somebody wants them removed", async (state, what, them, remove) => {
    const { program } = await openWindow(states[state]!());
    expect(words(screen.getByRole("note")), "how many and what then").toBe(
      `${what} by an earlier state of Carrick's data. ${next(them)}`,
    );
    expect(button(remove), "the one step").toBeTruthy();
    expect(program.requests("remove_strangers"), "never by itself").toEqual([]);
  });

  it.each(["locked", "asks_each", "silent", "absent", "elsewhere"] as const)(
    "are not offered while the keyring is %s",
    async (state) => {
      await openWindow(overviewOf([linked()], { vault: { state, strangers: 3 } }));
      expect(screen.queryByRole("note"), "first things first").toBeNull();
      expect(noButton("Remove 3 entries"), "it could not be done").toBe(true);
    },
  );

  it("are not removed by Enter: the question has the focus on Cancel", async () => {
    const opened = await openWindow(states["strangers"]!());
    await enter(opened, "Remove 3 entries");
    expect(words(question()!), "what is lost, and what is not ended").toContain(
      "Where that data is still used, its accounts stop working and have to be relinked. Nothing is ended at GitLab.",
    );
    await hasFocus(() => inQuestion("Cancel"), "destroying is never the default");
    await opened.user.keyboard("{Enter}");
    expect(question(), "left").toBeNull();
    expect(opened.program.requests("remove_strangers"), "nothing happened").toEqual([]);
    await hasFocus(() => button("Remove 3 entries"), "where it began");
  });

  it("are removed when that was agreed to, and that is told", async () => {
    let remove = () => {};
    const opened = await openWindow(states["strangers"]!(), (one) =>
      one.pass("remove_strangers", [states["linked"]!()], () => new Promise((resolve) => (remove = () => resolve(null)))),
    );
    await enter(opened, "Remove 3 entries");
    await enter(opened, "Remove");
    expect(words(question()!), "while it lasts").toContain("Removing the entries…");
    expect(inQuestion("Remove").getAttribute("aria-disabled"), "once").toBe("true");
    expect(statuses(), "not before it is so").not.toContain(REMOVED);
    await opened.user.keyboard("{Enter}");
    remove();
    await waitFor(() => expect(statuses(), "the note that goes says nothing by itself").toContain(REMOVED));
    expect(opened.program.requests("remove_strangers"), "one request").toEqual([null]);
    expect([question(), screen.queryByRole("note")], "over").toEqual([null, null]);
    await hasFocus(() => notices()!, "where it is told");
    await opened.press("Dismiss");
    expect(statuses(), "until it was seen").toEqual([]);
  });

  it("that could not be removed are told of in the question, and can be tried again", async () => {
    const opened = await openWindow(states["strangers"]!(), (one) => one.fail("remove_strangers", error("vault_failed")));
    await enter(opened, "Remove 3 entries");
    await enter(opened, "Remove");
    await waitFor(() => expect(words(question()!), "why").toContain("The keyring did not do what Carrick asked."));
    expect(statuses(), "nothing is said to be done").not.toContain(REMOVED);
    opened.program.answer("remove_strangers", () => {
      opened.program.change(states["linked"]!());
      return null;
    });
    await enter(opened, "Remove");
    await waitFor(() => expect(statuses(), "the second time").toContain(REMOVED));
    expect(alerts(), "and no failure is left").toEqual([]);
  });

  it("that are left after a removal that broke off are counted anew", async () => {
    const opened = await openWindow(states["strangers"]!(), (one) =>
      one.pass("remove_strangers", [states["stranger"]!()], () => Promise.reject(error("vault_failed"))),
    );
    await enter(opened, "Remove 3 entries");
    await enter(opened, "Remove");
    await waitFor(() => expect(words(screen.getByRole("note", { hidden: true })), "what there is").toContain("One entry"));
    expect(words(question()!), "and why").toContain("did not do what Carrick asked");
    await enter(opened, "Cancel");
    await hasFocus(() => button("Remove 1 entry"), "it can be asked for again");
    expect(alerts(), "what was seen is not told again").toEqual([]);
  });

  it("whose keyring locks meanwhile keep the question, which tells why", async () => {
    const opened = await openWindow(states["strangers"]!(), (one) =>
      one.pass("remove_strangers", [states["vaultLocked"]!()], () => Promise.reject(error("vault_locked"))),
    );
    await enter(opened, "Remove 3 entries");
    await enter(opened, "Remove");
    await waitFor(() => expect(words(question()!), "where the person looks").toContain("The keyring is locked."));
    await waitFor(() => expect(noButton("Remove 3 entries"), "it could not be done now").toBe(true));
    expect(question(), "what is being read stays").not.toBeNull();
    await enter(opened, "Cancel");
    await hasFocus(() => notices()!, "the button that asked is gone");
  });
});
