/** The page Builds: how watching stands, what is in the list, and how it is found and walked. */
import { fireEvent } from "@testing-library/dom";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import type { BuildReason } from "../../src/ipc/bindings";
import { buildsOf, buildShelf, draft, failed, mergeRequest, ofFork, running, watched, type Group } from "../support/builds";
import type { Program } from "../support/program";
import { states, type Everything } from "../support/states";
import { toBuilds } from "../support/ways";
import { alerts, button, hasFocus, noButton, openWindow, screen, settled, waitFor, within, words, type Opened } from "../support/window";

const all = (): Group[] => [
  { repository: watched(), mergeRequests: [failed(), running({ id: 42, iid: 42, title: "Add invoices", author: "alice", isMine: true }), ofFork(), draft({ id: 38, iid: 38, title: "Rewrite" })] },
  { repository: watched({ projectId: 71, path: "group/api", isWatched: false }), mergeRequests: [mergeRequest({ id: 7, iid: 7, title: "Docs", build: { starter: "gitlab" } }), mergeRequest({ id: 8, iid: 8, title: "Notes", build: { starter: "other_carrick" } })] },
];

async function open(groups = all(), state: Everything = states["builds"]!(), prepare: (program: Program) => void = () => {}) {
  const shelf = buildShelf(groups);
  const at = await openWindow(state, (program) => {
    shelf.serve(program);
    prepare(program);
  });
  await toBuilds(at);
  await settled();
  return { ...at, shelf };
}

const grid = () => screen.getByRole("grid", { name: "Merge requests" });
const lines = () => [...grid().querySelectorAll<HTMLElement>('[role="row"]')];
const line = (text: string) => lines().find((one) => words(one).includes(text))!;
const main = () => words(screen.getByRole("main"));
const search = () => screen.getByRole<HTMLInputElement>("searchbox", { name: "Find a merge request" });
const withBuilds = (over: Parameters<typeof buildsOf>[0]): Everything => ({ ...states["builds"]!(), builds: buildsOf(over) });
const key = async ({ user }: Pick<Opened, "user">, keys: string) => {
  await user.keyboard(keys);
  await settled();
};

describe("the list of merge requests", () => {
  it("stands by repository, each with how it stands in a word, who started it, and what it is of", async () => {
    await open();
    expect(lines().map(words), "heads, then their merge requests").toEqual([
      "group/project 4 Builds…",
      expect.stringMatching(/^!41 Fix login Failed · unit 2 h bob · fix > main · 3f2a1c9 · Carrick on laptop Log Retry failed jobs$/),
      expect.stringMatching(/^!42 Add invoices Running 6 min alice · .* Log Cancel$/),
      expect.stringMatching(/^!39 Translate the manual Needs approval 3 h eve · .* Build this commit… Why not\?$/),
      expect.stringMatching(/^!38 Rewrite draft Not built · draft 3 h bob · .* Why not\? Build this commit…$/),
      "group/api 2 not watched Builds…",
      expect.stringMatching(/^!7 Docs Passed 2 h bob · .* · GitLab Details$/),
      expect.stringMatching(/^!8 Notes Passed 2 h bob · .* · Carrick on another computer Details$/),
    ]);
    expect(grid().getAttribute("aria-rowcount"), "heads count as rows").toBe("8");
  });

  it("says that what is old is old, and never that it is good", async () => {
    const old = Date.now() - 6 * 24 * 3_600_000 - 1000;
    await open([{ repository: watched(), mergeRequests: [running({ build: { seenAt: old, decidedAt: old } }), mergeRequest({ id: 2, iid: 2, build: { mark: { is: "unknown" } } })] }]);
    expect(words(line("!41")), "as it was").toContain("Running when last seen, 6 days ago");
    expect(words(line("!2")), "a word of GitLab's that nobody knows").toContain("Not known");
  });

  it("says what holds up what is to be built", async () => {
    const held = (id: number, reason: BuildReason, mark: "waiting_for_gitlab" | "starting") =>
      mergeRequest({ id, iid: id, why: { reason, change: { is: "wait", until: null } }, build: { mark: { is: mark }, starter: null, seenAt: null } });
    await open([{ repository: watched(), mergeRequests: [held(1, { is: "preparing", until: null }, "waiting_for_gitlab"), held(2, { is: "unreachable" }, "waiting_for_gitlab"), held(3, { is: "taken_by_other", since: 1 }, "starting")] }]);
    expect(words(line("!1")), "GitLab may begin by itself").toMatch(/Waiting up to 30 s in case GitLab starts it .* Details$/);
    expect(words(line("!2")), "nobody knows whether it did").toMatch(/Waiting · can't reach GitLab .* Why not\?$/);
    expect(words(line("!3")), "it may be started elsewhere").toContain("Starting · another Carrick");
  });

  it("marks what runs in a fork, where a pass proves little", async () => {
    await open([{ repository: watched(), mergeRequests: [mergeRequest({ isOfFork: true, build: { inFork: true } })] }]);
    expect(within(line("!41")).getByText("in the fork").title, "why").toBe("A pass in the fork proves little.");
  });

  it("narrows to what is pressed, says how many there are of each, and shows all again", async () => {
    const at = await open();
    const group = screen.getByRole("group", { name: "Filter" });
    expect(within(group).getAllByRole("button").map(words), "with counts").toEqual(["Mine 1", "Failed 1", "Needs approval 1", "Running 1"]);
    await at.user.click(within(group).getByRole("button", { name: /^Failed/ }));
    await waitFor(() => expect(lines().map(words).join(), "one").not.toContain("!42"));
    await at.user.click(within(group).getByRole("button", { name: /^Running/ }));
    await waitFor(() => expect(lines().length, "either, with their head").toBe(3));
    expect(within(group).getByRole("button", { name: /^Failed/ }).getAttribute("aria-pressed"), "both are pressed").toBe("true");
    await at.user.click(within(group).getByRole("button", { name: /^Mine/ }));
    await waitFor(() => expect(lines().map(words).join(), "of mine").not.toContain("!41"));
  });

  it("finds by a few letters, marks them, and goes from the field into the rows", async () => {
    const at = await open();
    await at.user.type(search(), "invoi");
    await waitFor(() => expect(lines().length, "its head and itself").toBe(2));
    expect(line("!42").querySelector("mark")?.textContent, "what was looked for").toBe("invoi");
    await key(at, "{ArrowDown}");
    await hasFocus(() => line("!42"), "past the head");
    await key(at, "{ArrowRight}");
    await hasFocus(() => within(line("!42")).getAllByRole("button").find((one) => words(one) === "Log")!, "its first button");
    await key(at, "{Escape}");
  });

  it("says that nothing was found, by words or by a filter", async () => {
    const at = await open();
    await at.user.type(search(), "zzz");
    await waitFor(() => expect(main(), "by its words").toContain('No watched merge request has "zzz" in it.'));
    await key(at, "{Escape}");
    await at.user.click(screen.getByRole("button", { name: /^Mine/ }));
    await at.user.click(screen.getByRole("button", { name: /^Failed/ }));
    await waitFor(() => expect(lines().length, "what fails, of mine: none").toBe(0));
    expect(main(), "by the filter").toContain("No merge request passes this filter.");
  });

  it("presses the row's first button by Enter, and opens its page by Ctrl+Enter", async () => {
    const at = await open([{ repository: watched(), mergeRequests: [running({ actions: { log: null } })] }]);
    line("!41").focus();
    await key(at, "{Enter}");
    expect(at.program.requests("act_on_build"), "Enter cancels nothing").toEqual([]);
    expect(screen.getByRole("heading", { level: 1 }).textContent, "it shows").toContain("Fix login");
    await toBuilds(at);
    await settled();
  });

  it("tells which builds are looked at while they are under way, and none once it is left", async () => {
    const at = await open();
    await waitFor(() => expect(at.program.requests("show_builds").at(-1), "the one that runs").toEqual({ builds: [500] }));
    await at.press("Your profile");
    await waitFor(() => expect(at.program.requests("show_builds").at(-1), "gone").toEqual({ builds: [] }));
  });

  it("takes what is new without moving what somebody points at", async () => {
    const at = await open();
    at.shelf.revision = 2;
    at.shelf.groups = [{ repository: watched({ projectId: 9, path: "a/new" }), mergeRequests: [failed({ id: 99, iid: 99, title: "Newest" })] }, ...at.shelf.groups];
    line("!41").focus();
    at.program.change(withBuilds({ list: 2 }));
    await settled();
    expect(words(lines()[0]!), "as it was").toContain("group/project");
    search().focus();
    await waitFor(() => expect(words(lines()[0]!), "once the focus is elsewhere").toContain("a/new"), { timeout: 3000 });
  });

  /** One that ends, and a newer one before it. */
  async function passAndOpen(at: Awaited<ReturnType<typeof open>>) {
    const [first, ...rest] = at.shelf.groups;
    const ended = mergeRequest({ id: 42, iid: 42, title: "Add invoices", author: "alice", isMine: true });
    const mergeRequests = [failed({ id: 99, iid: 99, title: "Newest" }), ...first!.mergeRequests.map((row) => (row.id === 42 ? ended : row))];
    at.shelf.revision += 1;
    at.shelf.groups = [{ ...first!, mergeRequests }, ...rest];
    at.program.change(withBuilds({ list: at.shelf.revision }));
    await settled();
  }
  const hint = () => screen.queryByRole("button", { name: "1 new. Show" });

  it("says of a row that somebody is in what is so now, though it keeps its place", async () => {
    const at = await open();
    line("!42").focus();
    await passAndOpen(at);
    await waitFor(() => expect(words(line("!42")), "it has ended").toContain("Passed"), { timeout: 3000 });
    expect(lines().findIndex((one) => words(one).includes("!42")), "where it was").toBe(2);
    await hasFocus(() => line("!42"), "and so is the focus");
  });

  it("says so of a row as well that the filter leaves out by now", async () => {
    const at = await open();
    await at.user.click(screen.getByRole("button", { name: /^Running/ }));
    await waitFor(() => expect(lines().length, "its head and itself").toBe(2));
    line("!42").focus();
    await passAndOpen(at);
    await waitFor(() => expect(words(line("!42")), "it does not run").toContain("Passed"), { timeout: 3000 });
  });

  it("hints at what is new while somebody is in it, and shows that by a key", async () => {
    const at = await open();
    expect(hint(), "nothing is new").toBeNull();
    line("!41").focus();
    await passAndOpen(at);
    await waitFor(() => expect(hint(), "one is").not.toBeNull(), { timeout: 3000 });
    expect(screen.getAllByRole("status").map(words), "it is read out").toContain("1 new.");
    expect(words(screen.getByRole("grid")), "but not there yet").not.toContain("!99");
    await at.user.tab({ shift: true });
    await hasFocus(() => hint()!, "before the list");
    await key(at, "{Enter}");
    await hasFocus(() => line("!99"), "there it is");
    await waitFor(() => expect(hint(), "and nothing else").toBeNull());
  });

  it("says nothing of what is new where it is shown at once", async () => {
    const at = await open();
    await passAndOpen(at);
    await waitFor(() => expect(words(screen.getByRole("grid")), "nobody is in it").toContain("!99"), { timeout: 3000 });
    expect(hint(), "there is nothing to hint at").toBeNull();
  });

  it("breaks no rule that axe knows", async () => {
    const at = await open();
    line("!41").focus();
    await passAndOpen(at);
    await waitFor(() => expect(hint(), "with the hint").not.toBeNull(), { timeout: 3000 });
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), "of the page").toEqual([]);
  });
});

describe("how watching stands", () => {
  it.each<[string, Parameters<typeof buildsOf>[0], string]>([
    ["while it is open", {}, "Watching 12 repositories while Carrick is open. Looked 1"],
    ["also when closed", { service: { is: "on" } }, "Watching 12 repositories, also when Carrick is closed."],
    ["elsewhere", { standsBy: true }, "Another Carrick on this computer watches 12 repositories."],
    ["paused", { paused: { since: new Date().setHours(0, 1, 0, 0), notBuilt: 6 } }, "Paused since 00:01; 6 not built."],
    [
      "where machines cannot agree",
      { unguarded: { count: 3, path: "group/web", why: "unreachable" } },
      "group/web and 2 more: two machines may start one build; Carrick stops the second. What machines agree by can't be reached.",
    ],
    ["what a pause kept back", { asleep: { from: 0, to: 0, count: 2, cause: "pause" } }, "2 merge requests changed, nothing was built."],
    ["set up and not running", { service: { is: "down" } }, "it does not run. Carrick watches while it is open."],
  ])("is said: %s", async (_, over, said) => {
    await open([], withBuilds(over));
    expect(main(), "in the line below the heading").toContain(said);
  });

  it("says that GitLab asks to slow down, and what could not be read", async () => {
    await open([], states["buildsAsleep"]!());
    expect(main(), "a pause is no trouble").toMatch(/gitlab\.com asks to slow down until (\w{3} )?\d\d:\d\d\./);
    expect(main(), "trouble has its host, its time and its reason").toMatch(/Merge requests at git\.example\.org could not be read since .* Carrick tries again (at|on)/);
  });

  it("is gone on with once, however often the button is pressed", async () => {
    const at = await open(undefined, withBuilds({ paused: { since: Date.now(), notBuilt: 0 } }));
    at.program.pass("resume_builds", [withBuilds({})], () => null);
    await at.press("Go on");
    await waitFor(() => expect(button("Pause").getAttribute("aria-disabled"), "it goes on, and is done").toBeNull());
    fireEvent.click(button("Pause"), { detail: 2 });
    await settled();
    expect(at.program.requests("pause_builds"), "the second press does not take that back").toEqual([]);
    expect(at.program.requests("resume_builds").length, "once").toBe(1);
  });

  it("says what was left out after a long time in which nobody looked", async () => {
    const leftOut = Date.now() - 7 * 24 * 3_600_000;
    const said = /Of what changed before \d+ \w+( \d+)? only what is still open was looked at\./;
    const at = await open([], withBuilds({ leftOut, asleep: { from: leftOut - 9, to: Date.now(), count: 2, cause: "absence" } }));
    expect(main(), "with what was seen").toMatch(said);
    await at.press("Review 2");
    expect(words(screen.getByRole("dialog")), "where it is looked through").toMatch(said);
  });

  it("says so as well where nothing is to be looked through", async () => {
    await open([], withBuilds({ leftOut: Date.now() - 7 * 24 * 3_600_000 }));
    expect(main(), "in the line below the heading").toMatch(/Looked .* Of what changed before/);
  });

  it("is paused and goes on by one button, which keeps the focus", async () => {
    const at = await open();
    at.program.pass("pause_builds", [withBuilds({ paused: { since: Date.now(), notBuilt: 0 } })], () => null);
    await at.press("Pause");
    await waitFor(() => expect(noButton("Pause"), "now it is").toBe(true));
    await hasFocus(() => button("Go on"), "the same button");
  });

  it("has a mark in the side bar while something waits for an approval", async () => {
    await openWindow(withBuilds({ needsApproval: 1 }));
    await waitFor(() => expect(button("Builds, needs you"), "read out too").toBeTruthy());
  });
});

describe("nothing to list", () => {
  it("asks for an account first", async () => {
    await open([], states["fresh"]!());
    expect(main(), "one sentence").toContain("Link an account first.");
    expect(button("Link GitLab"), "one button").toBeTruthy();
  });

  it("asks for a repository where none is watched, and leads to its rule", async () => {
    const at = await open([], states["buildsNew"]!());
    expect(main(), "one sentence").toContain("No repository is watched yet. Choose one, and its merge requests are built when they open.");
    await at.press("Choose a repository…");
    await settled();
    expect(screen.getByRole("dialog", { name: "Choose a repository" }), "by name").toBeTruthy();
    await hasFocus(() => screen.getByRole("searchbox", { name: "Find a repository" }), "ready to type");
  });

  it("says that none was seen where one is watched", async () => {
    await open([]);
    expect(main(), "no error").toContain("No merge request was seen yet.");
    expect(alerts(), "and none is told").toEqual([]);
  });

  it("tells why the list can't be read, and reads it again", async () => {
    const at = await open([], undefined, (program) => program.fail("list_builds", { code: "database_failed", facts: {} }));
    await waitFor(() => expect(alerts().length, "why").toBe(1));
    at.shelf.serve(at.program);
    await at.press("Try again");
    await waitFor(() => expect(alerts(), "it could be").toEqual([]));
  });
});
