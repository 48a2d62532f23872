/** How far the list is read, and what is said where there is nothing in it. */
import { describe, expect, it } from "vitest";
import { many, openList, texts } from "../support/list";
import { reading, states } from "../support/states";
import { button, hasFocus, noButton, openWindow, screen, waitFor, words } from "../support/window";

describe("how far it is read", () => {
  const status = (): string => words(screen.getByRole("main")).replace(/Read again.*/, "");

  it.each([
    [[reading({ count: 2 })], /(^|\s)2 repositories\. Read \d+ minutes ago\./],
    // The list may be behind.
    [[reading({ count: 900 })], /(^|\s)900 repositories\. Read \d+ minutes ago\./],
    [[reading({ pass: "names", readAt: null, read: 3200, total: 10412 })], "Reading repositories: 3,200 of 10,412."],
    [[reading({ pass: "names", readAt: null, read: 3200 })], "Reading repositories: 3,200 so far."],
    [[reading({ readAt: null })], "Reading repositories."],
    [[reading(), reading({ linkId: 12, pass: "names", readAt: null, read: 10, total: 20 })], "Reading repositories: 10 of 20."],
  ])("is said: %#", async (readings, text) => {
    await openList(many(2), (one) => one.become({ ...one.overview, repositories: { revision: 1, list: 1, readings } }));
    expect(status(), "in words").toMatch(text);
  });

  it("counts what two accounts of one GitLab reach once", async () => {
    const readings = [reading({ count: 900 }), reading({ linkId: 12, count: 400 })];
    const become = { repositories: { revision: 1, list: 1, readings } };
    await openList(many(2), (one) => one.become({ ...one.overview, ...become }), "repositoriesOfTwo");
    expect(status(), "no more than there are").toMatch(/(^|\s)900 repositories\./);
  });

  it("is asked for again by its button, once", async () => {
    let done = () => {};
    const at = await openList(many(2), (one) => one.answer("read_repositories", () => new Promise((resolve) => (done = () => resolve(null)))));
    await at.user.dblClick(button("Read again"));
    expect(at.program.requests("read_repositories").length, "while it is asked").toBe(1);
    expect(status(), "says what it does").toContain("Asking GitLab what has changed.");
    done();
    await waitFor(() => expect(status(), "over").not.toContain("Asking GitLab"));
  });

  it("says that it is in no project, and that there is nothing here yet", async () => {
    const at = await openList([]);
    expect(texts(), "both sections teach").toEqual([
      "On this computer",
      "Nothing on this computer yet. Have clones already? Find clones…",
      "You are a member of Add a group…",
      "Your account is in no project yet. Type at least three letters to ask GitLab, or paste an address.",
    ]);
    expect(noButton("Link GitLab"), "it is linked").toBe(true);
    expect(at.program.requests("list_repositories").length, "asked once").toBe(1);
  });

  it("claims nothing of projects while they are read for the first time", async () => {
    const readings = [reading({ count: 0, pass: "names", readAt: null })];
    await openList([], (one) => one.become({ ...one.overview, repositories: { revision: 1, list: 1, readings } }));
    expect(texts().at(-1), "nothing is known yet").toBe("Reading repositories.");
  });

  it("asks for an account first where there is none", async () => {
    const at = await openWindow(states["ready"]!());
    await at.press("Repositories");
    expect(words(screen.getByRole("main")), "one sentence").toContain("Link an account first.");
    expect(at.program.requests("list_repositories"), "nothing to ask for").toEqual([]);
    await at.press("Link GitLab");
    await hasFocus(() => button("Link GitLab"), "one button, which leads there");
    expect(screen.getByRole("heading", { level: 1 }).textContent, "where that is done").toBe("Account settings");
  });
});
