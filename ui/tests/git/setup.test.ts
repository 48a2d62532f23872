/** Your profile > Git: whether git asks Carrick, who else is asked, and what changes that. */
import { describe, expect, it } from "vitest";
import type { AskedHelper, GitState, Keeps } from "../../src/ipc/bindings";
import { aliceAtGit, gitHost, notSetUp, overviewOf, registered, setUp, states, store, withGit } from "../support/states";
import type { Program } from "../support/program";
import { openGit } from "../support/ways";
import {
  alerts,
  button,
  error,
  hasFocus,
  inDialog,
  noButton,
  openWindow,
  primaries,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const card = (): HTMLElement => screen.getByRole("region", { name: "Git" });
const told = (): string => words(card());
const others = (): string[] => {
  const list = screen.queryByRole("list", { name: "Who else is asked" });
  return list ? within(list).getAllByRole("listitem").map(words) : [];
};

async function opened(state: string | GitState, prepare: (program: Program) => void = () => {}) {
  const at = await openWindow(typeof state === "string" ? states[state]!() : withGit(state), prepare);
  await openGit(at);
  return at;
}

describe("the section Git", () => {
  it("is read when it is opened, and no sooner", async () => {
    const at = await openWindow(states["git"]!());
    expect(at.program.requests("git_setup").length, "asking git costs something").toBe(0);
    await openGit(at);
    await at.press("Profile");
    await openGit(at);
    expect(at.program.requests("git_setup").length, "other programs change it, so each time").toBe(2);
  });

  it("holds up nothing else while it is read", async () => {
    const at = await openWindow(states["linked"]!(), (one) => one.answer("git_setup", () => new Promise(() => {})));
    expect(words(screen.getByRole("main")), "the page is there").toContain("with username alice.");
    await openGit(at);
    expect(statuses(), "said, not spun").toEqual(["Reading git's configuration."]);
    expect(screen.queryByRole("region"), "nothing is claimed yet").toBeNull();
  });

  it("says why it could not be read, and tries again", async () => {
    const at = await opened("git", (one) => one.fail("git_setup", error("database_failed")));
    expect(alerts().join(), "why").toContain("Carrick can't read or write its data on this computer.");
    await at.press("Try again");
    await waitFor(() => expect(statuses(), "that it failed once more").toContain("Carrick can't read or write its data on this computer."));
    at.program.answer("git_setup", () => at.program.overview.git);
    await at.press("Try again");
    await waitFor(() => expect(told(), "read").toContain("git does not ask Carrick yet."));
    expect(alerts(), "and nothing is wrong any more").toEqual([]);
  });

  it("shows what was told of it when it is opened later", async () => {
    const at = await openWindow(states["git"]!(), (one) => one.answer("git_setup", () => new Promise(() => {})));
    at.program.change(states["gitSetUp"]!());
    await openGit(at);
    expect(told(), "it is known").toContain("git on this computer asks Carrick for gitlab.com.");
  });

  it("keeps what was told when the first answer is older", async () => {
    let answer = (_: unknown) => {};
    const at = await opened("git", (one) => one.answer("git_setup", () => new Promise((resolve) => (answer = resolve as never))));
    at.program.change(states["gitSetUp"]!());
    answer(states["git"]!().git);
    await settled();
    expect(told(), "the newer truth stays").toContain("asks Carrick for gitlab.com.");
  });

  it.each([
    ["gitMissing", "git is not installed. Install git, then try again."],
    ["gitMalformed", "git itself can't read ~/.gitconfig: look at line 12. Mend that line, then try again."],
  ])("%s: says so with the one next step, and reads again", async (state, text) => {
    const at = await opened(state);
    expect(alerts().length, "one alert").toBe(1);
    expect(alerts()[0], "what and what next").toContain(text);
    expect(noButton("Set up git"), "nothing that cannot work").toBe(true);
    expect(screen.getByRole("region", { name: "Which account git uses" }), "what the helper reads can be changed").toBeTruthy();
    at.program.become(states["git"]!());
    await at.press("Try again");
    await waitFor(() => expect(button("Set up git"), "mended").toBeTruthy());
    await hasFocus(card, "the button went with its message");
  });
});

describe("git that does not ask Carrick", () => {
  it("says so, what will be written, and asks for one thing", async () => {
    await opened("git");
    expect(told(), "the words of the design").toContain("git does not ask Carrick yet.");
    expect(told(), "before anything is written").toContain("adds one line to the end of ~/.gitconfig.");
    expect(primaries(), "one primary").toEqual(["Set up git"]);
    expect(noButton("Undo"), "nothing to undo").toBe(true);
  });

  it("is set up by one press, and a second one of the same hand does nothing", async () => {
    const at = await opened("git", (one) => one.pass("set_up_git", [states["gitSetUp"]!()], () => null));
    await at.user.dblClick(button("Set up git"));
    await waitFor(() => expect(told(), "done").toContain("git on this computer asks Carrick for gitlab.com."));
    expect(at.program.requests("set_up_git").length, "once").toBe(1);
    expect(screen.queryByRole("alertdialog"), "and is not asked about at once").toBeNull();
    await hasFocus(card, "the focus goes to what there is now");
    expect(words(document.getElementById(card().getAttribute("aria-describedby")!)!), "which is read out").toContain("asks Carrick");
  });

  it("says that it is being set up", async () => {
    const at = await opened("git", (one) => one.answer("set_up_git", () => new Promise<never>(() => {})));
    await at.press("Set up git");
    expect(statuses(), "in words").toContain("Setting up git.");
    expect(button("Set up git").getAttribute("aria-disabled"), "and cannot be begun twice").toBe("true");
  });

  it.each([
    ["git_config_locked", "Another program is changing git's configuration."],
    ["git_config_failed", "Carrick can't read or write ~/.gitconfig."],
  ] as const)("tells of %s beside the button, reads what there is, and tries again", async (code, text) => {
    const at = await opened("git", (one) => one.fail("set_up_git", error(code, { path: "~/.gitconfig" })));
    await at.press("Set up git");
    await waitFor(() => expect(alerts().join(), "why").toContain(text));
    expect(within(card()).getAllByRole("alert").length, "in the card").toBe(1);
    expect(at.program.requests("git_setup").length, "it may have been done in part").toBe(2);
    at.program.pass("set_up_git", [states["gitSetUp"]!()], () => null);
    await at.press("Try again");
    await waitFor(() => expect(told(), "done").toContain("asks Carrick for gitlab.com."));
    expect(alerts(), "nothing is wrong any more").toEqual([]);
  });

  it("says once what both keep it from being set up and from being read", async () => {
    const reason = error("git_config_malformed", { path: "~/.gitconfig", line: "12" });
    const at = await opened("git", (one) => one.fail("set_up_git", reason));
    at.program.become(states["gitMalformed"]!());
    await at.press("Set up git");
    await waitFor(() => expect(noButton("Set up git"), "it was read").toBe(true));
    expect(alerts().length, "one alert").toBe(1);
  });

  it("asks for an account first where there is none, and leads there", async () => {
    const at = await opened("gitNoAccount");
    expect(told(), "in these words").toMatch(/git does not ask Carrick yet\. Link an account first\./);
    expect(primaries(), "one thing to do").toEqual(["Link GitLab"]);
    expect(screen.queryByRole("region", { name: "Which account git uses" }), "there is none to choose").toBeNull();
    await at.press("Link GitLab");
    expect(button("Integrations").getAttribute("aria-current"), "the section where accounts are linked").toBe("true");
    await hasFocus(() => button("Link GitLab"), "on its button");
  });

  it("says why where no account is of any use to git", async () => {
    await opened("gitCannotServe");
    expect(told(), "there is nothing to set it up for").toContain("There is no account that git may use");
    expect(noButton("Set up git"), "so it is not offered").toBe(true);
  });

  it("says whom git asks so far", async () => {
    await opened("gitBefore");
    expect(others(), "and where that is set").toEqual([
      "git asks its helper store so far, which writes it unencrypted to ~/.git-credentials. Set in /etc/gitconfig.",
    ]);
  });

  it("does not speak of programs that would go around it", async () => {
    await opened(notSetUp({ bypasses: [{ program: "github_desktop" }] }));
    expect(others(), "there is nothing to go around yet").toEqual([]);
  });
});

describe("git that asks Carrick", () => {
  it("says for what, and where it was written", async () => {
    await opened("gitSetUp");
    expect(told(), "the words of the design").toContain("git on this computer asks Carrick for gitlab.com.");
    expect(told(), "which file").toContain("One line at the end of ~/.gitconfig");
    expect(primaries(), "nothing is asked").toEqual([]);
  });

  it("lists the hosts in words", async () => {
    const hosts = ["gitlab.com", "a.example", "b.example/gitlab"].map((host) => gitHost({ host }));
    await opened(setUp({ hosts }));
    expect(told(), "as people write them").toContain("asks Carrick for gitlab.com, a.example and b.example/gitlab.");
  });

  it("is set up again where it is not as it was left", async () => {
    const at = await opened("gitNotWhole", (one) => one.pass("set_up_git", [states["gitSetUp"]!()], () => null));
    expect(told(), "what is wrong").toContain("something comes after Carrick's line, or what that leads to is out of date.");
    expect(told(), "that waiting helps too").toContain("Carrick puts it right at its next start.");
    expect(primaries(), "or now").toEqual(["Set up git"]);
    await at.press("Set up git");
    await waitFor(() => expect(told(), "right").not.toContain("something comes after"));
  });

  it("says so when others are asked before, and claims nothing", async () => {
    await opened(setUp({ hosts: [gitHost({ asksCarrick: false, before: [store] })] }));
    expect(told(), "the truth").toContain("git is set up, but it does not ask Carrick first.");
    expect(others()[0], "by whom").toContain("git asks its helper store before Carrick.");
  });

  it("says so when there is no account left to answer with, and can be undone", async () => {
    const none = { revision: 1, state: setUp({ hosts: [] }), accounts: [], choices: [] };
    const at = await openWindow({ ...overviewOf([registered()]), git: none });
    await openGit(at);
    expect(told(), "the truth").toContain("git asks Carrick, but there is no account that it may use.");
    expect([noButton("Undo"), noButton("Link GitLab")], "both ways on").toEqual([false, false]);
  });
});

describe("who else is asked", () => {
  const helper = (keeps: Keeps, name: string | null = "thing"): AskedHelper => ({ name, file: "~/.gitconfig", keeps });

  it.each<[Keeps, string]>([
    [{ where: "unencrypted", path: "~/.git-credentials" }, "thing, which writes it unencrypted to ~/.git-credentials."],
    [{ where: "unencrypted", path: null }, "thing, which writes it unencrypted to a file."],
    [{ where: "in_memory" }, "thing, which keeps it in memory for a while."],
    [{ where: "in_keyring" }, "thing, which keeps it in this computer's keyring."],
    [{ where: "unknown" }, "thing. Carrick does not know whether that keeps it."],
  ])("is said with what it does: %j", async (keeps, text) => {
    await opened(setUp({ hosts: [gitHost({ after: [helper(keeps)] })] }));
    expect(others(), "one line").toEqual([`git also hands what it uses to its helper ${text} Set in ~/.gitconfig.`]);
  });

  it("is said once for all hosts, and by host where it differs", async () => {
    await opened("gitOthers");
    expect(others(), "by place, then programs").toEqual([
      "git also hands what it uses to its helper store, which writes it unencrypted to ~/.git-credentials. Set in /etc/gitconfig.",
      "For git.example.org/gitlab, git asks its helper cache before Carrick. What that knows is used in place of your account. Set in /home/alice/work/.gitconfig.",
      "IntelliJIdea2026.2 does not ask git's helpers. There, tick Settings > Version Control > Git > Use credential helper.",
      "GitHub Desktop puts its own helper in place of all others, so it does not ask Carrick. Push from another program.",
    ]);
  });

  it.each([
    ["cache", "its helper cache"],
    [null, "a shell command"],
  ])("is called by its name: %s", async (named, name) => {
    await opened(setUp({ hosts: [gitHost({ after: [helper({ where: "unknown" }, named)] })] }));
    expect(others()[0], "as people call it").toContain(`git also hands what it uses to ${name}.`);
  });

  it("does not count Carrick's own, configured twice", async () => {
    await opened(setUp({ hosts: [gitHost({ after: [helper({ where: "nothing" }, "carrick")] })] }));
    expect(others(), "nothing to say").toEqual([]);
  });

  it("takes every bypass, two of one kind too", async () => {
    const bypasses = ["IntelliJIdea2026.2", "PyCharm2026.1"].map((name) => ({ program: "jet_brains" as const, name }));
    await opened(setUp({ bypasses }));
    expect(others().length, "one line each").toBe(2);
  });
});

describe("Undo", () => {
  it("asks first, with the focus on Cancel, and names what stops", async () => {
    const at = await opened("gitSetUp");
    await at.press("Undo");
    const dialog = screen.getByRole("alertdialog", { name: "Undo git's set-up?" });
    expect(words(dialog), "what stops").toContain("Clones stop asking Carrick");
    expect(words(dialog), "and what is taken back").toContain("Carrick's line is taken out of");
    await hasFocus(() => inDialog("Cancel"), "never the default");
    await at.user.keyboard("{Enter}");
    expect(at.program.requests("undo_git"), "nothing happened").toEqual([]);
    await hasFocus(() => button("Undo"), "back where it was");
  });

  it("undoes it, and goes to what sets it up again", async () => {
    const at = await opened("gitSetUp", (one) => one.pass("undo_git", [states["git"]!()], () => null));
    await at.press("Undo");
    await at.user.dblClick(inDialog("Undo set-up"));
    await waitFor(() => expect(told(), "done").toContain("git does not ask Carrick yet."));
    expect(at.program.requests("undo_git").length, "once").toBe(1);
    await hasFocus(() => button("Set up git"), "the way back");
  });

  it("tells a failure in the question, and reads what is left", async () => {
    const at = await opened("gitSetUp", (one) => one.fail("undo_git", error("git_config_locked", { path: "~/.gitconfig" })));
    await at.press("Undo");
    await at.user.click(inDialog("Undo set-up"));
    await waitFor(() => expect(words(screen.getByRole("alertdialog")), "why").toContain("Another program is changing git's configuration."));
    expect(at.program.requests("git_setup").length, "it may have been done in part").toBe(2);
  });

  it("takes down why setting up had failed", async () => {
    const at = await opened("gitNotWhole", (one) => one.fail("set_up_git", error("git_config_locked")));
    at.program.pass("undo_git", [states["git"]!()], () => null);
    await at.press("Set up git");
    await waitFor(() => expect(alerts().length, "it failed").toBe(1));
    await at.press("Undo");
    await at.user.click(inDialog("Undo set-up"));
    await waitFor(() => expect(told(), "done").toContain("git does not ask Carrick yet."));
    expect(alerts(), "that is over").toEqual([]);
  });
});

describe("what changes meanwhile", () => {
  it("is shown, the focus left alone", async () => {
    const at = await opened("git");
    button("Set up git").focus();
    at.program.change(states["gitBefore"]!());
    await waitFor(() => expect(others().length, "told").toBe(1));
    await hasFocus(() => button("Set up git"), "nothing jumps");
  });

  it("does not pull back who went on while git was set up", async () => {
    let done = (_: null) => {};
    const at = await opened("git", (one) =>
      one.pass("set_up_git", [states["gitSetUp"]!()], () => new Promise<null>((resolve) => (done = resolve))),
    );
    await at.press("Set up git");
    await at.press("Profile");
    done(null);
    await settled();
    await hasFocus(() => button("Profile"), "where the person is");
    await at.press("Git");
    await waitFor(() => expect(told(), "it was done").toContain("asks Carrick for gitlab.com."));
  });

  it("is asked for when it is not told, once", async () => {
    const at = await opened(notSetUp(), (one) => {
      one.telling = "held";
      one.pass("set_up_git", [withGit(setUp(), { accounts: [aliceAtGit()] })], () => null);
    });
    await at.press("Set up git");
    await waitFor(() => expect(told(), "after a second").toContain("asks Carrick for gitlab.com."));
    expect(at.program.requests("git_setup").length, "git alone is read again").toBe(2);
    expect(at.program.requests("overview").length, "the rest is not about it").toBe(1);
  });
});
