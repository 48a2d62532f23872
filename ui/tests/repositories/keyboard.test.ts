/** The keyboard: in the list, and everywhere in the window. */
import { fireEvent } from "@testing-library/dom";
import { describe, expect, it } from "vitest";
import { added, repository } from "../support/library";
import { grid, line, many, openList, search, texts } from "../support/list";
import { button, hasFocus, screen, settled, waitFor, within, words } from "../support/window";

describe("the keyboard", () => {
  const key = (at: { user: { keyboard(text: string): Promise<void> } }, text: string) => at.user.keyboard(text);

  it("goes from the search into the list and around in it", async () => {
    const at = await openList(many(200, 2));
    await key(at, "{Control>}f{/Control}");
    await hasFocus(search, "Ctrl+F");
    await key(at, "{Enter}");
    await hasFocus(() => line("project-0"), "the first repository, not the head above it");
    await key(at, "{ArrowDown}");
    await hasFocus(() => line("project-1"), "one down");
    await key(at, "{ArrowUp}{ArrowUp}");
    await hasFocus(() => line("On this computer"), "heads have buttons, so they are gone to as well");
    await key(at, "{End}");
    await hasFocus(() => line("project-199"), "the last, which was not there before");
    await key(at, "{PageUp}");
    await waitFor(() => expect(words(document.activeElement!), "some up").toMatch(/project-1[89]\d/));
    await key(at, "{Home}");
    await hasFocus(() => line("On this computer"), "the first line");
  });

  it("has one stop in the list for Tab", async () => {
    await openList(many(20, 2));
    expect(grid().querySelectorAll('[tabindex="0"]').length, "the line that was gone to last").toBe(1);
  });

  it("reaches the row's buttons sideways, and presses the first by Enter", async () => {
    const at = await openList([added()]);
    line("group/web").focus();
    await key(at, "{ArrowRight}");
    await hasFocus(() => button("Open group/web in Code"), "the first");
    await key(at, "{ArrowRight}");
    await hasFocus(() => button("More for group/web"), "the second");
    await key(at, "{ArrowRight}");
    await hasFocus(() => button("More for group/web"), "there is no third");
    await key(at, "{ArrowLeft}{ArrowLeft}");
    await hasFocus(() => line("group/web"), "back on the row");
    await key(at, "{Enter}");
    expect(at.program.requests("open_clone"), "Open").toEqual([{ id: 71, with: { is: "editor", editor: "code.desktop" } }]);
  });

  it("opens a repository's page by Ctrl+Enter and by its name", async () => {
    const at = await openList([repository({ id: 42 })]);
    line("group/web").focus();
    await key(at, "{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.queryByRole("grid"), "its own page").toBeNull());
    expect(at.program.requests("add_repository"), "and nothing else").toEqual([]);
    await key(at, "{Control>}1{/Control}");
    await settled();
    await at.user.click(within(line("group/web")).getByRole("button", { name: "group/web" }));
    await waitFor(() => expect(screen.queryByRole("grid"), "by the name too").toBeNull());
  });

  it("takes letters typed in the list as a new search", async () => {
    const at = await openList([repository({ id: 1 }), repository({ id: 2, path: "group/api" })]);
    line("group/web").focus();
    await key(at, "ap");
    await hasFocus(search, "there");
    expect(search().value, "from the first letter on").toBe("ap");
  });

  it("keeps the focused line while it is scrolled out of sight", async () => {
    await openList(many(5000));
    line("project-3").focus();
    const main = screen.getByRole("main");
    main.scrollTop = 56 * 4000;
    await fireEvent.scroll(main);
    await waitFor(() => expect(texts().join(), "elsewhere").toContain("project-4000"));
    await hasFocus(() => line("project-3"), "not lost");
  });

  it("stays with its repository, on its button, where rows get new places", async () => {
    const at = await openList(many(3));
    line("project-1").focus();
    await key(at, "{ArrowRight}{ArrowRight}");
    await hasFocus(() => button("More for group/project-1"), "where it was");
    at.program.answer("read_repositories", () => {
      at.shelf.revision = 2;
      at.shelf.all = [repository({ id: 900, path: "group/aaa-new" }), ...at.shelf.all];
      return null;
    });
    await key(at, "{F5}");
    await waitFor(() => expect(texts().join(), "the new list").toContain("group/aaa-new"));
    await hasFocus(() => button("More for group/project-1"), "one further down");
    expect(grid().querySelector('[tabindex="0"]'), "which is the stop for Tab").toBe(line("project-1"));
  });

  it("goes to the search where its repository is no more", async () => {
    const at = await openList(many(3));
    line("project-1").focus();
    at.program.answer("read_repositories", () => {
      at.shelf.revision = 2;
      at.shelf.all = at.shelf.all.filter(({ id }) => id !== 2);
      return null;
    });
    await key(at, "{F5}");
    await hasFocus(search, "not another one, whose button Enter would press");
  });

  it("goes to the first that is found where another list comes under it", async () => {
    const at = await openList(many(30, 2));
    let answer = () => {};
    at.program.answer("list_repositories", (wanted) => new Promise((resolve) => (answer = () => resolve(at.shelf.page(wanted)))));
    await at.user.type(search(), "project-2");
    line("project-8").focus();
    // Each letter is a search of its own; only the last is shown.
    await waitFor(async () => {
      answer();
      await settled();
      expect(grid().getAttribute("aria-rowcount"), "eleven, a head and the question to GitLab").toBe("13");
    });
    await hasFocus(() => line("project-2"), "with the focus");
  });

  it("reads again by F5, and goes to the pages by their number", async () => {
    const at = await openList([repository()]);
    await key(at, "{F5}");
    await waitFor(() => expect(at.program.requests("read_repositories").length, "asked for").toBe(1));
    await key(at, "{Control>}3{/Control}");
    expect(screen.getByRole("heading", { level: 1 }).textContent, "the third").toBe("Account settings");
    await hasFocus(() => screen.getByRole("heading", { level: 1 }), "where it begins");
    await key(at, "{Control>}1{/Control}");
    expect(screen.getByRole("heading", { level: 1 }).textContent, "the first").toBe("Repositories");
    await hasFocus(search, "ready to type");
  });

  it("lists its keys by Ctrl+?", async () => {
    const at = await openList([repository()]);
    await key(at, "{Control>}?{/Control}");
    const dialog = screen.getByRole("dialog", { name: "Keys" });
    expect(words(dialog), "with what they do").toContain("Read again");
    await hasFocus(() => within(dialog).getByRole("button", { name: "Close" }), "one button");
    await key(at, "{Escape}");
    expect(screen.queryByRole("dialog"), "closed").toBeNull();
  });
});
