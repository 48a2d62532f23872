import { describe, expect, it } from "vitest";
import { states } from "../support/states";
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
  words,
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
