import { within } from "@testing-library/dom";
import { describe, expect, it } from "vitest";
import type { Loss } from "../../src/ipc/bindings";
import { states } from "../support/states";
import { alerts, error, openWindow, screen, waitFor, words } from "../support/window";

const asked = () => screen.queryByRole("alertdialog", { name: "Close Carrick now?" });

describe("leaving", () => {
  it("asks nothing while nothing would be lost", async () => {
    await openWindow(states["linked"]!());
    expect(asked(), "there is nothing to ask").toBeNull();
  });

  it("says what will be lost, with the focus on Stay", async () => {
    const { program } = await openWindow(states["vaultLocked"]!());
    program.change(states["leaving"]!());
    await expect.poll(asked, { message: "it is asked as soon as it is told" }).not.toBeNull();
    expect(words(asked()!), "whose link it is, and what it costs").toContain(
      "The keyring has not taken the renewed tokens of @alice on gitlab.com yet. They will be lost, and the account must be relinked. Stay, and Carrick goes on trying.",
    );
    expect(document.activeElement?.textContent.trim(), "neither Enter nor Escape loses anything").toBe("Stay");
  });

  it.each<[Loss, string]>([
    [{ what: "approval", host: "gitlab.com" }, "Your approval on gitlab.com waits for the keyring. It will be lost"],
    [{ what: "token", host: "gitlab.com" }, "GitLab has not ended the tokens of a sign-in on gitlab.com yet. They will be lost"],
    [{ what: "answer" }, "GitLab or the keyring has not answered yet. What they answer will be lost."],
  ])("names %j", async (loss, text) => {
    const { overviewOf } = await import("../support/states");
    await openWindow(overviewOf([], { losses: [loss] }));
    expect(words(asked()!), "what it is").toContain(text);
  });

  it("tells of each answer's own failure only", async () => {
    const { user, program } = await openWindow(states["leaving"]!(), (one) => one.fail("stay", error("internal")));
    const press = (name: string) => user.click(within(asked()!).getByRole("button", { name }));
    await press("Stay");
    await waitFor(() => expect(alerts().length, "why").toBe(2));
    await press("Close anyway");
    await waitFor(() => expect(within(asked()!).queryByRole("alert"), "that was about staying").toBeNull());
    expect(program.requests("leave_anyway").length, "asked").toBe(1);
  });

  it("stays by button and by Escape, and closes only when told to", async () => {
    const { program, user } = await openWindow(states["leaving"]!());
    const press = (name: string) => user.click(within(asked()!).getByRole("button", { name }));
    program.answer("stay", () => null);
    await press("Stay");
    const stays = () => program.requests("stay").length;
    expect(stays(), "one answer").toBe(1);
    const escape = () => {
      asked()!.dispatchEvent(new Event("cancel", { cancelable: true }));
      return stays();
    };
    await expect.poll(escape, { message: "Escape is the same, once the first was answered" }).toBe(2);
    expect(program.requests("leave_anyway"), "nothing was given up").toEqual([]);
    await press("Close anyway");
    expect(program.requests("leave_anyway").length, "that is what it says").toBe(1);
  });

  it("offers to finish what is being added, and to stay, where nothing else is lost", async () => {
    const { program, user } = await openWindow(states["leavingWhileAdding"]!());
    const dialog = screen.getByRole("alertdialog", { name: "2 repositories are still being added." });
    const press = (name: string) => user.click(within(dialog).getByRole("button", { name }));
    expect(document.activeElement?.textContent.trim(), "the default loses nothing").toBe("Finish, then close");
    await press("Finish, then close");
    expect(program.requests("leave_once_added").length, "then it closes").toBe(1);
    dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
    await waitFor(() => expect(program.requests("stay").length, "Escape stays").toBe(1));
    expect(program.requests("leave_anyway"), "nothing was stopped").toEqual([]);
    await press("Stop and close");
    expect(program.requests("leave_anyway").length, "that is what it says").toBe(1);
  });
});
