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
  inDialog,
  noButton,
  openForm,
  openWindow,
  region,
  screen,
  settled,
  statuses,
  waitFor,
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

describe("a value that changes while it is asked about", () => {
  type Saved = Commands["save_integration"][1] extends { answer: infer T } ? T : never;
  /** Presses a button and types on before the answer comes. */
  async function typingOn(name: "Check" | "Save", given: { check?: Commands["check_application"][1]; save?: Saved | UiError }) {
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const opened = await filled((one) => {
      one.answer("check_application", () => held.then(() => given.check!));
      if (given.save && "code" in given.save) one.fail("save_integration", given.save, held);
      else one.pass("save_integration", [states["ready"]!()], () => held.then(() => given.save as Saved));
    });
    await opened.press(name);
    await opened.user.type(field("Application ID"), "0");
    answer();
    await waitFor(() => expect(button(name).getAttribute("aria-disabled"), "answered").toBeNull());
    return opened;
  }
  const OUTDATED = "The values changed meanwhile. Check or save them as they are now.";

  it("is not said to be accepted", async () => {
    await typingOn("Check", { check: { result: "accepted" } });
    expect(statuses().join(), "the answer is about other values").not.toContain("GitLab accepts");
    expect(statuses(), "and not dropped in silence").toContain(OUTDATED);
  });

  it("is not offered to be saved although it was refused", async () => {
    await typingOn("Save", { save: { outcome: "refused" } });
    expect(noButton("Save anyway"), "nobody refused these").toBe(true);
    expect(statuses(), "what to do").toContain(OUTDATED);
  });

  it("is not asked about as if it cost those links", async () => {
    await typingOn("Save", { save: { outcome: "relink_needed", count: 2 } });
    expect(screen.queryByRole("alertdialog"), "an agreement would be about other values").toBeNull();
  });

  it("is not marked as wrong, though a keyring that stands in the way does", async () => {
    await typingOn("Save", { save: error("application_id_malformed") });
    expect(alerts(), "that was another one").toEqual([]);
    expect(statuses(), "said").toContain(OUTDATED);
  });

  it("is told of what stands in the way of any", async () => {
    await typingOn("Save", { save: error("vault_locked") });
    expect(alerts().join(), "it is so whatever is typed").toContain("The keyring is locked.");
  });

  it("stays in the form when the values before it were saved", async () => {
    const { press } = await typingOn("Save", { save: { outcome: "saved", id: 1, check: { result: "accepted" } } });
    expect(field("Application ID").value, "what was typed is not gone").toBe("4ca6f1d20");
    expect(statuses(), "nor taken for saved").toContain("Saved as it was. What changed meanwhile is not saved yet.");
    await press("Cancel");
    expect(openForm(), "it can be left").toBeNull();
  });

  it("goes on as the form of what was added", async () => {
    let answer = () => {};
    const opened = await openWindow(states["linked"]!(), (one) =>
      one.pass("save_integration", [states["several"]!()], async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return { outcome: "saved", id: 2, check: { result: "accepted" } };
      }),
    );
    await opened.press("Add integration");
    await fill(opened, "GitLab instance", "git.example.org");
    await opened.press("Save");
    await opened.user.type(field("Secret"), "gloas-late");
    answer();
    await waitFor(() => expect(openForm(), "it edits what there is now").not.toBeNull());
    expect(field("Secret").value, "with what was typed").toBe("gloas-late");
    await hasFocus(() => field("Secret"), "and where it was typed");
    await opened.press("Save");
    expect(opened.program.requests("save_integration").map(({ form }) => form.id), "not added twice").toEqual([null, 2]);
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

  it("is said until it was seen, or until what is next is something else", async () => {
    const linkedStill = () => ({ outcome: "saved" as const, id: 1, check: { result: "accepted" as const } });
    const opened = await openWindow(states["linked"]!(), (one) => one.pass("save_integration", [states["linked"]!()], linkedStill));
    const save = async () => {
      await opened.edit();
      await opened.press("Save");
      await waitFor(() => expect(statuses(), "said").toContain("Saved. Your link is kept."));
    };
    await save();
    await hasFocus(region, "never on Relink");
    await opened.press("Dismiss");
    await waitFor(() => expect(statuses(), "seen").toEqual([]));
    await hasFocus(region, "not lost with its button");
    await save();
    await opened.press("Unlink…");
    await opened.user.click(inDialog("Unlink"));
    await waitFor(() => expect(words(region()), "ended").toContain("This account is not linked"));
    await waitFor(() => expect(statuses().join(), "what was saved is old news").not.toContain("Saved."));
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
    const chip = () => words(document.querySelector(".chip")!);
    expect(chip(), "and not ready beside it").toBe("Needs you");
    await press("Edit");
    await press("Cancel");
    expect(chip(), "who only looked has mended nothing").toBe("Needs you");
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
    await hasFocus(() => inDialog("Cancel"), "Cancel has the focus");
    const relink = overviewOf([linked({ links: [alice({ needsRelink: true })] })]);
    opened.program.pass("save_integration", [relink], (request) =>
      request.althoughRelink
        ? { outcome: "saved", id: 1, check: { result: "accepted" } }
        : { outcome: "relink_needed", count: 2 },
    );
    await opened.user.click(inDialog("Save and relink"));
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
    [error("not_gitlab", { host: "gitlab.com/acme", instead: "https://gitlab.com" }), "GitLab instance"],
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
