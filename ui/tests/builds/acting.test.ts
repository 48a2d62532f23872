/** What a person does with builds: retry, cancel, build, approve a fork's commit, review what changed meanwhile. */
import { describe, expect, it } from "vitest";
import type { MergeRequestRow } from "../../src/ipc/bindings";
import { buildShelf, draft, failed, mergeRequest, ofFork, question, running, watched } from "../support/builds";
import type { Program } from "../support/program";
import { states, type Everything } from "../support/states";
import { toBuilds } from "../support/ways";
import { alerts, button, error, hasFocus, inDialog, openWindow, screen, settled, waitFor, within, words } from "../support/window";

async function open(rows: MergeRequestRow[], prepare: (program: Program) => void = () => {}, state: Everything = states["builds"]!()) {
  const at = await openWindow(state, (program) => {
    buildShelf([{ repository: watched(), mergeRequests: rows }]).serve(program);
    prepare(program);
  });
  await toBuilds(at);
  await settled();
  return at;
}

const main = () => words(screen.getByRole("main"));
const dialog = () => screen.getByRole("alertdialog");

describe("a build", () => {
  it("is retried, and ended, from its row", async () => {
    const at = await open([failed(), running({ id: 42, iid: 42, title: "Add invoices", build: { id: 501 } })]);
    await at.press("Retry failed jobs: !41 Fix login");
    await at.press("Cancel: !42 Add invoices");
    await waitFor(() =>
      expect(at.program.requests("act_on_build"), "each its own").toEqual([
        { build: 500, act: { is: "retry" } },
        { build: 501, act: { is: "cancel" } },
      ]),
    );
  });

  it("has everything else in its menu", async () => {
    const at = await open([failed()]);
    await at.press("More: !41 Fix login");
    const names = within(screen.getByRole("menu")).getAllByRole("menuitem").map(words);
    expect(names, "by their names").toEqual(["Log", "Retry failed jobs", "Retry this job", "New build", "Details", "Open in GitLab"]);
  });

  it("of a commit that its rule leaves out is asked about first", async () => {
    const at = await open([draft()]);
    await at.press("Build this commit: !41 Fix login");
    const sheet = screen.getByRole("dialog", { name: "Build commit 3f2a1c9 of !41?" });
    expect(words(sheet), "in whose name").toContain("It starts a pipeline in your name (@alice)");
    await hasFocus(() => within(sheet).getByRole("button", { name: "Cancel" }), "the harmless one");
    await at.user.click(within(sheet).getByRole("button", { name: "Build this commit" }));
    await waitFor(() => expect(at.program.requests("build_commit"), "once").toEqual([{ id: 41 }]));
  });

  it("that is refused says why, and what changed meanwhile is said", async () => {
    const at = await open([mergeRequest()], (program) => program.answer("build_commit", () => ({ is: "no", reason: { is: "pipelines_off" } })));
    await at.press("More: !41 Fix login");
    await at.user.click(screen.getByRole("menuitem", { name: "New build" }));
    await waitFor(() => expect(main(), "which and why").toContain("!41 Fix login: Pipelines are switched off in group/project."));
    at.program.answer("build_commit", () => ({ is: "changed" }));
    await at.press("More: !41 Fix login");
    await at.user.click(screen.getByRole("menuitem", { name: "New build" }));
    await waitFor(() => expect(main(), "another commit").toContain("!41 Fix login is another commit by now, or goes elsewhere."));
  });

  it("that fails is told with what it was", async () => {
    const at = await open([failed()], (program) => program.fail("act_on_build", error("connection_refused", { host: "gitlab.com" })));
    await at.press("Retry failed jobs: !41 Fix login");
    await waitFor(() => expect(alerts().join(), "beside the list").toContain("Retrying !41 Fix login: "));
  });
});

describe("a fork's commit", () => {
  it("is asked about with what it may do, and the harmless button has the focus", async () => {
    const at = await open([ofFork()]);
    await at.press("Build this commit: !39 Translate the manual");
    await waitFor(() => expect(dialog(), "asked").toBeTruthy());
    expect(words(dialog()), "the design's words").toContain(
      "Build eve's commit 9b01d44 of !39? It runs eve's code on this project's runners, with its unprotected variables, in your name (@alice). It changes .gitlab-ci.yml and 2 included files. What its jobs download is not part of the commit. GitLab is asked by merge request, not by commit: if eve pushes in that second, Carrick cancels. The next push asks again.",
    );
    await hasFocus(() => inDialog("Cancel"), "neither Enter nor Escape builds it");
    await at.user.keyboard("{Enter}");
    expect(at.program.requests("approve_build"), "nothing").toEqual([]);
    expect(screen.queryByRole("alertdialog"), "gone").toBeNull();
  });

  it("shows its changes at GitLab, and stays asked", async () => {
    const at = await open([ofFork()]);
    await at.press("Build this commit: !39 Translate the manual");
    await settled();
    await at.user.click(inDialog("See the changes"));
    await waitFor(() => expect(at.program.requests("open_build_page"), "of this one").toEqual([{ is: "changes", id: 39 }]));
    expect(dialog(), "still there").toBeTruthy();
  });

  it("is approved as it was shown, all of it", async () => {
    const at = await open([ofFork()]);
    await at.press("Build this commit: !39 Translate the manual");
    await settled();
    await at.user.click(inDialog("Build this commit"));
    await waitFor(() => expect(at.program.requests("approve_build"), "commit, source and target").toEqual([question().approval]));
    await waitFor(() => expect(screen.queryByRole("alertdialog"), "done").toBeNull());
  });

  it("says that it does not know what it does not know", async () => {
    const at = await open([ofFork()], (program) => program.answer("approval_question", () => question({ ci: null })));
    await at.press("Build this commit: !39 Translate the manual");
    await settled();
    expect(words(dialog()), "no silence").toContain("Carrick could not find out whether it changes the CI configuration.");
  });

  it("asks the same way when a retry turns out to be one", async () => {
    const at = await open([failed({ isOfFork: true })], (program) => program.answer("act_on_build", () => ({ is: "needs_approval", question: question() })));
    await at.press("Retry failed jobs: !41 Fix login");
    await waitFor(() => expect(words(dialog()), "just this commit").toContain("Build eve's commit 9b01d44 of !39?"));
  });

  it("keeps its question where approving fails", async () => {
    const at = await open([ofFork()], (program) => program.fail("approve_build", error("database_failed")));
    await at.press("Build this commit: !39 Translate the manual");
    await settled();
    await at.user.click(inDialog("Build this commit"));
    await waitFor(() => expect(words(dialog()), "beside the button").toContain("Carrick can't read or write its data"));
  });
});

describe("what changed while nobody looked", () => {
  const one = (id: number, over = {}) => ({ id, path: "group/project", iid: id, title: `Change ${id}`, author: "bob", isOfFork: false, reason: null, ...over });

  it("is said, and what is ticked is built; a fork's is not among it", async () => {
    const at = await open([], (program) => program.answer("asleep_review", () => ({ mergeRequests: [one(1), one(2), one(3, { isOfFork: true }), one(4, { reason: { is: "draft" } })] })), states["buildsAsleep"]!());
    expect(main(), "when, and how many").toMatch(/Asleep .* to .*: 14 merge requests changed, nothing was built\./);
    await at.press("Review 14");
    await settled();
    const sheet = screen.getByRole("dialog");
    expect(within(sheet).getAllByRole("checkbox").length, "all, and the two that may be built").toBe(3);
    expect(words(sheet), "why not the others").toMatch(/From a fork: its commit is approved by itself\..*It is a draft/);
    await at.user.click(within(sheet).getByRole("checkbox", { name: /Change 2/ }));
    await at.user.click(within(sheet).getByRole("button", { name: "Build 1" }));
    await waitFor(() => expect(at.program.requests("answer_asleep"), "what is left ticked").toEqual([{ build: [1] }]));
    await waitFor(() => expect(screen.queryByRole("dialog"), "done").toBeNull());
  });

  it("stays to be reviewed when that is left", async () => {
    const at = await open([], (program) => program.answer("asleep_review", () => ({ mergeRequests: [one(1)] })), states["buildsAsleep"]!());
    await at.press("Review 14");
    await settled();
    await at.press("Cancel");
    expect(at.program.requests("answer_asleep"), "nothing is put aside").toEqual([]);
    expect(button("Review 14"), "still offered").toBeTruthy();
  });
});
