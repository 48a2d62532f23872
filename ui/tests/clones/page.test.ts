/** A repository's own page: what git uses in its folders, where each comes from, and what is amiss. */
import { describe, expect, it, vi } from "vitest";
import type { CloneDetails, CloneRemote, Commands } from "../../src/ipc/bindings";
import { amiss, cloneFolder, details, hazardous, misfit, remote, repository } from "../support/clones";
import { faults, openPart } from "../support/parts";
import type { Program } from "../support/program";
import {
  alerts,
  button,
  error,
  field,
  fill,
  hasFocus,
  noButton,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const card = (name = "~/Projects/group/web"): HTMLElement => screen.getByRole("region", { name });
const page = (): HTMLElement => heading().closest<HTMLElement>(".page")!;
const form = (): HTMLElement | null => screen.queryByRole("form", { name: "Account and commit name" });
const heading = (): HTMLElement => screen.getByRole("heading", { level: 1, name: "Web" });
/** What stands beside a name. */
const fact = (name: string, at = card()): string => {
  const term = within(at).getAllByRole("term").find((one) => words(one) === name);
  return term ? words(term.nextElementSibling!) : "missing";
};

async function opened(prepare: (program: Program) => void = () => {}) {
  const onback = vi.fn();
  return { ...(await openPart("RepositoryPage", { id: 41, onback }, prepare)), onback };
}
const withDetails = (over: Partial<CloneDetails>) =>
  opened((one) => one.answer("clone_details", () => details(over)));

describe("a repository's page", () => {
  it("has the focus on its name and leads back", async () => {
    const at = await opened();
    await hasFocus(heading, "read out where one is");
    expect(await faults(page()), "for everyone").toEqual([]);
    await at.press("Back to repositories");
    expect(at.onback, "to where one was").toHaveBeenCalledOnce();
  });

  it("says what git uses in a folder and where each comes from", async () => {
    await opened();
    expect(fact("Account"), "and why that one").toBe("@alice the one that can reach the project");
    expect(fact("Commit name"), "from a file").toBe("Alice Moreau from ~/.gitconfig");
    expect(fact("E-mail"), "from the clone").toBe("alice@work.example set in this clone");
    expect(fact("Remotes"), "where git goes").toBe("origin gitlab.com/group/web");
    expect(within(card()).queryByText("Signing key"), "nothing that is not there").toBeNull();
  });

  it.each<[CloneRemote["reason"], string]>([
    ["named", "named in the address or in the clone"],
    ["chosen", "chosen for its group"],
    ["default", "the default"],
    ["only", "the only one"],
  ])("says why an account is used: %s", async (reason, text) => {
    await withDetails({ remotes: [remote({ reason })] });
    expect(fact("Account"), "in words").toBe(`@alice ${text}`);
  });

  it("tells remotes apart that use different accounts, and no others", async () => {
    await withDetails({ remotes: [remote(), remote({ name: "work", account: "alice-work", reason: "chosen" }), remote({ name: "fork" })] });
    expect(fact("Account"), "each with its remote").toBe(
      "@alice the one that can reach the project (origin)@alice-work chosen for its group (work)",
    );
  });

  it("says where the account may fetch, not push, and nothing where that is not known", async () => {
    await withDetails({ remotes: [remote({ mayPush: false }), remote({ name: "fork", mayPush: null })] });
    expect(fact("Account"), "before a push fails").toBe(
      "@alice the one that can reach the project may fetch, not push (origin)" +
        "@alice the one that can reach the project (fork)",
    );
  });

  it("says when git last used each account, and that this may have been elsewhere", async () => {
    const minute = 60_000;
    const work = remote({ name: "work", account: "alice-work", handedOutAt: Date.now() - 90 * minute });
    await withDetails({ remotes: [remote({ handedOutAt: Date.now() - 3 * minute }), work, remote({ name: "fork", account: null })] });
    expect(fact("Last used"), "by account").toBe(
      "git used @alice 3 minutes ago, here or in another folder" +
        "git used @alice-work 1 hour ago, here or in another folder",
    );
    expect(within(card()).getByText(/3 minutes ago/).closest("[role=status], [aria-live]"), "it grows old in silence").toBeNull();
  });

  it("is read again when somebody comes back to the window", async () => {
    const at = await opened();
    expect(fact("Last used"), "git has used none yet").toBe("missing");
    at.program.answer("clone_details", () => details({ remotes: [remote({ handedOutAt: Date.now() })] }));
    window.dispatchEvent(new Event("focus"));
    await waitFor(() => expect(fact("Last used"), "of the terminal, say").toContain("git used @alice just now"));
  });

  it("says where git may use no account and where no commit name is set", async () => {
    await withDetails({ remotes: [remote({ account: null, reason: null })], name: null, email: null });
    expect(fact("Account"), "no account").toBe("None that git may use here.");
    expect(fact("Commit name"), "no name").toContain("Not set");
  });

  it("opens folders with what there is", async () => {
    const at = await opened();
    for (const name of ["Open in Code", "Open terminal", "Open folder", "Open in GitLab"]) {
      await at.press(name);
      await settled();
    }
    expect(at.program.requests("open_clone"), "the chosen editor first").toEqual([
      { id: 7, with: { is: "editor", editor: "code.desktop" } },
      { id: 7, with: { is: "terminal" } },
      { id: 7, with: { is: "folder" } },
    ]);
    expect(at.program.requests("open_repository_page"), "its page").toEqual([{ id: 41 }]);
  });

  it("does without an editor that is not known", async () => {
    await opened((one) => one.fail("openers", error("database_failed")));
    expect(noButton("Open in Code"), "nothing that cannot work").toBe(true);
    expect(button("Open terminal"), "the rest is there").toBeTruthy();
  });

  it.each([
    ["open_clone", "Open terminal"],
    ["open_repository_page", "Open in GitLab"],
  ] as const)("tells on the page why %s failed", async (name, press) => {
    const at = await opened((one) => one.fail(name, error("database_failed")));
    await at.press(press);
    await waitFor(() => expect(alerts().length, "beside what was pressed").toBe(1));
  });

  it.each(["repository", "clone_details"] as const)("tells why %s could not be read, and tries again", async (name) => {
    const at = await opened((one) => one.fail(name, error("database_failed")));
    expect(alerts().length, "why").toBe(1);
    at.program.answer("repository", () => repository());
    at.program.answer("clone_details", () => details());
    await at.press("Try again");
    await waitFor(() => expect(fact("Account"), "read").toContain("@alice"));
    expect(alerts(), "nothing is wrong any more").toEqual([]);
  });

  it("shows several folders, and one that is gone", async () => {
    const clones = [cloneFolder(), cloneFolder({ id: 8, folder: "~/old/web", isThere: false })];
    const at = await opened((one) => one.answer("repository", () => repository({ clones })));
    expect(words(card("~/old/web")), "said").toContain("The folder is not there any more.");
    expect(at.program.requests("clone_details"), "nothing is asked of what is gone").toEqual([{ id: 7 }]);
  });

  it("says that there is no folder, and what it is otherwise", async () => {
    await opened((one) => one.answer("repository", () => repository({ clones: [], readOnly: true })));
    const text = words(document.body);
    expect(text, "in words").toContain("There is no folder of it on this computer.");
    expect(text, "what can't be done").toContain("read only");
  });

  it("is read again when the list is", async () => {
    const at = await opened();
    at.program.answer("repository", () => repository({ name: "Website" }));
    at.program.answer("clone_details", () => details({ remotes: [remote({ movedTo: "team/website" })] }));
    at.program.change({ ...at.program.overview, repositories: { ...at.program.overview.repositories, list: 2 } });
    await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Website" }), "renamed").toBeTruthy());
    await waitFor(() => expect(button("Mend the remote"), "and what follows from it").toBeTruthy());
  });
});

describe("what is amiss in a clone", () => {
  it("is said with one button each way", async () => {
    await opened((one) => one.answer("clone_details", amiss));
    const text = words(card());
    expect(text, "moved").toContain("The project of origin is now team/web.");
    expect(text, "a password, and where").toContain("A password stands in the address of a remote, where any program can read it. It is the remote backup.");
    expect(text, "SSH").toContain("This clone uses SSH, so git does not ask Carrick.");
    expect(text, "a commit name that does not fit").toContain(
      "Commits here are made as alice@home.example; the account is @alice-work.",
    );
    expect(text, "settings").toContain("starts a program: core.fsmonitor");
    expect(text, "of a submodule, and which").toContain(".insteadOf (submodule libs/parser)");
    expect(await faults(page()), "for everyone").toEqual([]);
  });

  it.each<[string, Partial<CloneRemote>, string]>([
    ["a moved project", { movedTo: "team/web" }, "Mend the remote"],
    ["a password", { password: true }, "Remove the password"],
    ["SSH", { ssh: true }, "Use https here"],
  ])("is mended by one press: %s", async (_, over, press) => {
    const at = await withDetails({ remotes: [remote(over)] });
    at.program.answer("clone_details", () => details());
    await at.user.dblClick(button(press));
    await waitFor(() => expect(noButton(press), "mended").toBe(true));
    expect(at.program.requests("mend_remote"), "once").toEqual([{ id: 7, remote: "origin" }]);
    await waitFor(() => expect(statuses(), "read out").toContain("origin is mended."));
    await hasFocus(() => card(), "not lost with its button");
  });

  it("by SSH is left by one press, and nothing is done", async () => {
    const at = await withDetails({ remotes: [remote({ ssh: true })] });
    await at.press("Leave it");
    await waitFor(() => expect(noButton("Use https here"), "asked no more").toBe(true));
    expect(at.program.requests("mend_remote").length, "nothing").toBe(0);
    expect(fact("Remotes"), "still said").toContain("by SSH");
  });

  it("with a commit name is put right, and all else in the clone stays", async () => {
    const at = await withDetails({ misfit, name: { value: "Alice", file: ".git/config", isHere: true } });
    at.program.answer("clone_details", () => details());
    await at.press("Use alice@work.example here");
    await waitFor(() => expect(noButton("Use alice@work.example here"), "it fits").toBe(true));
    expect(at.program.requests("set_clone_identity"), "the address, and what stood there").toEqual([
      { id: 7, link: 11, name: "Alice", email: "alice@work.example", signingKey: null },
    ]);
  });

  it("with a commit name is left on purpose", async () => {
    const at = await withDetails({ misfit });
    at.program.answer("clone_details", () => details());
    await at.press("Leave it");
    await waitFor(() => expect(noButton("Leave it"), "asked no more").toBe(true));
    expect(at.program.requests("keep_clone_name"), "kept").toEqual([{ id: 7 }]);
  });

  it("stays, with the reason, when it can't be mended", async () => {
    const at = await withDetails({ remotes: [remote({ password: true })], hazards: hazardous.hazards });
    at.program.fail("mend_remote", error("git_config_locked"));
    await at.press("Remove the password");
    await waitFor(() => expect(within(card()).getAllByRole("alert").length, "in the card").toBe(1));
    expect(button("Remove the password").getAttribute("aria-disabled"), "to be tried again").toBeNull();
  });
});

describe("the form for account and commit name", () => {
  const openedForm = async (over: Partial<CloneDetails> = {}) => {
    const at = await withDetails(over);
    await at.press("Account and commit name…");
    return at;
  };
  const account = (): HTMLSelectElement => screen.getByLabelText<HTMLSelectElement>("Account", { selector: "select" });
  const sent = ({ program }: { program: Program }): Commands["set_clone_identity"][0][] =>
    program.requests("set_clone_identity");

  it("holds what stands in the clone, and shows what comes from elsewhere", async () => {
    await openedForm();
    await hasFocus(account, "its first field");
    expect(account().selectedOptions[0]!.text, "as it is written there").toBe("@alice");
    expect([...account().options].map(({ text }) => text), "those of this GitLab").toEqual([
      "as Carrick chooses",
      "@alice",
      "@alice-work",
    ]);
    expect(field("E-mail").value, "the clone's own").toBe("alice@work.example");
    expect([field("Commit name").value, field("Commit name").placeholder], "elsewhere's").toEqual(["", "Alice Moreau"]);
    expect(await faults(page()), "for everyone").toEqual([]);
  });

  it("writes what was said, and nothing that only comes from elsewhere", async () => {
    const at = await openedForm();
    await at.user.selectOptions(account(), "@alice-work");
    await fill(at, "Signing key", " ssh-ed25519 AAAA ");
    await at.user.keyboard("{Enter}");
    await waitFor(() => expect(form(), "done").toBeNull());
    expect(sent(at), "once").toEqual([
      { id: 7, link: 13, name: null, email: "alice@work.example", signingKey: "ssh-ed25519 AAAA" },
    ]);
    await waitFor(() => expect(statuses(), "read out").toContain("Account and commit name are saved."));
    await hasFocus(() => button("Account and commit name…"), "back to what opened it");
    expect(at.program.requests("clone_details").length, "what git uses now is read").toBe(2);
  });

  it("leaves the account to Carrick", async () => {
    const at = await openedForm();
    await at.user.selectOptions(account(), "as Carrick chooses");
    await at.press("Save");
    expect(sent(at)[0]!.link, "no account").toBeNull();
  });

  it.each(["Cancel", "Escape"] as const)("is left by %s, and nothing is written", async (way) => {
    const at = await openedForm();
    await fill(at, "E-mail", "bob@example.org");
    if (way === "Cancel") await at.press("Cancel");
    else await at.user.keyboard("{Escape}");
    await waitFor(() => expect(form(), "closed").toBeNull());
    expect(sent(at).length, "nothing").toBe(0);
    await hasFocus(() => button("Account and commit name…"), "back to what opened it");
  });

  it("tells above its buttons why it failed, and keeps what was typed", async () => {
    const at = await openedForm();
    at.program.fail("set_clone_identity", error("identity_malformed"));
    await fill(at, "Commit name", "Alice <3");
    await at.user.dblClick(button("Save"));
    await waitFor(() => expect(within(form()!).getAllByRole("alert").length, "in the form").toBe(1));
    expect(field("Commit name").value, "to be put right").toBe("Alice <3");
    await at.user.type(field("Commit name"), "x");
    expect(within(form()!).queryByRole("alert"), "an answer about other values is no answer").toBeNull();
  });
});

describe("removing from the page", () => {
  it("asks, and gives the focus back when it is cancelled", async () => {
    const at = await opened();
    await at.press("Remove…");
    await at.press("Cancel");
    await hasFocus(() => button("Remove…"), "back to what asked");
    expect(at.onback, "it is still there").not.toHaveBeenCalled();
  });

  it("leads back when it is gone", async () => {
    const at = await opened();
    await at.press("Remove…");
    await at.press("Remove");
    await waitFor(() => expect(at.onback, "there is nothing to look at").toHaveBeenCalledOnce());
  });

  it("is not offered for what is not in Carrick", async () => {
    await opened((one) => one.answer("repository", () => repository({ added: false, clones: [] })));
    expect(noButton("Remove…"), "nothing to remove").toBe(true);
  });
});
