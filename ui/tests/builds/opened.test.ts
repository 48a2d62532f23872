/** A merge request opened: its pipeline, its jobs, its tests, a log, its earlier builds. */
import { fireEvent } from "@testing-library/dom";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { buildsOf, buildShelf, draft, failed, job, opened, pipeline, running, stand, watched } from "../support/builds";
import type { Program } from "../support/program";
import { states } from "../support/states";
import { toBuilds } from "../support/ways";
import { alerts, button, error, hasFocus, noButton, openWindow, screen, settled, waitFor, within, words } from "../support/window";

async function open(row = failed(), prepare: (program: Program) => void = () => {}) {
  const at = await openWindow(states["builds"]!(), (program) => {
    buildShelf([{ repository: watched(), mergeRequests: [row] }]).serve(program);
    prepare(program);
  });
  await toBuilds(at);
  await settled();
  return at;
}
const name = "!41 Fix login";
const main = () => words(screen.getByRole("main"));
const stage = (of: string) => screen.getByRole("list", { name: of });

describe("a merge request's page", () => {
  it("says how its build stands, and what each job took; an allowed failure is told apart", async () => {
    const at = await open();
    await at.press(name);
    await settled();
    await hasFocus(() => screen.getByRole("heading", { level: 1 }), "read out where one is now");
    expect(main(), "in a word, with the job").toContain("Failed · unit");
    expect(words(stage("build")), "what it took").toContain("compile Passed · 48 s · waited 3 s");
    expect(words(stage("test")), "why it failed").toContain("unit Failed · its script failed · 2 min 5 s");
    expect(words(stage("test")), "what may fail, and how often it was tried").toContain("lint Failed · may fail · 48 s · waited 3 s · 2 tries");
    expect(main(), "who else may start it").toContain("Guarded: one of your team's Carricks starts it; a second start is cancelled.");
    expect(main(), "counts").toContain("3 failed, 206 passed, 1 skipped of 210");
    await waitFor(() => expect(main(), "names, and how many more").toMatch(/logs in unit logs out unit 1 more test failed\./));
  });

  it("says what came while it was read, without waiting for anything else", async () => {
    let row = running();
    const reads: (() => void)[] = [];
    const at = await open(row, (program) => {
      program.answer("opened_merge_request", async () => {
        const told = opened(row);
        await new Promise<void>((resolve) => reads.push(resolve));
        return told;
      });
    });
    await at.press(name);
    await waitFor(() => expect(reads.length, "it is read").toBe(1));
    row = failed();
    at.program.change({ ...states["builds"]!(), builds: buildsOf({ list: 2 }) });
    await settled();
    reads[0]!();
    await waitFor(() => expect(reads.length, "and once more").toBe(2));
    reads[1]!();
    await waitFor(() => expect(main(), "as it is by now").toContain("Failed · unit"));
  });

  it("says that a fork's commit gets no status, where the rule writes one", async () => {
    const at = await open(failed({ isOfFork: true }), (program) => program.answer("opened_merge_request", () => opened(failed({ isOfFork: true }), { lacksStatus: true })));
    await at.press(name);
    await settled();
    expect(main(), "why").toContain("Status None is written to this commit: it is a fork's, and your account has no rights there.");
  });

  it("does what is pressed twice in a row once, whatever takes its place", async () => {
    const at = await open(running(), (program) =>
      program.answer("act_on_build", () => {
        program.answer("opened_merge_request", () => opened(failed()));
        program.change({ ...states["builds"]!(), builds: buildsOf({ list: 2 }) });
        return { is: "done" };
      }),
    );
    await at.press(name);
    await settled();
    await at.press("Cancel");
    await waitFor(() => expect(main(), "it has ended").toContain("Failed · unit"));
    await waitFor(() => expect(screen.queryByText(`Cancelling ${name}`), "and that is done").toBeNull(), { timeout: 5000 });
    fireEvent.click(button("Retry failed jobs"), { detail: 2 });
    await settled();
    expect(at.program.requests("act_on_build"), "and nothing was begun anew").toEqual([{ build: 500, act: { is: "cancel" } }]);
    expect(at.program.requests("build_commit"), "in no other way either").toEqual([]);
  });

  it("comes to the log at once where that is asked for, as text that can be copied", async () => {
    const at = await open();
    await at.press(`Log: ${name}`);
    await settled();
    await waitFor(() => expect(words(screen.getByLabelText("Log of unit", { selector: "pre" })), "the last lines").toContain("test login ... FAILED"));
    await hasFocus(() => screen.getByRole("heading", { name: "Log of unit" }), "there");
    expect(main(), "that these are not all").toContain("The last lines.");
    expect(at.program.requests("job_log"), "of the job that failed").toEqual([{ build: 500, job: 9001 }]);
    await at.press("Copy log");
    await at.press("Close log");
    expect(screen.queryByLabelText("Log of unit"), "gone").toBeNull();
  });

  it("shows what a job wrote as text, whatever it is", async () => {
    const evil = '<img src=x onerror="alert(1)"><b>bold</b>';
    const at = await open(failed(), (program) => program.answer("job_log", () => ({ lines: [evil], isCutBefore: false, isCutAfter: true })));
    await at.press(`Log: ${name}`);
    await settled();
    const pre = await screen.findByLabelText("Log of unit", { selector: "pre" });
    expect(pre.textContent, "letter by letter").toBe(evil);
    expect(pre.children.length, "no element of it").toBe(0);
    expect(main(), "and there is more").toContain("The log goes on after these; GitLab has all of it.");
  });

  it("tells why a log can't be read, beside it", async () => {
    const at = await open(failed(), (program) => program.fail("job_log", error("not_found")));
    await at.press(`Log: ${name}`);
    await waitFor(() => expect(alerts().length, "once").toBe(1));
  });

  it("retries, starts and ends jobs by themselves", async () => {
    const jobs = [job({ state: "failed" }), job({ id: 2, name: "review", state: "manual", act: "play", hasLog: false }), job({ id: 3, name: "gpu", state: "running", act: "cancel", hasArtifacts: true })];
    const at = await open(failed(), (program) => program.answer("opened_merge_request", () => opened(failed(), { pipeline: pipeline({ stages: [{ name: "test", jobs }] }) })));
    await at.press(name);
    await settled();
    for (const button of ["Retry this job: unit", "Start: review", "Cancel: gpu", "Files: gpu"]) {
      await at.press(button);
      await settled();
    }
    expect(at.program.requests("act_on_build").map(({ act }) => act), "each its own").toEqual([
      { is: "retry_job", job: 9001 },
      { is: "play", job: 2 },
      { is: "cancel_job", job: 3 },
    ]);
    expect(at.program.requests("open_build_page"), "files are GitLab's to show").toEqual([{ is: "artifacts", build: 500, job: 3 }]);
  });

  it("says why it is not built, with what would change it", async () => {
    const at = await open(draft());
    await at.press(name);
    await settled();
    expect(words(screen.getByRole("region", { name: "Why not?" })), "one sentence, one button").toBe("It is a draft; built once marked ready. Open in GitLab");
    expect(screen.queryByRole("heading", { name: "Stages and jobs" }), "there is no pipeline").toBeNull();
  });

  it("lists earlier commits' builds", async () => {
    const earlier = [
      { sha: "77aa88bb99", build: stand({ id: 400 }), why: null },
      { sha: "66aa88bb99", build: stand({ id: null, mark: { is: "not_built" }, starter: null }), why: { reason: { is: "superseded" as const }, change: null } },
    ];
    const at = await open(failed(), (program) => program.answer("opened_merge_request", () => opened(failed(), { earlier })));
    await at.press(name);
    await settled();
    const section = screen.getByRole("region", { name: "Earlier builds" });
    expect(words(section), "each with how it ended").toMatch(/77aa88b Passed · Carrick on laptop .* 66aa88b Not built .* A newer commit came before its turn\./);
    await at.press("Open in GitLab: 77aa88b");
    expect(at.program.requests("open_build_page"), "its pipeline").toEqual([{ is: "pipeline", build: 400 }]);
  });

  it("follows what runs while it is shown", async () => {
    const at = await open(running());
    await at.press(name);
    await waitFor(() => expect(at.program.requests("show_builds").at(-1), "read often").toEqual({ builds: [500] }));
    at.program.answer("opened_merge_request", () => opened(failed()));
    at.program.change({ ...states["builds"]!(), builds: buildsOf({ list: 2 }) });
    await waitFor(() => expect(main(), "to its end").toContain("Failed · unit"));
    await waitFor(() => expect(at.program.requests("show_builds").at(-1), "and not any more").toEqual({ builds: [] }));
  });

  it("opens by a notification that was pressed, with the log of its job", async () => {
    const at = await openWindow(states["builds"]!(), (program) => buildShelf([{ repository: watched(), mergeRequests: [failed()] }]).serve(program));
    at.program.ask({ mergeRequest: 41, job: 9001 });
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent, "from another page").toContain("Fix login"));
    await waitFor(() => expect(screen.getByRole("heading", { name: "Log of unit" }), "the log").toBeTruthy());
  });

  it("goes back to its row", async () => {
    const at = await open();
    await at.press(name);
    await settled();
    const back = within(screen.getByRole("main")).getByRole("button", { name: "Builds" });
    await at.user.click(back);
    await hasFocus(() => screen.getAllByRole("row").find((row) => words(row).includes(name))!, "where it was left");
    expect(noButton("Close log"), "nothing of it is left").toBe(true);
    expect(button("Pause"), "but the page").toBeTruthy();
  });

  it("tells that it is gone, and reads again", async () => {
    const at = await open(failed(), (program) => program.fail("opened_merge_request", error("database_failed")));
    await at.press(name);
    await waitFor(() => expect(alerts().length, "why").toBe(1));
    at.program.answer("opened_merge_request", () => opened());
    await at.press("Try again");
    await waitFor(() => expect(main(), "then it is").toContain("Stages and jobs"));
  });

  it("breaks no rule that axe knows", async () => {
    const at = await open();
    await at.press(`Log: ${name}`);
    await settled();
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), "of the page").toEqual([]);
  });
});
