/** Finding a repository: by letters and by filters. */
import { describe, expect, it, vi } from "vitest";
import type { RepositoriesPage, RepositoriesWanted } from "../../src/ipc/bindings";
import { added, repository } from "../support/library";
import { line, many, openList, search, texts } from "../support/list";
import { button, hasFocus, screen, settled, statuses, waitFor, words } from "../support/window";

describe("searching", () => {
  it("shows what was found, with the letters marked", async () => {
    const at = await openList([repository({ id: 1, path: "group/INVoicing" }), added({ id: 2, path: "group/web" })]);
    await at.user.type(search(), "inv");
    await waitFor(() => expect(texts().join(), "not the others").not.toContain("group/web"));
    expect([...line("INVoicing").querySelectorAll("mark")].map(words), "which letters").toEqual(["INV"]);
    expect(texts().some((text) => text.startsWith("On this computer")), "a section of nothing is left out").toBe(false);
  });

  it("drops what comes for an earlier word", async () => {
    const at = await openList(many(5));
    const waiting: { wanted: RepositoriesWanted; answer: (page: RepositoriesPage) => void }[] = [];
    at.program.answer("list_repositories", (wanted) => new Promise((answer) => waiting.push({ wanted, answer })));
    await at.user.type(search(), "project-4");
    await settled();
    // Each is answered in its turn; only the last word counts.
    while (waiting.length > 0) {
      const { wanted, answer } = waiting.shift()!;
      answer(at.shelf.page(wanted));
      await settled();
      if (waiting.length > 0) expect(texts().join(), `${wanted.query} is old`).toContain("project-0");
    }
    expect(texts().join(), "the newest word").not.toContain("project-0");
    expect(at.program.requests("list_repositories").length, "and no question for each letter").toBeLessThan(5);
  });

  it("goes into the list only when the answer to what is typed is there", async () => {
    const at = await openList(many(5));
    let answer = () => {};
    at.program.answer("list_repositories", (wanted) =>
      new Promise((done) => (answer = () => done(at.shelf.page(wanted)))),
    );
    await at.user.type(search(), "4");
    await at.user.keyboard("{Enter}{Enter}");
    await settled();
    expect(document.activeElement, "what is shown is the answer to nothing typed").toBe(search());
    expect(at.program.requests("add_repository"), "and nothing is done to it").toEqual([]);
    answer();
    await hasFocus(() => line("project-4"), "now it is");
  });

  it("forgets the key when something else is typed", async () => {
    const at = await openList(many(5));
    const answers: (() => void)[] = [];
    at.program.answer("list_repositories", (wanted) =>
      new Promise((done) => answers.push(() => done(at.shelf.page(wanted)))),
    );
    await at.user.type(search(), "4{Enter}3");
    for (let last = -1; last !== answers.length; ) {
      last = answers.length;
      for (const answer of answers) answer();
      await settled();
    }
    await waitFor(() => expect(texts().join(), "answered").not.toContain("project-4"));
    expect(document.activeElement, "typing goes on").toBe(search());
  });

  it("reads out how many were found, a second after the last letter", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const at = await openList(many(12));
      await at.user.type(search(), "project-1");
      await settled();
      await vi.advanceTimersByTimeAsync(900);
      expect(statuses().join(), "not while it is typed").not.toContain("found");
      await vi.advanceTimersByTimeAsync(200);
      await settled();
      expect(statuses(), "once").toContain("3 repositories found.");
    } finally {
      vi.useRealTimers();
    }
  });

  it("says that there is none, and offers to ask GitLab for it", async () => {
    const at = await openList([repository()]);
    await at.user.type(search(), "nowhere");
    await waitFor(() => expect(texts(), "two lines").toEqual(['No repository is called "nowhere".', 'Ask GitLab for "nowhere"']));
  });

  it("is cleared by Escape and by its button", async () => {
    const at = await openList([repository()]);
    await at.user.type(search(), "zzz");
    await at.user.keyboard("{Escape}");
    expect(search().value, "by key").toBe("");
    await at.user.type(search(), "zzz");
    await at.press("Clear the search");
    expect(search().value, "by button").toBe("");
    await hasFocus(search, "to go on typing");
    await waitFor(() => expect(texts().join(), "all again").toContain("group/web"));
  });
});

describe("filters", () => {
  it("leave out what is not ticked, and are counted", async () => {
    const at = await openList([repository({ id: 1, path: "g/old", archived: true }), added({ id: 2, path: "g/web" })]);
    await at.press("Filter");
    await at.user.click(screen.getByLabelText("Archived"));
    await waitFor(() => expect(texts().join(), "only those").not.toContain("g/web"));
    expect(button("Filter (1)"), "how many").toBeTruthy();
    await at.user.click(screen.getByLabelText("Not added"));
    expect(at.program.requests("list_repositories").at(-1)?.filter, "both").toEqual({
      linkId: null,
      archived: true,
      readOnly: null,
      added: false,
    });
    await at.user.keyboard("{Escape}");
    await hasFocus(() => button("Filter (2)"), "closed, the focus kept");
  });

  it("are what is told of where they leave out all that was found", async () => {
    const at = await openList([repository()]);
    await at.press("Filter");
    await at.user.click(screen.getByLabelText("Archived"));
    await at.user.keyboard("{Escape}");
    await at.user.type(search(), "web");
    await waitFor(() => expect(texts()[0], "there is one called so").toBe("No repository passes this filter."));
  });

  it("choose an account where there are several", async () => {
    const at = await openList(many(2), undefined, "repositoriesOfTwo");
    await at.user.selectOptions(screen.getByLabelText("Account"), "@bob");
    await waitFor(() => expect(texts(), "bob reaches none").toEqual(["No repository passes this filter."]));
    expect(at.program.requests("list_repositories").at(-1)?.filter.linkId, "as bob").toBe(12);
  });

  it("offer no account where there is one", async () => {
    await openList(many(2));
    expect(screen.queryByLabelText("Account"), "nothing to choose").toBeNull();
  });
});
