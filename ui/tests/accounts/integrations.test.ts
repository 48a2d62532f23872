import { describe, expect, it } from "vitest";
import { alice, bob, linked, overviewOf, registered, states } from "../support/states";
import {
  alerts,
  button,
  error,
  field,
  fill,
  filled,
  hasFocus,
  inDialog,
  noButton,
  openForm,
  openWindow,
  region,
  screen,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

describe("a stored Secret", () => {
  it("is told by its date only and kept when the field stays empty", async () => {
    const { edit, press, program } = await openWindow(states["ready"]!());
    const form = await edit();
    expect(words(form), "when, never what").toMatch(/Set on 3 March( 2026)?\. Leave empty to keep\./);
    expect(field("Secret").value, "nothing to read back").toBe("");
    await press("Save");
    expect(program.requests("save_integration")[0]?.form.secret, "empty keeps").toBe("");
  });

  it("no longer counts for another Application ID", async () => {
    const opened = await openWindow(states["ready"]!());
    const form = await opened.edit();
    await fill(opened, "Secret", "gloas-new");
    await opened.user.type(field("Application ID"), "x");
    expect(field("Secret").value, "a typed one is emptied as well").toBe("");
    expect(words(form), "and the stored one is not offered").toContain(
      "The stored Secret belongs to the saved values.",
    );
    expect(noButton("Remove Secret"), "nothing is promised about it").toBe(true);
  });

  it("is removed after a question whose harmless answer has the focus", async () => {
    const { edit, press, user, program } = await openWindow(states["ready"]!());
    await edit();
    await press("Remove Secret");
    const dialog = screen.getByRole("alertdialog", { name: "Remove the Secret?" });
    await hasFocus(() => inDialog("Cancel"), "Enter destroys nothing");
    expect(words(dialog), "what is lost").toContain("Carrick deletes it from this computer's keyring.");
    program.pass("remove_secret", [overviewOf([registered({ secretSetAt: null })])], () => null);
    await user.click(inDialog("Remove Secret"));
    expect(program.requests("remove_secret"), "that one").toEqual([{ id: 1 }]);
    await waitFor(() => expect(statuses(), "said").toContain("The Secret is removed."));
    await waitFor(() => expect(screen.queryByRole("alertdialog") === null, "and over").toBe(true));
  });

  it("stays when the question is cancelled or its removal fails", async () => {
    const { edit, press, user, program } = await openWindow(states["ready"]!(), (one) =>
      one.fail("remove_secret", error("vault_locked")),
    );
    await edit();
    await press("Remove Secret");
    await user.click(inDialog("Cancel"));
    expect(program.requests("remove_secret"), "not asked").toEqual([]);
    await press("Remove Secret");
    await user.click(inDialog("Remove Secret"));
    await waitFor(() =>
      expect(words(within(screen.getByRole("alertdialog")).getByRole("alert")), "told in the dialog").toContain(
        "The keyring is locked.",
      ),
    );
  });
});

describe("leaving the form", () => {
  it.each(["Escape", "Cancel"])("by %s brings the region back, the focus on Edit", async (way) => {
    const { user, press, program } = await filled();
    if (way === "Escape") await user.keyboard("{Escape}");
    else await press("Cancel");
    await hasFocus(() => button("Edit"), "where it began");
    expect(region(), "the region").toBeTruthy();
    expect(program.requests("save_integration"), "nothing kept").toEqual([]);
  });

  it("forgets what was typed", async () => {
    const { press, edit } = await filled();
    await press("Cancel");
    await edit();
    expect([field("Application ID").value, field("Secret").value], "empty again").toEqual(["", ""]);
  });
});

describe("Remove integration", () => {
  it("names what is lost, with the focus on Cancel", async () => {
    const { edit, press, user, program } = await openWindow(states["ready"]!());
    await edit();
    await press("Remove integration");
    const dialog = screen.getByRole("alertdialog", { name: "Remove the integration with gitlab.com?" });
    expect(words(dialog), "what is lost and what stays").toContain(
      "Carrick forgets the Application ID, the Secret and the scopes for https://gitlab.com. The application at GitLab stays.",
    );
    await hasFocus(() => inDialog("Cancel"), "never the default");
    program.pass("remove_integration", [states["none"]!()], () => null);
    await user.click(inDialog("Remove"));
    expect(program.requests("remove_integration"), "that one").toEqual([{ id: 1 }]);
    await hasFocus(() => button("Add integration"), "the focus goes on");
  });

  it("stands at the end of the form, after Save and Cancel", async () => {
    const { edit } = await openWindow(states["ready"]!());
    const form = await edit();
    const names = within(form).getAllByRole("button").map(words);
    expect(names.slice(-3), "away from where Edit was pressed").toEqual(["Cancel", "Save", "Remove integration"]);
  });

  it("names the accounts that are unlinked with it", async () => {
    const { edit, press, program, user } = await openWindow(overviewOf([linked({ linkCount: 2 })]));
    await edit();
    await press("Remove integration");
    const dialog = screen.getByRole("alertdialog", { name: "Remove the integration with gitlab.com?" });
    expect(words(dialog), "what is lost").toContain("2 accounts are unlinked; git and builds that use it stop.");
    await hasFocus(() => inDialog("Cancel"), "never the default");
    await user.click(inDialog("Cancel"));
    expect(program.requests("remove_integration"), "nothing happened").toEqual([]);
  });

  it("that ended one link and failed at the other says what is left", async () => {
    const both = linked({ linkCount: 2, links: [alice(), bob()] });
    const ending = linked({ linkCount: 1, links: [bob(), alice({ health: { state: "unlinking" } })] });
    const { edit, press, user } = await openWindow(overviewOf([both]), (one) =>
      one.pass("remove_integration", [overviewOf([ending]), overviewOf([linked({ links: [bob()] })])], () =>
        Promise.reject(error("vault_locked")),
      ),
    );
    await edit();
    await press("Remove integration");
    await user.click(inDialog("Remove"));
    await waitFor(() => expect(alerts()[0], "why").toContain("The keyring is locked."));
    await waitFor(() => expect(words(screen.getByRole("alertdialog")), "and what it costs now").toContain("1 account is unlinked"));
    await user.click(inDialog("Cancel"));
    await press("Cancel");
    expect(words(region()), "what stays").toContain("with username bob.");
    await waitFor(() => expect(words(region()), "what does not").not.toContain("with username alice."));
  });

  it("tells a failure in the dialog", async () => {
    const { edit, press, user } = await openWindow(states["ready"]!(), (one) =>
      one.fail("remove_integration", error("vault_locked")),
    );
    await edit();
    await press("Remove integration");
    await user.click(inDialog("Remove"));
    await waitFor(() => expect(alerts()[0], "what and next").toContain("The keyring is locked."));
  });
});

describe("Add integration", () => {
  it("opens an empty form beside the others and saves a new one", async () => {
    const opened = await openWindow(states["linked"]!());
    await opened.press("Add integration");
    const form = screen.getByRole("form", { name: "Add a GitLab integration" });
    expect(openForm(), "it is not said to edit anything").toBeNull();
    expect(field("GitLab instance").value, "gitlab.com is taken").toBe("");
    expect(within(form).queryByRole("button", { name: "Remove integration" }), "nothing to remove yet").toBeNull();
    await fill(opened, "GitLab instance", "git.example.org");
    await fill(opened, "Application ID", "77aa");
    opened.program.pass("save_integration", [states["several"]!()], () => ({
      outcome: "saved",
      id: 2,
      check: { result: "accepted" },
    }));
    await opened.press("Save");
    expect(opened.program.requests("save_integration")[0]?.form.id, "a new one").toBeNull();
    await waitFor(() => expect(screen.getAllByRole("region", { name: "GitLab" }).length, "two now").toBe(2));
    await hasFocus(() => button("Link GitLab"), "its next step");
  });

  it("is cancelled back to its button", async () => {
    const { press, user } = await openWindow(states["linked"]!());
    await press("Add integration");
    await user.keyboard("{Escape}");
    await hasFocus(() => button("Add integration"), "where it began");
  });
});
