/** Coming to the page: after the first link, where the window was left, and past what stands in the way. */
import { describe, expect, it } from "vitest";
import type { Link } from "../../src/ipc/bindings";
import { troublesOf } from "../../src/state/repositories/troubles";
import { repository } from "../support/library";
import { openList, search } from "../support/list";
import { alice, bob, linked, overviewOf, reading, states } from "../support/states";
import { waiting } from "../support/ways";
import { alerts, button, closeWindow, error, hasFocus, noButton, openForm, openWindow, region, screen, settled, statuses, waitFor, words } from "../support/window";

describe("the first link", () => {
  it("leads on to repositories, with the focus on the button", async () => {
    const at = await openWindow(states["saving"]!());
    waiting()!.focus();
    at.program.change(states["linkedNow"]!());
    await hasFocus(() => button("Show repositories"), "the next step");
    expect(words(region()), "the words of the design").toContain("Done: alice is linked. Next: add a repository.");
    expect(button("Show repositories").classList.contains("primary"), "the one thing to do").toBe(true);
    await at.press("Show repositories");
    await hasFocus(search, "ready to type");
  });

  it("is not told again of a further account", async () => {
    const notice = { outcome: "linked", linkId: 12, username: "bob", hasNamesake: false } as const;
    await openWindow(overviewOf([linked({ linkCount: 2, links: [alice(), bob()], notice })]));
    expect(words(region()), "it is linked").toContain("Done: bob is linked.");
    expect(noButton("Show repositories"), "the person knows where they are").toBe(true);
  });
});

const title = (): string => words(screen.getByRole("heading", { level: 1 }));

describe("the window", () => {
  it("opens where it was left", async () => {
    const at = await openWindow(states["repositories"]!());
    await at.press("Repositories");
    closeWindow();
    await openWindow(states["repositories"]!());
    expect(words(screen.getByRole("heading", { level: 1 })), "the next time").toBe("Repositories");
  });

  it.each([null, "elsewhere"])("opens on Repositories once an account is linked, where it was left at %s", async (left) => {
    if (left === null) localStorage.clear();
    else localStorage.setItem("carrick.page", left);
    const at = await openWindow(states["fresh"]!());
    expect(title(), "nothing is linked").toBe("Account settings");
    // Setting up is no choice of a page.
    await at.edit();
    closeWindow();
    await openWindow(states["repositories"]!());
    expect(title(), "what Carrick is for").toBe("Repositories");
    closeWindow();
    localStorage.setItem("carrick.page", "account");
    await openWindow(states["repositories"]!());
    expect(title(), "where it was left comes first").toBe("Account settings");
  });

  it("stays where it is told that an account was linked, however that came", async () => {
    localStorage.clear();
    const at = await openWindow(states["saving"]!());
    at.program.change(states["linkedNow"]!());
    await waitFor(() => expect(words(region()), "in the window").toContain("Done: alice is linked."));
    expect(title(), "not from under the person").toBe("Account settings");
    closeWindow();
    await openWindow(states["linkedNow"]!());
    expect(title(), "by an answer that started Carrick").toBe("Account settings");
    expect(words(region()), "to be read").toContain("Done: alice is linked.");
  });
});

describe("what stands in the way", () => {
  it("is one line for each link, with its one action", async () => {
    await openList([repository()], undefined, "repositoriesInTrouble");
    const told = [...alerts(), ...statuses()];
    expect(told, "the keyring, once").toContain("The Login keyring is locked.");
    expect(told, "the link that needs somebody").toContain("@alice on gitlab.com needs you since 3 March.");
    expect(told, "the link that may not").toContain("This link may not list repositories (read_user). It is @bob on git.example.org/gitlab.");
    for (const name of ["Unlock keyring", "Relink", "Edit scopes"]) expect(button(name), name).toBeTruthy();
  });

  it("says of an instance out of reach once, since when the first of its links was without it", () => {
    const since = (hour: number): Link["health"] => ({
      state: "unreachable",
      since: new Date(2026, 2, 3, hour, 0).getTime(),
      error: { code: "host_unknown", facts: { host: "gitlab.com" } },
    });
    const links = [alice({ health: since(10) }), bob({ health: since(9) })];
    const told = troublesOf([linked({ links })], [], "ready", new Date(2026, 2, 3, 11, 0).getTime());
    expect(told.map(({ what }) => what), "one line").toEqual(["Can't reach gitlab.com since 09:00."]);
  });

  it("begins to relink where its stages are", async () => {
    const at = await openList([repository()], undefined, "repositoriesInTrouble");
    await at.press("Relink");
    expect(words(screen.getByRole("heading", { level: 1 })), "there").toBe("Account settings");
    expect(at.program.requests("begin_link"), "that link").toEqual([{ id: 1, relink: 11, way: "deep_link" }]);
  });

  it("opens the form at its scopes", async () => {
    const at = await openList([repository()], undefined, "repositoriesInTrouble");
    await at.press("Edit scopes");
    await hasFocus(() => screen.getByLabelText("api"), "there");
    expect(openForm(), "of that integration").not.toBeNull();
  });

  it("says since when GitLab can't be reached, and lists what was read before", async () => {
    const since = new Date(2026, 2, 3, 9, 14).getTime();
    const trouble = { since, until: since, error: error("host_unknown", { host: "gitlab.com" }) };
    const at = await openList([repository()]);
    at.program.change({ ...at.program.overview, repositories: { revision: 1, list: 1, readings: [reading({ trouble })] } });
    await waitFor(() => expect(statuses(), "how old").toContain("Can't reach gitlab.com since 3 March. This is from then."));
    await settled();
    expect(button("Add group/web"), "all the same").toBeTruthy();
  });

  it("says what to do where git is not there", async () => {
    const at = await openList([repository()]);
    at.program.change({ ...at.program.overview, additions: { ...at.program.overview.additions, gitMissing: true } });
    await waitFor(() => expect(statuses().join(), "one step").toContain("sudo apt install git"));
  });
});
