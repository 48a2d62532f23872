/** The list: what stands in it, how it is asked for, and what happens to it while it is looked at. */
import { fireEvent } from "@testing-library/dom";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import type { RepositoriesPage } from "../../src/ipc/bindings";
import { added, clone, library, repository } from "../support/library";
import { grid, inLine, line, lines, many, openList, search, texts } from "../support/list";
import type { Everything } from "../support/states";
import { alerts, button, error, screen, settled, statuses, waitFor, words } from "../support/window";

const changed = (now: Everything, list: number): Everything => ({ ...now, repositories: { ...now.repositories, list } });

describe("the list of repositories", () => {
  it("has what is on this computer first, then what the account is a member of", async () => {
    await openList([repository({ id: 2, path: "group/INVoicing" }), added({ id: 1, path: "group/web" })]);
    expect(texts(), "sections with their counts, then rows").toEqual([
      "On this computer 1 Find clones on this computer…",
      expect.stringMatching(/^W group\/web ~\/Projects\/group\/web 2 hours ago Open$/),
      "You are a member of 1 Add a group…",
      expect.stringMatching(/^I group\/INVoicing to ~\/Projects\/group\/INVoicing 2 hours ago Add$/),
    ]);
    expect(grid().getAttribute("aria-rowcount"), "how many lines there are").toBe("4");
    expect(line("INVoicing").getAttribute("aria-rowindex"), "and which one this is").toBe("4");
  });

  it("says what is special about a repository", async () => {
    await openList([
      repository({ id: 1, path: "g/old", archived: true, readOnly: true }),
      repository({ id: 2, path: "g/seen", readOnly: true }),
      repository({ id: 3, path: "g/new", empty: true }),
      added({ id: 4, path: "g/built", clones: [] }),
      added({ id: 5, path: "g/gone", clones: [clone({ folder: "~/Projects/g/gone", isThere: false })] }),
      added({ id: 6, path: "g/went", clones: [clone({ folder: "~/Projects/h/went", isMoved: true })] }),
    ]);
    expect(words(line("g/old")), "read only goes without saying").toMatch(/archived(?!.*read only)/);
    expect(words(line("g/seen")), "no push").toContain("read only");
    expect(words(line("g/new")), "no commit").toContain("empty");
    expect(words(line("g/built")), "no clone, and one can be had").toMatch(/builds only.*Add$/);
    expect(words(line("g/gone")), "a folder that went away, and where to look").toMatch(/g\/gone is not there any more.*Details$/);
    expect(words(line("g/went")), "its remote names the old place").toMatch(/moved.*Open$/);
    expect(words(line("g/built")), "and nothing of others").not.toContain("moved");
  });

  it("says where the account of a clone may fetch, not push, though another one may", async () => {
    const reachedBy = [
      { linkId: 11, mayPush: true },
      { linkId: 12, mayPush: false },
    ];
    const of = (id: number, name: string, linkId: number | null) =>
      added({ id, path: `g/${name}`, reachedBy, clones: [clone({ id: 70 + id, linkId })] });
    await openList([of(1, "fetches", 12), of(2, "pushes", 11), of(3, "free", null)], undefined, "repositoriesOfTwo");
    expect(words(line("g/fetches")), "before a push fails").toContain("may fetch, not push");
    for (const name of ["g/pushes", "g/free"]) expect(words(line(name)), name).not.toContain("may fetch");
  });

  it("shows the pictures of what was added, and asks for no others", async () => {
    const url = "data:image/png;base64,iVBORw0KGgo=";
    const all = [added({ id: 1, path: "g/web", hasPicture: true }), added({ id: 2, path: "g/api" }), repository({ id: 3, path: "g/docs" })];
    const at = await openList(all, (program) => program.answer("repository_picture", () => ({ url })));
    await waitFor(() => expect(line("g/web").querySelector("img")?.src, "in its row").toBe(url));
    expect(at.program.requests("repository_picture"), "once").toEqual([{ id: 1 }]);
    expect(line("g/web").querySelector("img")!.alt, "which says no more than the name beside it").toBe("");
    expect(words(line("g/api")), "initials").toMatch(/^A/);
  });

  it("shows initials where a picture can't be had", async () => {
    const one = added({ id: 1, path: "g/web", hasPicture: true });
    await openList([one], (program) => program.fail("repository_picture", error("database_failed")));
    expect(words(line("g/web")), "no word about it").toMatch(/^W/);
    expect(alerts(), "it is no failure").toEqual([]);
  });

  it("names the account only where there are two on its GitLab", async () => {
    const all = [repository({ path: "group/web", reachedBy: [{ linkId: 12, mayPush: false }, { linkId: 11, mayPush: true }] })];
    await openList(all, undefined, "repositoriesOfTwo");
    expect(words(line("group/web")), "the one that may push").toContain("@alice");
  });

  it("names no account where there is one", async () => {
    await openList([repository()]);
    expect(words(line("group/web")), "it goes without saying").not.toContain("@alice");
  });

  it("keeps few rows in the document, of 100,000 too, and asks for no more than is looked at", async () => {
    const at = await openList(many(100_000, 3));
    expect(lines().length, "only those in sight").toBeLessThan(60);
    expect(grid().getAttribute("aria-rowcount"), "all of them count").toBe("100002");
    expect(at.program.requests("list_repositories").length, "one page").toBe(1);
    const main = screen.getByRole("main");
    main.scrollTop = 56 * 50_000;
    await fireEvent.scroll(main);
    await waitFor(() => expect(texts().join(), "what stands there").toContain("group/project-50000"));
    expect(lines().length, "and still only those in sight").toBeLessThan(60);
    const places = at.program.requests("list_repositories").map(({ at }) => at);
    expect(places.every((place) => place === 0 || (place >= 49_900 && place <= 50_100)), `nothing between: ${places}`).toBe(true);
  });

  it("asks for further pages in the revision of the first", async () => {
    const at = await openList(many(300));
    const main = screen.getByRole("main");
    main.scrollTop = 56 * 250;
    await fireEvent.scroll(main);
    await waitFor(() => expect(texts().join(), "the second page").toContain("project-250"));
    expect(at.program.requests("list_repositories").map(({ revision }) => revision), "any, then that one").toEqual([null, 1]);
  });

  it("begins anew when the list has changed meanwhile", async () => {
    const at = await openList(many(300));
    at.shelf.revision = 2;
    at.shelf.all = [repository({ id: 900, path: "group/aaa-new" }), ...at.shelf.all];
    const main = screen.getByRole("main");
    main.scrollTop = 56 * 250;
    await fireEvent.scroll(main);
    await waitFor(() => expect(texts().join(), "rows of the new list").toContain("project-250"));
    expect(grid().getAttribute("aria-rowcount"), "with its count").toBe("304");
    const asked = at.program.requests("list_repositories").map(({ revision }) => revision);
    expect(asked, "the first of it in any revision, the others in that one").toEqual([null, 1, null]);
  });

  it("has skeletons until rows come, and says that it reads", async () => {
    let answer = (_: RepositoriesPage) => {};
    const at = await openList([], (one) => one.answer("list_repositories", () => new Promise((resolve) => (answer = resolve))));
    expect(statuses(), "said").toContain("Reading the list.");
    answer(library([repository()]).page(at.program.requests("list_repositories")[0]!));
    await waitFor(() => expect(texts().join(), "there").toContain("group/web"));
    expect(statuses(), "no more").not.toContain("Reading the list.");
  });

  it("tells why it could not be read, and tries again", async () => {
    const at = await openList([repository()], (one) => one.fail("list_repositories", error("database_failed")));
    expect(alerts().join(), "why").toContain("Carrick can't read or write its data on this computer.");
    expect(at.program.requests("list_repositories").length, "and not again and again").toBe(1);
    at.shelf.serve(at.program);
    await at.press("Try again");
    await waitFor(() => expect(texts().join(), "there").toContain("group/web"));
    expect(alerts(), "over").toEqual([]);
  });

  it("passes the check for accessibility", async () => {
    await openList([added({ id: 1 }), repository({ id: 2, path: "group/api", archived: true })]);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join()}`), "none").toEqual([]);
  });
});

describe("what changes while it is looked at", () => {
  it("is shown by itself while nobody points at the list", async () => {
    const at = await openList(many(3));
    at.shelf.revision = 2;
    at.shelf.all = [...at.shelf.all, repository({ id: 9, path: "group/fresh" })];
    at.program.change(changed(at.program.overview, 2));
    await waitFor(() => expect(texts().join(), "within a second").toContain("group/fresh"));
  });

  it.each(["pointer", "focus"] as const)("waits while the %s is in the list", async (what) => {
    const at = await openList(many(3));
    if (what === "pointer") await fireEvent.pointerEnter(grid());
    else line("project-0").focus();
    at.shelf.revision = 2;
    at.shelf.all = [repository({ id: 9, path: "group/fresh" }), ...at.shelf.all];
    const before = texts();
    at.program.change(changed(at.program.overview, 2));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await settled();
    expect(texts(), "nothing moves there").toEqual(before);
    if (what === "pointer") await fireEvent.pointerLeave(grid());
    else search().focus();
    await waitFor(() => expect(texts().join(), "then it does").toContain("group/fresh"));
  });

  it.each(["pointer", "focus"] as const)("asks for what is still to come, and keeps what is there, while the %s is in it", async (what) => {
    const at = await openList(many(300));
    if (what === "pointer") await fireEvent.pointerEnter(grid());
    else line("project-0").focus();
    at.shelf.revision = 2;
    at.shelf.all = [repository({ id: 900, path: "group/aaa-new" }), ...at.shelf.all];
    const main = screen.getByRole("main");
    const scroll = async (top: number) => {
      main.scrollTop = top;
      await fireEvent.scroll(main);
      await settled();
    };
    await scroll(56 * 250);
    await waitFor(() => expect(texts().join(), "rows of the list there is now").toContain("project-250"));
    await scroll(0);
    expect(texts()[3], "the first is where it was").toContain("group/project-0");
    if (what === "pointer") await fireEvent.pointerLeave(grid());
    else search().focus();
    at.program.change(changed(at.program.overview, 2));
    await waitFor(() => expect(texts()[3], "then it is renewed").toContain("group/aaa-new"));
  });

  it("grows at its end under a pointer that rests on it", async () => {
    const at = await openList(many(100));
    await fireEvent.pointerEnter(grid());
    at.shelf.revision = 2;
    at.shelf.all = many(300);
    at.program.change(changed(at.program.overview, 2));
    await waitFor(() => expect(grid().getAttribute("aria-rowcount"), "all there are").toBe("303"));
    expect(texts()[3], "and nothing has moved").toContain("group/project-0");
  });

  it("keeps the place of a row that was added, until the next visit", async () => {
    const at = await openList([repository({ id: 1, path: "group/web" }), repository({ id: 2, path: "group/api" })], (one) => one.telling = "before" as const);
    at.program.answer("add_repository", () => {
      at.shelf.revision = 2;
      at.shelf.all = [repository({ id: 1, path: "group/web" }), added({ id: 2, path: "group/api" })];
      at.program.change(changed(at.program.overview, 2));
      return null;
    });
    await at.press("Add group/api");
    await waitFor(() => expect(button("Open group/api in Code"), "its button is the next one").toBeTruthy());
    const place = () => lines().findIndex((one) => words(one).includes("group/api"));
    expect(place(), "where it was").toBe(4);
    await at.press("Your profile");
    await at.press("Repositories");
    await settled();
    expect(place(), "in its section").toBe(1);
  });

  it("takes the second half of a double click for nothing, whichever row it falls on", async () => {
    const at = await openList(many(3));
    at.program.answer("add_repository", () => new Promise(() => {}));
    await fireEvent.click(inLine("project-0", "Add group/project-0"), { detail: 1 });
    await fireEvent.click(inLine("project-1", "Add group/project-1"), { detail: 2 });
    await settled();
    expect(at.program.requests("add_repository").length, "only what was clicked first").toBe(1);
  });

  it("asks at most once a second, however fast it changes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    try {
      const at = await openList(many(3));
      const before = at.program.requests("list_repositories").length;
      // While projects are read, the list that is served is a little behind what is told.
      for (let list = 2; list < 22; list += 1) {
        at.program.change(changed(at.program.overview, list));
        await vi.advanceTimersByTimeAsync(100);
        await settled();
      }
      const asked = at.program.requests("list_repositories").length - before;
      expect(asked, "two seconds").toBeGreaterThan(0);
      expect(asked, "and not each time").toBeLessThan(4);
    } finally {
      vi.useRealTimers();
    }
  });
});
