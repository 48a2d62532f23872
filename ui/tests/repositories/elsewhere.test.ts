/** What the list does not hold: GitLab is asked for a name, and an address is looked for. */
import { describe, expect, it } from "vitest";
import { repository } from "../support/library";
import { inLine, line, openList, search, texts } from "../support/list";
import { alerts, button, hasFocus, noButton, settled, waitFor } from "../support/window";

const web = repository({ id: 1, path: "group/web" });

describe("what the list does not hold", () => {
  const found = { linkId: 11, projectId: 7, id: null, instance: "https://gitlab.com", path: "other/tool", name: "tool", lastActivityAt: 0, visibility: "public" };

  it("is asked of GitLab, and added from there", async () => {
    const at = await openList([web], (one) => {
      one.answer("ask_gitlab", () => ({ found: [found] }));
      one.answer("take_in_repository", () => repository({ id: 77, path: "other/tool", reachedBy: [] }));
    });
    await at.user.type(search(), "tool");
    await settled();
    await at.press('Ask GitLab for "tool"');
    await waitFor(() => expect(texts().join(), "below").toContain("other/tool @alice"));
    expect(at.program.requests("ask_gitlab"), "as whom").toEqual([{ linkId: 11, query: "tool" }]);
    await at.press("Add other/tool");
    await waitFor(() => expect(at.program.requests("add_repository").map((one) => one.repository), "known by then").toEqual([77]));
    await hasFocus(() => inLine("other/tool", "Add other/tool"), "in the row that came in its place");
    expect(at.program.requests("take_in_repository"), "taken in first").toEqual([{ linkId: 11, projectId: 7 }]);
    await at.user.type(search(), "s");
    await waitFor(() => expect(texts().join(), "that was for another word").not.toContain("other/tool"));
  });

  it("is not asked for less than three letters", async () => {
    const at = await openList([web]);
    await at.user.type(search(), "to");
    await waitFor(() => expect(texts(), "nothing to ask").toEqual(['No repository is called "to".']));
    expect(noButton('Ask GitLab for "to"'), "GitLab would find nothing").toBe(true);
  });

  it("is found by its address, and gone to", async () => {
    const at = await openList([web], (one) => one.answer("find_repository", () => repository({ id: 88, path: "other/place" })));
    await at.user.type(search(), "git@gitlab.com:other/place.git{Enter}");
    await hasFocus(() => line("P other/place"), "its row");
    expect(at.program.requests("find_repository"), "as it was pasted").toEqual([{ text: "git@gitlab.com:other/place.git" }]);
    expect(button("Add other/place"), "which is like any other").toBeTruthy();
  });

  it("is not gone to when something else is typed by the time it is found", async () => {
    let answer = () => {};
    const at = await openList([web], (one) =>
      one.answer("find_repository", () => new Promise((done) => (answer = () => done(repository({ id: 88, path: "other/place" }))))),
    );
    await at.user.type(search(), "git@gitlab.com:other/place.git{Enter}");
    await at.user.clear(search());
    await at.user.type(search(), "we");
    answer();
    await waitFor(() => expect(texts().join(), "what is typed").toContain("group/web"));
    await settled();
    expect(document.activeElement, "the person types on").toBe(search());
  });

  it("tells that there is nothing at an address", async () => {
    const at = await openList([web]);
    await at.user.type(search(), "https://gitlab.com/no/where{Enter}");
    await waitFor(() => expect(alerts().length, "why").toBe(1));
    await at.user.type(search(), "x");
    expect(alerts(), "another word, another answer").toEqual([]);
  });
});
