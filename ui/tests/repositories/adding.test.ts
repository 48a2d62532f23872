/** Adding: from the row and its menu; and the strip that tells of it. */
import { describe, expect, it } from "vitest";
import type { Addition, AdditionFailure, AdditionNote, AdditionWait, Added } from "../../src/ipc/bindings";
import { details } from "../support/clones";
import { added, addition, additionsOf, clone, repository } from "../support/library";
import { inLine, line, openList } from "../support/list";
import { states, type Everything } from "../support/states";
import { alerts, button, error, hasFocus, screen, settled, statuses, waitFor, within, words } from "../support/window";

const web = repository({ id: 1, path: "group/web" });
const api = repository({ id: 2, path: "group/api" });
const withItems = (items: Addition[], over: Parameters<typeof additionsOf>[1] = {}): Everything => ({
  ...states["repositories"]!(),
  additions: additionsOf(items, over),
});
const withLast = (last: Added): Everything => withItems([], { last });
const strip = (): HTMLElement => screen.getByRole("region", { name: "What is being added" });
const menu = (): HTMLElement => screen.getByRole("menu");
const item = (name: string): HTMLElement => within(menu()).getByRole("menuitem", { name });
/** Opens the page with these being added. */
const openWith = (now: Everything, all = [web, api]) => openList(all, (program) => program.become(now));

describe("Add", () => {
  it("asks nothing, and is done once however often it is pressed", async () => {
    const at = await openList([web], (one) => one.answer("add_repository", () => new Promise(() => {})));
    await at.user.dblClick(button("Add group/web"));
    expect(at.program.requests("add_repository"), "once, to its place, all of it").toEqual([
      { repository: 1, to: { is: "projects_folder" }, kind: "whole" },
    ]);
  });

  it("stays busy while it is being added, and says how far", async () => {
    const at = await openWith(withItems([addition()]));
    expect(words(line("group/api")), "in its row").toContain("Receiving 62 %");
    await at.press("Add group/api");
    expect(at.program.requests("add_repository"), "it is under way").toEqual([]);
    expect(inLine("group/api", "Add group/api").getAttribute("aria-disabled"), "readable as such").toBe("true");
  });

  it("tells above the list what failed, and of what", async () => {
    const at = await openList([web], (one) => one.fail("add_repository", error("database_read_only")));
    await at.press("Add group/web");
    await waitFor(() => expect(alerts().join(), "both").toContain("Adding group/web: The disk is full"));
    await at.press("Dismiss");
    expect(alerts(), "seen").toEqual([]);
  });

  it("turns into Open when it is done, in its place", async () => {
    const at = await openWith(withItems([addition()]));
    at.shelf.all = [web, added({ id: 2, path: "group/api" })];
    const last: Added = { repository: 2, path: "group/api", folder: "~/Projects/group/api", commitsAs: null, notes: [] };
    at.program.change(withItems([], { last }));
    await waitFor(() => expect(button("Open group/api in Code"), "the next step").toBeTruthy());
    expect(statuses().join(), "and it is said").toContain("Added group/api to ~/Projects/group/api.");
  });

  it("keeps the focus on the row's button when it is done, and when it asks", async () => {
    const at = await openWith(withItems([addition()]));
    button("Add group/api").focus();
    at.program.change(withItems([addition({ state: { is: "failed", failure: "disk_full", said: null, folder: null } })]));
    await hasFocus(() => button("Show what group/api needs"), "it could not be added");
    at.shelf.all = [web, added({ id: 2, path: "group/api" })];
    const last: Added = { repository: 2, path: "group/api", folder: "~/Projects/group/api", commitsAs: null, notes: [] };
    at.program.change(withItems([], { last }));
    await hasFocus(() => button("Open group/api in Code"), "it was added");
  });

  it("leads from its row to what it asks or could not do", async () => {
    const at = await openWith(withItems([addition({ state: { is: "failed", failure: "disk_full", said: null, folder: null } })]));
    expect(words(line("group/api")), "in its row").toMatch(/could not be added ?Show$/);
    await at.press("Show what group/api needs");
    await hasFocus(strip, "where the next step is");
    expect(within(strip()).getByRole("list"), "each one there is").toBeTruthy();
  });

  it("opens the folder where there is no editor", async () => {
    const at = await openList([added()], (one) => one.answer("openers", () => ({ editors: [], chosen: null })));
    await at.press("Open the folder of group/web");
    expect(at.program.requests("open_clone"), "what there is").toEqual([{ id: 71, with: { is: "folder" } }]);
  });
});

describe("More", () => {
  it("has two editors of one name", async () => {
    const editors = ["code", "other", "another"].map((id) => ({ id, name: id === "code" ? "Code" : "Editor" }));
    const at = await openList([added()], (one) => one.answer("openers", () => ({ editors, chosen: "code" })));
    await at.press("More for group/web");
    expect(within(menu()).getAllByRole("menuitem", { name: "Open in Editor" }).length, "each of them").toBe(2);
  });

  it("has what can be done with a clone", async () => {
    const at = await openList([added()]);
    await at.press("More for group/web");
    expect(within(menu()).getAllByRole("menuitem").map(words), "in this order").toEqual([
      "Show its page",
      "Open in terminal",
      "Open folder",
      "Open in GitLab",
      "Copy clone address",
      "Account and commit name…",
      "Builds…",
      "Remove…",
    ]);
    await hasFocus(() => item("Show its page"), "the keyboard goes on in it");
    await at.user.keyboard("{ArrowDown}{Enter}");
    expect(at.program.requests("open_clone"), "chosen").toEqual([{ id: 71, with: { is: "terminal" } }]);
    await hasFocus(() => button("More for group/web"), "back where it was opened");
    expect(screen.queryByRole("menu"), "closed").toBeNull();
  });

  it("opens the form for account and commit name with the focus in it, and no form without being asked", async () => {
    const one = added({ clones: [clone({ id: 70, folder: "~/gone", isThere: false }), clone()] });
    const at = await openList([one], (program) => program.answer("clone_details", () => details({ id: 71 })));
    const form = () => screen.queryByRole("form", { name: "Account and commit name" });
    await at.press("More for group/web");
    await at.user.click(item("Account and commit name…"));
    await hasFocus(() => within(form()!).getByLabelText("Account"), "its first field, of the folder that is there");
    await at.press("Back to repositories");
    await at.press("More for group/web");
    await at.user.click(item("Show its page"));
    await hasFocus(() => screen.getByRole("heading", { level: 1, name: "web" }), "the page says where one is");
    expect(form(), "nobody asked for it").toBeNull();
  });

  it("has the other ways to add", async () => {
    const at = await openList([web]);
    for (const name of ["Add, old contents only when needed", "Add without a clone"]) {
      await at.press("More for group/web");
      await at.user.click(item(name));
      await settled();
    }
    expect(at.program.requests("add_repository"), "as they say").toEqual([
      { repository: 1, to: { is: "projects_folder" }, kind: "old_contents_when_needed" },
      { repository: 1, to: { is: "nowhere" }, kind: "whole" },
    ]);
  });

  it.each([{ is: "taken" as const, folder: "~/work/api" }, { is: "large" as const, size: 9e9, free: 1e10 }])(
    "answers with them what is asked already: %j",
    async (state) => {
      const at = await openWith(withItems([addition({ state })]));
      await at.press("More for group/api");
      await at.user.click(item("Add, old contents only when needed"));
      await settled();
      await at.press("More for group/api");
      await at.user.click(item("Add to another folder…"));
      const field = screen.getByLabelText<HTMLInputElement>("Folder");
      await at.user.clear(field);
      await at.user.type(field, "~/work/other{Enter}");
      expect(at.program.requests("retry_addition"), "it goes on as wanted now").toEqual([
        { id: 5, kind: "old_contents_when_needed", folder: null },
        { id: 5, kind: null, folder: "~/work/other" },
      ]);
      expect(at.program.requests("add_repository"), "adding it again would change nothing").toEqual([]);
    },
  );

  it("is left by Escape, and gone through by the arrows and by letters", async () => {
    const at = await openList([web]);
    await at.press("More for group/web");
    await hasFocus(() => item("Show its page"), "the first");
    await at.user.keyboard("{ArrowUp}");
    await hasFocus(() => item("Builds…"), "around");
    await at.user.keyboard("o");
    await hasFocus(() => item("Open in GitLab"), "by its letter");
    await at.user.keyboard("{Escape}");
    expect(screen.queryByRole("menu"), "closed").toBeNull();
    await hasFocus(() => button("More for group/web"), "back");
  });

  it("asks for another folder, and takes none that is no path", async () => {
    const at = await openList([web]);
    await at.press("More for group/web");
    await at.user.click(item("Add to another folder…"));
    const field = screen.getByLabelText<HTMLInputElement>("Folder");
    await hasFocus(() => field, "there");
    expect(field.value, "where it would go").toBe("~/Projects/group/web");
    const press = (name: string) => at.user.click(within(screen.getByRole("dialog")).getByRole("button", { name }));
    await at.user.clear(field);
    await at.user.type(field, "web");
    await press("Add");
    expect(alerts(), "why not").toEqual(["Type a path that begins with / or ~/."]);
    await at.user.clear(field);
    await at.user.type(field, "~/work/web{Enter}");
    expect(at.program.requests("add_repository").map(({ to }) => to), "exactly that").toEqual([{ is: "folder", folder: "~/work/web" }]);
    expect(screen.queryByRole("dialog"), "closed").toBeNull();
  });

  it("cancels what is being added there", async () => {
    const at = await openWith(withItems([addition()]));
    await at.press("More for group/api");
    await at.user.click(item("Cancel adding"));
    expect(at.program.requests("cancel_addition"), "that one").toEqual([{ id: 5 }]);
  });
});

describe("the strip", () => {
  it("says what is being added, how far, and how many wait", async () => {
    const waiting = addition({ id: 6, path: "group/next", state: { is: "waiting", wait: { is: "turn" } } });
    const at = await openWith(withItems([addition(), waiting], { done: 1, total: 5, waiting: 3 }));
    expect(words(strip()), "the words of the design").toContain("Adding 2 of 5: group/api · Receiving 62 % · 14.2 MiB · 3.1 MiB/s · 3 waiting");
    await at.press("Show");
    expect(within(strip()).getAllByRole("listitem").map(words), "each with its state").toEqual([
      "group/api Receiving 62 % · 14.2 MiB · 3.1 MiB/s Cancel",
      "group/next Waits for its turn Cancel",
      "2 further ones wait.",
    ]);
    await at.press("Cancel adding group/next");
    expect(at.program.requests("cancel_addition"), "one of them").toEqual([{ id: 6 }]);
  });

  it("announces that it began, and nothing of how far it is", async () => {
    const at = await openWith(withItems([addition()]));
    const before = statuses();
    expect(before, "that").toContain("Adding group/api.");
    at.program.change(withItems([addition({ state: { is: "running", phase: "resolving", percent: 5, bytes: null, rate: null } })]));
    await waitFor(() => expect(words(strip()), "shown").toContain("Resolving 5 %"));
    expect(statuses(), "not said").toEqual(before);
  });

  it.each<[AdditionWait, string]>([
    [{ is: "turn" }, "Waits for its turn"],
    [{ is: "offline", since: 0 }, "Waits for gitlab.com, which can't be reached since"],
    [{ is: "rate_limited", until: 0 }, "gitlab.com asks to slow down until"],
    [{ is: "keyring_locked" }, "Waits for the keyring to be unlocked"],
    [{ is: "keyring" }, "Waits for the keyring to answer; goes on by itself"],
    [{ is: "needs_you", username: "alice" }, "Waits for @alice, which needs you"],
    [{ is: "signed_out" }, "Waits for somebody to sign in to Carrick"],
    [{ is: "other" }, "Waits; Carrick tries again by itself"],
  ])("says what it waits for: %j", async (wait, text) => {
    await openWith(withItems([addition({ state: { is: "waiting", wait } })]));
    expect(words(strip()), "in words").toContain(text);
  });

  it("asks about a large one, with both answers", async () => {
    const large = addition({ state: { is: "large", size: 6.7e9, free: null } });
    const at = await openWith(withItems([large]));
    expect(words(strip()), "how large").toContain("About 6.2 GiB.");
    await at.press("Add all of it");
    await settled();
    await at.press("Old contents only when needed");
    expect(at.program.requests("retry_addition"), "each").toEqual([
      { id: 5, kind: "whole", folder: null },
      { id: 5, kind: "old_contents_when_needed", folder: null },
    ]);
  });

  it("asks about a clone that is there already", async () => {
    const at = await openWith(withItems([addition({ state: { is: "taken", folder: "~/work/api" } })]));
    expect(words(strip()), "where").toContain("Found in ~/work/api. Use it?");
    await at.press("Use it");
    expect(at.program.requests("use_found_clone"), "that one").toEqual([{ id: 5 }]);
    await settled();
    await at.press("Clone anew");
    const folder = screen.getByLabelText("Folder");
    await at.user.clear(folder);
    await at.user.type(folder, "~/work/api-2{Enter}");
    expect(at.program.requests("retry_addition"), "elsewhere").toEqual([{ id: 5, kind: null, folder: "~/work/api-2" }]);
  });

  const STEPS: Record<AdditionFailure, string> = {
    credential_rejected: "Show accounts",
    nobody_answered: "Show accounts",
    not_found: "Open in GitLab",
    forbidden: "Open in GitLab",
    server_error: "Try again",
    redirected: "Show accounts",
    not_git: "Try again",
    certificate: "Try again",
    proxy: "Try again",
    timed_out: "Try again",
    cut_off: "Try again",
    folder_taken: "Another folder…",
    folder_other_case: "Another folder…",
    folder_unsafe: "Another folder…",
    folder_refused: "Another folder…",
    disk_full: "Try again",
    too_large: "Old contents only when needed",
    filter_failed: "Try again",
    path_refused: "Another folder…",
    checkout_failed: "Try again",
    foreign_owner: "Another folder…",
    forbidden_transport: "Try again",
    name_refused: "Open in GitLab",
    configuration_refused: "Try again",
    data_folder_refused: "Try again",
    git_missing: "Try again",
    killed: "Try again",
    unknown: "Try again",
  };

  it("has one next step for each failure", async () => {
    const at = await openWith(withItems([]));
    for (const [failure, step] of Object.entries(STEPS) as [AdditionFailure, string][]) {
      at.program.change(withItems([addition({ state: { is: "failed", failure, said: null, folder: null } })]));
      await settled();
      expect(alerts()[0], `${failure} says of what`).toMatch(/^group\/api could not be added\. \S/);
      const names = [...strip().querySelectorAll("button")].map((one) => one.getAttribute("aria-label") ?? words(one));
      expect(names, `${failure} has one button, and can be dismissed`).toEqual([step, "Dismiss"]);
    }
  });

  it("reads out a failure when it comes, and not again when all are shown", async () => {
    const failed = (id: number) =>
      addition({ id, repository: id, path: `group/${id}`, state: { is: "failed", failure: "disk_full", said: null, folder: null } });
    const at = await openWith(withItems([1, 2, 3, 4].map(failed)));
    expect(alerts().length, "those that are told unasked").toBe(2);
    await at.user.click(within(strip()).getByRole("button", { name: "Show" }));
    await waitFor(() => expect(words(strip()), "all").toContain("group/4 could not be added."));
    expect(alerts(), "whoever asked for them reads them").toEqual([]);
    at.program.change(withItems([...[1, 2, 3, 4].map(failed), addition({ id: 5, path: "group/5" })]));
    await waitFor(() => expect(words(strip()), "another").toContain("group/5"));
    at.program.change(withItems([1, 2, 3, 4, 5].map(failed)));
    await waitFor(() => expect(alerts().length, "that one is news").toBe(1));
  });

  it.each([true, false])("reads it out again where it was tried again in vain, with all shown: %s", async (isOpen) => {
    const failed = () => addition({ state: { is: "failed", failure: "disk_full", said: null, folder: null } });
    const other = addition({ id: 6, path: "group/next", state: { is: "waiting", wait: { is: "turn" } } });
    const at = await openWith(withItems([failed(), other]));
    if (isOpen) await at.user.click(within(strip()).getByRole("button", { name: "Show" }));
    await waitFor(() => expect(words(strip()), "it is told").toContain("group/api could not be added."));
    at.program.change(withItems([addition(), other]));
    await waitFor(() => expect(words(strip()), "it runs").not.toContain("could not be added"));
    at.program.change(withItems([failed(), other]));
    await waitFor(() => expect(alerts().join(), "the same reason, and news").toContain("group/api could not be added."));
  });

  it("shows what GitLab said as GitLab's words", async () => {
    const at = await openWith(withItems([addition({ state: { is: "failed", failure: "forbidden", said: "Pay first.", folder: null } })]));
    expect(words(strip()), "whose words they are").toContain('gitlab.com says: "Pay first."');
    await at.press("Open in GitLab");
    expect(at.program.requests("open_repository_page"), "there").toEqual([{ id: 2 }]);
  });
});

describe("what was added", () => {
  const last = (over: Partial<Added>): Everything =>
    withLast({ repository: 9, path: "group/api", folder: "~/Projects/group/api", commitsAs: null, notes: [], ...over });

  it("is said with the commit name it got, until it was seen", async () => {
    const at = await openWith(last({ commitsAs: "Alice Moreau <alice@example.com>" }));
    expect(statuses().join(), "the words of the design").toContain("Commits here: Alice Moreau ‹alice@example.com›.");
    await at.press("Dismiss");
    expect(statuses().join(), "seen").not.toContain("Added group/api");
    at.program.change({ ...last({ commitsAs: "Alice Moreau <alice@example.com>" }), surroundings: states["vaultLocked"]!().surroundings });
    await waitFor(() => expect(alerts().length, "something else is told").toBe(1));
    expect(statuses().join(), "it stays seen").not.toContain("Added group/api");
  });

  it("is said again where the same was removed and added anew", async () => {
    const at = await openWith(last({}));
    await at.press("Dismiss");
    at.program.change(withItems([]));
    await settled();
    at.program.change(last({}));
    await waitFor(() => expect(statuses().join(), "it is another one").toContain("Added group/api to"));
  });

  it.each<[AdditionNote, string]>([
    [{ is: "empty" }, "It has no commit yet."],
    [{ is: "has_all_contents" }, "GitLab sent all old contents, since it can't send them later."],
    [{ is: "colliding", names: ["A", "a"] }, "This disk can't keep these names apart: A and a."],
    [{ is: "large_files_missing" }, "git-lfs is not installed, so its large files are stand-ins."],
    [{ is: "large_files_failed" }, "Its large files could not be fetched; stand-ins are there."],
    [{ is: "large_files_elsewhere", address: "https://lfs.example" }, "It wants its large files from https://lfs.example"],
  ])("is said with what to know of it: %j", async (note, text) => {
    await openWith(last({ notes: [note] }));
    expect(statuses().join(), "in words").toContain(text);
  });

  it("is followed by the offer to set git up, once", async () => {
    const at = await openWith(withItems([], { offersGit: true }));
    expect(statuses().join(), "asked").toContain("git here asks Carrick. In your other clones too?");
    await at.press("Set up git");
    await waitFor(() => expect(at.program.requests("set_up_git").length, "done").toBe(1));
    await waitFor(() => expect(at.program.requests("dismiss_git_offer").length, "and answered").toBe(1));
  });
});
