/** Your profile > Git: which account git uses, and where. */
import { describe, expect, it } from "vitest";
import type { GitSetup, GitUse } from "../../src/ipc/bindings";
import { aliceAtGit, setUp, states, withGit, withTwo, workAtGit, workChoice } from "../support/states";
import type { Program } from "../support/program";
import { openGit } from "../support/ways";
import {
  alerts,
  button,
  error,
  field,
  fill,
  hasFocus,
  inDialog,
  noButton,
  openWindow,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
  type Opened,
} from "../support/window";

const card = (): HTMLElement => screen.getByRole("region", { name: "Which account git uses" });
const select = (name: string): HTMLSelectElement => screen.getByLabelText<HTMLSelectElement>(name, { selector: "select" });
const chosen = (name: string): string => select(name).selectedOptions[0]!.text;
const choosable = (name: string): string[] => [...select(name).options].map(({ text }) => text);
const choices = (): string[] => {
  const list = screen.queryByRole("list", { name: "Chosen for groups" });
  return list ? within(list).getAllByRole("listitem").map(words) : [];
};
const form = (): HTMLElement | null => screen.queryByRole("form", { name: "Choose an account for a group" });

async function opened(over: Partial<GitSetup> = {}, prepare: (program: Program) => void = () => {}): Promise<Opened> {
  const at = await openWindow(withTwo(over), prepare);
  await openGit(at);
  return at;
}
async function openedForm(over: Partial<GitSetup> = {}, prepare: (program: Program) => void = () => {}) {
  const at = await opened(over, prepare);
  await at.press("Choose for a group…");
  return at;
}

const ALICE = "@alice on gitlab.com";
const WORK = "@alice-work on gitlab.com";
const workIsDefault = (over: Partial<GitSetup> = {}) =>
  withTwo({ accounts: [aliceAtGit({ isDefault: false }), workAtGit({ isDefault: true, gitUse: "default" })], ...over });

describe("when git uses an account", () => {
  it("is a choice for each, one of them the default", async () => {
    await opened();
    expect([chosen(ALICE), chosen(WORK)], "as it comes to, whether somebody chose it or not").toEqual(["default", "where needed"]);
    expect(choosable(WORK), "all three").toEqual(["default", "where needed", "never"]);
    expect(choosable(ALICE), "another one takes its place from a default").toEqual(["default", "never"]);
  });

  it.each<[GitUse, string]>([
    ["default", "default"],
    ["never", "never"],
  ])("is changed to %s at once", async (gitUse, name) => {
    const at = await opened();
    await at.user.selectOptions(select(WORK), name);
    expect(at.program.requests("set_git_use"), "that account").toEqual([{ id: 13, gitUse }]);
  });

  it("shows at once, and the other account follows", async () => {
    const at = await opened({}, (one) => one.pass("set_git_use", [workIsDefault()], () => null));
    select(WORK).focus();
    await at.user.selectOptions(select(WORK), "default");
    await waitFor(() => expect([chosen(ALICE), chosen(WORK)], "one default").toEqual(["where needed", "default"]));
    await hasFocus(() => select(WORK), "the focus stays");
  });

  it("that is chosen twice in a row ends as it was chosen last", async () => {
    const answers: ((_: null) => void)[] = [];
    const at = await opened({}, (one) => one.answer("set_git_use", () => new Promise<null>((resolve) => answers.push(resolve))));
    await at.user.selectOptions(select(WORK), "default");
    await at.user.selectOptions(select(WORK), "never");
    expect(chosen(WORK), "what was chosen stays").toBe("never");
    expect(at.program.requests("set_git_use").length, "one after the other").toBe(1);
    answers[0]!(null);
    await waitFor(() => expect(at.program.requests("set_git_use").length, "the last one counts").toBe(2));
    expect(at.program.requests("set_git_use")[1], "as chosen").toEqual({ id: 13, gitUse: "never" });
    at.program.become(withTwo({ accounts: [aliceAtGit(), workAtGit({ gitUse: "never" })] }));
    answers[1]!(null);
    at.program.tell();
    await settled();
    expect(chosen(WORK), "and shows").toBe("never");
  });

  it("goes back where it could not be changed, and says why", async () => {
    const at = await opened({}, (one) => one.fail("set_git_use", error("database_read_only")));
    await at.user.selectOptions(select(WORK), "never");
    await waitFor(() => expect(words(card()), "beside it").toContain("Carrick's data folder can't be written."));
    expect(chosen(WORK), "as it is").toBe("where needed");
    expect(at.program.requests("git_setup").length, "what there is was read").toBe(2);
  });

  it("is told where the person is when the section is left meanwhile", async () => {
    let fail = () => {};
    const at = await opened({}, (one) =>
      one.fail("set_git_use", error("database_failed"), new Promise<void>((resolve) => (fail = resolve))),
    );
    await at.user.selectOptions(select(WORK), "never");
    await at.press("Profile");
    fail();
    await waitFor(() => expect(alerts().join(), "what and why").toContain("Changing when git uses @alice-work: Carrick can't read"));
  });

  it("is said to be none where the grant is of no use to git", async () => {
    await opened({ accounts: [aliceAtGit(), workAtGit({ mayServe: false })] });
    expect(words(card()), "why").toContain("This link may neither fetch nor push.");
    expect(words(card()), "what next").toContain("Tick api or write_repository in its integration, then relink.");
    expect(screen.queryByLabelText(WORK, { selector: "select" }), "nothing to choose").toBeNull();
  });

  it.each<[string, Partial<GitSetup>, string]>([
    ["one", { accounts: [aliceAtGit()] }, "No choice is needed in most cases: git uses @alice."],
    ["one that git may use", { accounts: [aliceAtGit(), workAtGit({ gitUse: "never" })] }, "git uses @alice."],
    ["several", {}, "git uses the account that an address names, then the one chosen for a group, then the one that can reach the project, then the default."],
  ])("needs little with %s", async (_, over, text) => {
    await opened(over);
    expect(words(card()), "what happens by itself").toContain(text);
  });

  it("promises nothing where git may use none", async () => {
    await opened({ accounts: [aliceAtGit({ isDefault: false, gitUse: "never" })] });
    expect(words(card()), "no account is named as used").not.toContain("git uses @alice.");
    expect(chosen(ALICE), "as chosen").toBe("never");
    expect(noButton("Choose for a group…"), "there is none to choose").toBe(true);
  });
});

describe("accounts for groups", () => {
  it("are listed as they are written", async () => {
    await opened({
      choices: [
        workChoice({ prefix: "", commitEmail: null }),
        workChoice(),
        workChoice({ prefix: "work/web", commitName: null, commitEmail: null, signingKey: "~/.ssh/work.pub" }),
        workChoice({ prefix: "work/api", commitName: null }),
      ],
    });
    expect(choices(), "outer places first").toEqual([
      "gitlab.com/* → @alice-work, Alice Work Remove",
      "gitlab.com/work/* → @alice-work, Alice Work ‹alice@work.example› Remove",
      "gitlab.com/work/web/* → @alice-work Signed with ~/.ssh/work.pub Remove",
      "gitlab.com/work/api/* → @alice-work, ‹alice@work.example› Remove",
    ]);
  });

  it("are removed after a question, each by itself", async () => {
    const both = [workChoice(), workChoice({ prefix: "other" })];
    const at = await opened({ choices: both }, (one) => one.pass("take_choice_back", [withTwo({ choices: both.slice(0, 1) })], () => null));
    const second = screen.getAllByRole("button", { name: "Remove" })[1]!;
    expect(words(document.getElementById(second.getAttribute("aria-describedby")!)!), "whose button").toContain("gitlab.com/other/*");
    await at.user.click(second);
    expect(screen.getByRole("alertdialog", { name: "Remove the choice for gitlab.com/other/*?" }), "which").toBeTruthy();
    await hasFocus(() => inDialog("Cancel"), "never the default");
    await at.user.dblClick(inDialog("Remove"));
    await waitFor(() => expect(choices().length, "gone").toBe(1));
    expect(at.program.requests("take_choice_back"), "that one, once").toEqual([{ instance: "https://gitlab.com", prefix: "other" }]);
    await hasFocus(() => button("Choose for a group…"), "the way to a new one");
  });

  it("stay when the question is cancelled", async () => {
    const at = await opened({ choices: [workChoice()] });
    await at.press("Remove");
    await at.user.keyboard("{Escape}");
    await settled();
    expect(screen.queryByRole("alertdialog"), "left").toBeNull();
    expect(at.program.requests("take_choice_back"), "nothing happened").toEqual([]);
    await hasFocus(() => button("Remove"), "back where it was");
  });

  it("tell why they could not be removed, in the question", async () => {
    const at = await opened({ choices: [workChoice()] }, (one) => one.fail("take_choice_back", error("database_read_only")));
    await at.press("Remove");
    await at.user.click(inDialog("Remove"));
    await waitFor(() => expect(words(screen.getByRole("alertdialog")), "why").toContain("data folder can't be written."));
    expect(choices().length, "it stays").toBe(1);
  });

  it("are not asked about once they are gone", async () => {
    const at = await opened({ choices: [workChoice()] });
    await at.press("Remove");
    at.program.change(withTwo());
    await waitFor(() => expect(screen.queryByRole("alertdialog"), "another program removed it").toBeNull());
    at.program.change(withTwo({ choices: [workChoice()] }));
    await waitFor(() => expect(choices().length, "chosen again").toBe(1));
    expect(screen.queryByRole("alertdialog"), "that is no question").toBeNull();
  });
});

describe("choosing for a group", () => {
  it("opens a form at its place, with the focus in it, and a second press changes nothing", async () => {
    const at = await opened();
    await at.user.dblClick(button("Choose for a group…"));
    expect(form(), "open").not.toBeNull();
    expect(button("Choose for a group…").getAttribute("aria-expanded"), "said of its button").toBe("true");
    await hasFocus(() => field("Group or project"), "what is to be typed");
    expect(chosen("Account"), "most likely not the one that is used anyway").toBe(WORK);
    expect(field("Group or project").getAttribute("aria-describedby"), "and it says what fits").toBeTruthy();
  });

  it("asks for no account where there is one", async () => {
    const at = await openWindow(withGit(setUp()));
    await openGit(at);
    await at.press("Choose for a group…");
    expect(screen.queryByLabelText("Account"), "nothing to choose").toBeNull();
    await fill(at, "Group or project", "work");
    await at.press("Choose");
    expect(at.program.requests("choose_account")[0]?.link, "the one there is").toBe(11);
  });

  it("chooses with Enter, and nothing more than was asked", async () => {
    const at = await openedForm({}, (one) => one.pass("choose_account", [withTwo({ choices: [workChoice()] })], () => null));
    await at.user.type(field("Group or project"), "https://gitlab.com/work{Enter}");
    expect(at.program.requests("choose_account"), "as typed; the program knows what it means").toEqual([
      { link: 13, prefix: "https://gitlab.com/work", commitName: null, commitEmail: null, signingKey: null },
    ]);
    await waitFor(() => expect(form(), "done").toBeNull());
    expect(choices().length, "in the list").toBe(1);
    expect(statuses(), "read out").toContain("git uses @alice-work there.");
    await hasFocus(() => button("Choose for a group…"), "where it began");
  });

  it("fills commit name and e-mail in when they are unfolded", async () => {
    const at = await openedForm();
    await fill(at, "Group or project", "work");
    await at.press("Commit name and e-mail");
    expect([field("Commit name").value, field("E-mail").value], "from the account").toEqual(["Alice Work", "alice@work.example"]);
    await fill(at, "Signing key", " ~/.ssh/work.pub ");
    await at.press("Choose");
    expect(at.program.requests("choose_account"), "as they stand there").toEqual([
      { link: 13, prefix: "work", commitName: "Alice Work", commitEmail: "alice@work.example", signingKey: "~/.ssh/work.pub" },
    ]);
  });

  it("fills in another account's with that account, unless they were changed", async () => {
    const at = await openedForm();
    await at.press("Commit name and e-mail");
    await at.user.selectOptions(select("Account"), ALICE);
    expect(field("Commit name").value, "its own").toBe("Alice Moreau");
    await fill(at, "Commit name", "A. Moreau");
    await at.user.selectOptions(select("Account"), WORK);
    expect(field("Commit name").value, "typed is typed").toBe("A. Moreau");
  });

  it("sends nothing that was only looked at, and keeps what was typed", async () => {
    const at = await openedForm();
    await fill(at, "Group or project", "work");
    await at.press("Commit name and e-mail");
    await at.press("Commit name and e-mail");
    await at.press("Choose");
    expect(at.program.requests("choose_account")[0]?.commitName, "folded as it was").toBeNull();
    await waitFor(() => expect(form(), "done").toBeNull());
    await at.press("Choose for a group…");
    await fill(at, "Group or project", "work");
    await at.press("Commit name and e-mail");
    await fill(at, "Commit name", "A. Work");
    await at.press("Commit name and e-mail");
    await at.press("Choose");
    expect(at.program.requests("choose_account")[1]?.commitName, "folded with what was typed").toBe("A. Work");
  });

  it("takes an account whose address is not known", async () => {
    const at = await openedForm({ accounts: [aliceAtGit(), workAtGit({ email: null })] });
    await at.press("Commit name and e-mail");
    expect([field("Commit name").value, field("E-mail").value], "empty").toEqual(["Alice Work", ""]);
  });

  it.each(["", "   "])("does not choose for everything by mistake: %j", async (typed) => {
    const at = await openedForm();
    await at.user.type(field("Group or project"), `${typed}{Enter}`);
    expect(at.program.requests("choose_account"), "not asked for").toEqual([]);
    expect(alerts(), "said beside the field").toEqual([
      "That is no group or project of this GitLab. Type its path, such as group/project, or paste its page's address.",
    ]);
    await hasFocus(() => field("Group or project"), "to be typed");
  });

  it("tells beside the field what is no place, until that is changed", async () => {
    const at = await openedForm({}, (one) => one.fail("choose_account", error("place_malformed")));
    await fill(at, "Group or project", "a b");
    await at.press("Choose");
    await waitFor(() => expect(alerts().length, "once").toBe(1));
    expect(field("Group or project").getAttribute("aria-invalid"), "which field").toBe("true");
    await hasFocus(() => field("Group or project"), "to be changed");
    await at.user.type(field("Group or project"), "c");
    expect(alerts(), "an answer about other values is none").toEqual([]);
  });

  it.each([
    ["Commit name", "Alice <Work>"],
    ["E-mail", "<alice@work.example>"],
    ["Signing key", "x".repeat(1025)],
  ])("tells beside %s what can't stand under a commit, unfolded for it", async (name, text) => {
    const at = await openedForm({}, (one) => one.fail("choose_account", error("identity_malformed")));
    await fill(at, "Group or project", "work");
    await at.press("Commit name and e-mail");
    await at.user.clear(field(name));
    await at.user.click(field(name));
    await at.user.paste(text);
    await at.press("Commit name and e-mail");
    await at.press("Choose");
    await waitFor(() => expect(alerts(), "once").toEqual(["That can't stand under a commit. Leave out angle brackets and line breaks."]));
    expect(field(name).getAttribute("aria-invalid"), "which field").toBe("true");
    await hasFocus(() => field(name), "to be changed");
  });

  it.each(["database_failed", "git_config_locked"] as const)("tells of %s above its buttons and keeps what was typed", async (code) => {
    const at = await openedForm({}, (one) => one.fail("choose_account", error(code)));
    await fill(at, "Group or project", "work");
    await at.press("Choose");
    await waitFor(() => expect(within(form()!).getAllByRole("alert").length, "in the form").toBe(1));
    expect(field("Group or project").value, "kept").toBe("work");
    expect(at.program.requests("git_setup").length, "it may have been done in part").toBe(2);
  });

  it.each(["Cancel", "Escape"] as const)("is left by %s, forgetting what was typed", async (way) => {
    const at = await openedForm();
    await fill(at, "Group or project", "work");
    if (way === "Cancel") await at.press("Cancel");
    else await at.user.keyboard("{Escape}");
    expect(form(), "closed").toBeNull();
    await hasFocus(() => button("Choose for a group…"), "back where it was");
    await at.press("Choose for a group…");
    expect(field("Group or project").value, "fresh").toBe("");
  });

  it("keeps what was typed over a change of page and over what is told", async () => {
    const at = await openedForm();
    await fill(at, "Group or project", "work");
    await at.press("Account settings");
    await openGit(at);
    expect(field("Group or project").value, "still there").toBe("work");
    at.program.change(withTwo({ choices: [workChoice()] }));
    await waitFor(() => expect(choices().length, "told").toBe(1));
    expect(field("Group or project").value, "still there").toBe("work");
  });

  it("goes with its account", async () => {
    const at = await openedForm();
    await fill(at, "Group or project", "work");
    at.program.change(withTwo({ accounts: [aliceAtGit()] }));
    await waitFor(() => expect(form(), "never for another one").toBeNull());
  });

  it("is not closed by the end of one that was left", async () => {
    let done = (_: null) => {};
    const at = await openedForm({}, (one) => one.answer("choose_account", () => new Promise<null>((resolve) => (done = resolve))));
    await fill(at, "Group or project", "work");
    await at.press("Choose");
    await at.press("Cancel");
    await at.press("Choose for a group…");
    await fill(at, "Group or project", "other");
    at.program.become(states["gitTwo"]!());
    done(null);
    at.program.tell();
    await waitFor(() => expect(choices().length, "that one was chosen").toBe(1));
    expect(field("Group or project").value, "this one is another").toBe("other");
  });

  it("is told on the page when it fails after it was left", async () => {
    let fail = () => {};
    const at = await openedForm({}, (one) =>
      one.fail("choose_account", error("place_malformed"), new Promise<void>((resolve) => (fail = resolve))),
    );
    await fill(at, "Group or project", "a b");
    await at.press("Choose");
    await at.press("Account settings");
    fail();
    await waitFor(() => expect(alerts().join(), "what and why").toContain("Choosing the account: That is no group or project"));
  });
});
