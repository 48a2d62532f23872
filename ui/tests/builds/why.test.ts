/** Why not: one sentence and what would change it, of one in the list and of any by its address. */
import { describe, expect, it } from "vitest";
import type { BuildReason, WhyAnswer, WhyChange } from "../../src/ipc/bindings";
import { why } from "../../src/texts/builds/why";
import { buildShelf, draft, notBuilt, watched } from "../support/builds";
import { states } from "../support/states";
import { toBuilds } from "../support/ways";
import { alerts, button, error, openWindow, screen, settled, waitFor, within, words } from "../support/window";

const search = () => screen.getByRole<HTMLInputElement>("searchbox", { name: "Find a merge request" });
const main = () => words(screen.getByRole("main"));

async function open(row = draft(), answer?: WhyAnswer) {
  const at = await openWindow(states["builds"]!(), (program) => {
    buildShelf([{ repository: watched(), mergeRequests: [row] }]).serve(program);
    if (answer) program.answer("why_not", () => answer);
  });
  await toBuilds(at);
  await settled();
  return at;
}

const asked = { id: null, linkId: 11, instance: "https://gitlab.com", projectId: 70, path: "other/project", iid: 42, title: "Add it", author: "carol", sha: "a".repeat(40) };
const now = new Date(2026, 10, 24, 9, 0).getTime();
const about = { path: "group/project", author: "bob", now };
const monday = new Date(2026, 10, 23, 18, 2).getTime();
const tuesday = new Date(2026, 10, 24, 8, 10).getTime();

describe("the sentence", () => {
  it.each<[BuildReason, string]>([
    [{ is: "not_watched" }, "Carrick does not watch group/project."],
    [{ is: "draft" }, "It is a draft; built once marked ready."],
    [{ is: "other_target", target: "docs", built: ["main", "release/*"] }, "It goes into docs; built are main, release/*."],
    [{ is: "opened_before" }, "Opened before builds were switched on."],
    [{ is: "while_closed", from: monday, to: tuesday }, "Carrick was closed from Mon 18:02 to Tue 08:10."],
    [{ is: "while_paused", from: monday, to: tuesday }, "Builds were paused from Mon 18:02 to Tue 08:10."],
    [{ is: "skip_ci" }, "The commit message says [skip ci]."],
    [{ is: "no_jobs" }, "GitLab found no job for it: no rule matches merge requests."],
    [{ is: "role_too_low", level: 20 }, "Developer is needed, you are Reporter."],
    [{ is: "gitlab_builds" }, "GitLab builds here by itself."],
    [{ is: "taken_by_other", since: now - 40_000 }, "Another Carrick took it 40 seconds ago."],
    [{ is: "paused", since: new Date(2026, 10, 24, 8, 10).getTime() }, "Paused since 08:10."],
  ])("is the design's: %o", (reason, said) => {
    expect(why.sentence(reason, about)).toBe(said);
  });

  it("says the day of a time that is not today's", () => {
    const until = (at: Date) => why.change({ is: "wait", until: at.getTime() }, about).text;
    expect(until(new Date(2026, 10, 24, 23, 50)), "today").toBe("Carrick waits until 23:50.");
    expect(until(new Date(2026, 10, 25, 0, 10)), "past midnight").toBe("Carrick waits until Wed 00:10.");
  });

  it.each<[WhyChange, string | null]>([
    [{ is: "watch" }, "Builds…"],
    [{ is: "change_targets" }, "Change"],
    [{ is: "show_what_to_add" }, "Show what to add"],
    [{ is: "approve" }, "Build this commit…"],
    [{ is: "wait", until: null }, null],
  ])("has a button for what would change it: %o", (change, name) => {
    expect(why.change(change, about).button).toBe(name);
  });
});

describe("Why not?", () => {
  it("is answered in front of the list, and Escape leaves it", async () => {
    const at = await open();
    await at.press("Why not: !41 Fix login");
    const sheet = await screen.findByRole("dialog", { name: "Why is !41 not built?" });
    await waitFor(() => expect(words(sheet), "one sentence").toContain("It is a draft; built once marked ready."));
    await at.user.click(within(sheet).getByRole("button", { name: "Open in GitLab" }));
    await waitFor(() => expect(at.program.requests("open_merge_request_at"), "what would change it").toEqual([{ linkId: 11, projectId: 70, iid: 41 }]));
    expect(screen.queryByRole("dialog"), "done").toBeNull();
  });

  it("leads to the rule where that decides", async () => {
    const at = await open(notBuilt({ reason: { is: "other_target", target: "docs", built: ["main"] }, change: { is: "change_targets" } }));
    await at.press("Why not: !41 Fix login");
    await settled();
    await at.press("Change");
    await settled();
    expect(screen.getByRole("heading", { level: 1 }).textContent?.trim(), "of its project").toBe("Builds for group/project");
    expect(at.program.requests("begin_rule"), "by its number").toEqual([{ is: "project", linkId: 11, projectId: 70 }]);
  });

  it("is answered for a pasted address, also of a project that is not watched", async () => {
    const at = await open(draft(), { is: "not", mergeRequest: asked, why: { reason: { is: "not_watched" }, change: { is: "watch" } } });
    await at.user.click(search());
    await at.user.paste("https://gitlab.com/other/project/-/merge_requests/42");
    await waitFor(() => expect(main(), "which one, and why").toMatch(/!42 Add it other\/project · carol .*Carrick does not watch other\/project\./));
    expect(at.program.requests("why_not"), "once").toEqual([{ is: "address", text: "https://gitlab.com/other/project/-/merge_requests/42" }]);
    expect(button("Builds…"), "what would change it").toBeTruthy();
  });

  it("is answered for what is typed in the end, however slow the answer to its beginning", async () => {
    const answers: (() => void)[] = [];
    const at = await open(draft(), { is: "no_address" });
    at.program.answer("why_not", (question) => new Promise((resolve, reject) => {
      const isWhole = question.is === "address" && question.text.endsWith("!42");
      answers.push(() => (isWhole ? resolve({ is: "no_account", host: "git.example.org" }) : reject(error("timed_out", { host: "g" }))));
    }));
    await at.user.click(search());
    await at.user.paste("https://g");
    await at.user.keyboard("it.example.org/group/project!42");
    expect(answers.length, "one question at a time").toBe(1);
    answers[0]!();
    await waitFor(() => expect(answers.length, "then the last, and none in between").toBe(2));
    expect(alerts(), "what became of the first is nobody's matter").toEqual([]);
    answers[1]!();
    await waitFor(() => expect(main(), "that one is answered").toContain("No account is linked on git.example.org."));
  });

  it("asks nothing more of what was typed and taken away", async () => {
    let answer = () => {};
    const at = await open(draft(), { is: "no_address" });
    at.program.answer("why_not", () => new Promise((resolve) => (answer = () => resolve({ is: "no_address" }))));
    await at.user.click(search());
    await at.user.paste("https://g");
    await at.user.keyboard("i");
    await at.user.clear(search());
    answer();
    await settled();
    expect(at.program.requests("why_not").length, "nobody wants to know").toBe(1);
    expect(main(), "nor is told").not.toContain("This is no address of a merge request.");
  });

  it.each<[WhyAnswer, string]>([
    [{ is: "no_address" }, "This is no address of a merge request."],
    [{ is: "no_account", host: "git.example.org" }, "No account is linked on git.example.org."],
    [{ is: "not_seen", host: "gitlab.com" }, "No account of yours sees this merge request on gitlab.com."],
  ])("says what it cannot answer: %o", async (answer, said) => {
    const at = await open(draft(), answer);
    await at.user.click(search());
    await at.user.paste("group/project!42");
    await waitFor(() => expect(main(), "and what to do").toContain(said));
  });
});
