import { describe, expect, it } from "vitest";
import type { Commands, UiError } from "../../src/ipc/bindings";
import { alice, linked, overviewOf, registered, states } from "../support/states";
import {
  alerts,
  button,
  error,
  field,
  fill,
  filled,
  hasFocus,
  noButton,
  openWindow,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

describe("Check", () => {
  it.each<[Commands["check_application"][1], "status" | "alert", string]>([
    [
      { result: "accepted" },
      "status",
      "GitLab accepts this Application ID and Secret. Redirect URI and scopes show only when you link.",
    ],
    [
      { result: "accepted_public" },
      "status",
      "GitLab accepts this Application ID without a Secret. Redirect URI and scopes show only when you link.",
    ],
    [
      { result: "refused" },
      "alert",
      "GitLab refused them: Application ID or Secret wrong, Secret missing, or from another GitLab.",
    ],
    [
      { result: "unknown", error: error("timed_out", { host: "gitlab.com" }) },
      "alert",
      "Could not check: gitlab.com did not answer in time.",
    ],
  ])("tells %j as %s", async (report, role, text) => {
    const { press, program } = await filled((one) => one.answer("check_application", () => report));
    await press("Check");
    await waitFor(() => expect((role === "alert" ? alerts() : statuses()).join(), "what it proved").toContain(text));
    expect(program.requests("save_integration"), "checking saves nothing").toEqual([]);
    expect(program.requests("check_application").length, "one press, one request").toBe(1);
    expect(noButton("Save anyway"), "that belongs to Save").toBe(true);
  });

  it("sends the values as they were typed; the program trims", async () => {
    const opened = await openWindow(states["fresh"]!());
    await opened.edit();
    await fill(opened, "Application ID", "  '4ca6' ");
    await opened.press("Check");
    expect(opened.program.requests("check_application")[0]?.applicationId, "blanks and quotes included").toBe(
      "  '4ca6' ",
    );
  });

  it("says that it checks, and its answer goes when a value changes", async () => {
    let answer = (_: Commands["check_application"][1]) => {};
    const { press, user, program } = await filled((one) =>
      one.answer("check_application", () => new Promise((resolve) => (answer = resolve))),
    );
    await press("Check");
    expect(statuses(), "busy is a sentence").toContain("Checking with gitlab.com.");
    await press("Check");
    expect(program.requests("check_application").length, "a second press waits for the first").toBe(1);
    answer({ result: "accepted" });
    await waitFor(() => expect(statuses().join()).toContain("GitLab accepts"));
    await user.type(field("Application ID"), "0");
    expect(statuses().join(), "an old answer about new values").not.toContain("GitLab accepts");
  });
});

describe("Save", () => {
  it("keeps the values, says what is next and puts the focus there", async () => {
    const { press, program } = await filled((one) =>
      one.pass("save_integration", [states["ready"]!()], () => ({
        outcome: "saved",
        id: 1,
        check: { result: "accepted" },
      })),
    );
    await press("Save");
    await waitFor(() => expect(statuses(), "said").toContain("Saved. Next: link your account."));
    await hasFocus(() => button("Link GitLab"), "one press away");
    expect(program.requests("save_integration"), "what was typed, nothing agreed to yet").toEqual([
      {
        form: {
          id: 1,
          instance: "https://gitlab.com",
          applicationId: "4ca6f1d2",
          secret: "gloas-example",
          scopes: ["api"],
        },
        althoughRefused: false,
        althoughRelink: false,
      },
    ]);
  });

  it("happens on Enter in a field", async () => {
    const { user, program } = await filled();
    await user.type(field("Secret"), "{Enter}");
    expect(program.requests("save_integration").length, "the primary action").toBe(1);
  });

  it("forgets the Secret once it is saved", async () => {
    const { press, edit } = await filled();
    await press("Save");
    await waitFor(() => expect(screen.queryByRole("form"), "closed").toBeNull());
    await edit();
    expect(field("Secret").value, "it went to the keyring and nowhere else").toBe("");
    expect(document.body.innerHTML, "not even hidden").not.toContain("gloas-example");
  });

  it("asks before keeping values that GitLab refuses, and keeps the fields", async () => {
    const { press, program } = await filled((one) => one.answer("save_integration", () => ({ outcome: "refused" })));
    await press("Save");
    await waitFor(() => expect(alerts()[0], "why").toContain("GitLab refused them: Application ID or Secret wrong"));
    expect([field("Application ID").value, field("Secret").value], "kept").toEqual(["4ca6f1d2", "gloas-example"]);
    program.pass("save_integration", [states["ready"]!()], () => ({
      outcome: "saved",
      id: 1,
      check: { result: "refused" },
    }));
    await press("Save anyway");
    expect(
      program.requests("save_integration").map((one) => one.althoughRefused),
      "agreed to",
    ).toEqual([false, true]);
    await waitFor(() =>
      expect(statuses(), "honest about it").toContain("Saved, although GitLab refused these values."),
    );
  });

  it("takes Save anyway back when a value changes", async () => {
    const { press, user } = await filled((one) => one.answer("save_integration", () => ({ outcome: "refused" })));
    await press("Save");
    await screen.findByRole("button", { name: "Save anyway" });
    await user.type(field("Secret"), "2");
    expect(noButton("Save anyway"), "the refusal was about other values").toBe(true);
  });

  it("says how many accounts must be relinked and asks", async () => {
    const opened = await openWindow(states["linked"]!(), (one) =>
      one.answer("save_integration", () => ({ outcome: "relink_needed", count: 2 })),
    );
    await opened.edit();
    await fill(opened, "Application ID", "new");
    await opened.press("Save");
    const dialog = await screen.findByRole("alertdialog", { name: "Relink 2 accounts?" });
    expect(words(dialog), "what it costs").toContain(
      "2 accounts were linked with the other Application ID and must be relinked.",
    );
    await hasFocus(() => within(dialog).getByRole("button", { name: "Cancel" }), "Cancel has the focus");
    const relink = overviewOf([linked({ links: [alice({ needsRelink: true })] })]);
    opened.program.pass("save_integration", [relink], (request) =>
      request.althoughRelink
        ? { outcome: "saved", id: 1, check: { result: "accepted" } }
        : { outcome: "relink_needed", count: 2 },
    );
    await opened.user.click(within(dialog).getByRole("button", { name: "Save and relink" }));
    await waitFor(() => expect(statuses(), "what is next").toContain("Saved. Next: relink your account."));
    await hasFocus(() => button("Relink"), "and the focus is there");
  });

  it("saves with a doubt when GitLab could not be asked", async () => {
    const { press } = await filled((one) =>
      one.pass("save_integration", [states["ready"]!()], () => ({
        outcome: "saved",
        id: 1,
        check: { result: "unknown", error: error("timed_out", { host: "gitlab.com" }) },
      })),
    );
    await press("Save");
    await waitFor(() =>
      expect(statuses().join(" "), "both said").toMatch(
        /Saved\. Next: link your account\..*Could not check: gitlab\.com/,
      ),
    );
  });

  const FAILURES: [UiError, string | null][] = [
    [error("instance_insecure"), "GitLab instance"],
    [error("application_id_empty"), "Application ID"],
    [error("integration_exists", { host: "gitlab.com" }), "Application ID"],
    [error("secret_malformed"), "Secret"],
    [error("scopes_malformed"), null],
    [error("vault_locked"), null],
    [error("vault_absent"), null],
    [error("database_read_only"), null],
    [error("internal"), null],
  ];

  it.each(FAILURES)("keeps what was typed over %j and puts the error where it belongs", async (failure, name) => {
    const { press } = await filled((one) => one.fail("save_integration", failure));
    await press("Save");
    await waitFor(() => expect(alerts().length, "one alert").toBe(1));
    expect([field("Application ID").value, field("Secret").value], "nothing is lost").toEqual([
      "4ca6f1d2",
      "gloas-example",
    ]);
    if (name === null) return;
    const described = field(name).getAttribute("aria-describedby")!;
    expect(
      document.getElementById(described)?.contains(screen.getByRole("alert")),
      "the field is described by it",
    ).toBe(true);
    await hasFocus(() => field(name), "and has the focus");
  });

  it.each(["vault_locked", "vault_asks_each"] as const)("offers to unlock the keyring right there: %s", async (code) => {
    const { press, program } = await filled((one) => one.fail("save_integration", error(code)));
    await press("Save");
    await screen.findByRole("alert");
    await press("Unlock keyring");
    expect(program.requests("unlock_vault"), "the one next step").toEqual([null]);
    await waitFor(() => expect(alerts(), "what stood in the way does not any more").toEqual([]));
  });

  it("says beside that button why the keyring stayed locked", async () => {
    const { press } = await filled((one) => {
      one.fail("save_integration", error("vault_locked"));
      one.fail("unlock_vault", error("vault_dismissed"));
    });
    await press("Save");
    await screen.findByRole("alert");
    await press("Unlock keyring");
    await waitFor(() => expect(alerts().join(), "why").toContain("The keyring stayed locked."));
    const after = button("Unlock keyring").compareDocumentPosition(screen.getAllByRole("alert").at(-1)!);
    expect(after & Node.DOCUMENT_POSITION_FOLLOWING, "below the button, not at the form's head").toBeTruthy();
  });

  it("keeps what was typed over changes and another page", async () => {
    const { program, press } = await filled();
    program.change(overviewOf([registered({ secretSetAt: null })]));
    await settled();
    await press("Your profile");
    await press("Account settings");
    expect([field("Application ID").value, field("Secret").value], "still there").toEqual([
      "4ca6f1d2",
      "gloas-example",
    ]);
  });
});
