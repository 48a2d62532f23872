/** What follows from a second account, and where new clones go. */
import { describe, expect, it } from "vitest";
import type { AccountReach, Reading } from "../../src/ipc/bindings";
import type { Program } from "../support/program";
import { alice, linked, overviewOf, states, type Everything } from "../support/states";
import { openGit } from "../support/ways";
import {
  alerts,
  button,
  error,
  field,
  fill,
  hasFocus,
  noButton,
  openWindow,
  region,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const work = alice({ id: 13, username: "alice-work", name: "Alice Work" });
const reading = (over: Partial<Reading> = {}): Reading => ({
  linkId: 13,
  count: 212,
  pass: null,
  read: 212,
  total: 212,
  readAt: Date.now(),
  trouble: null,
  ...over,
});
/** A second account was just linked. */
function secondLinked(readings: Reading[] = [reading()]): Everything {
  const notice = { outcome: "linked", linkId: 13, username: "alice-work", hasNamesake: false } as const;
  const from = overviewOf([linked({ linkCount: 2, links: [alice(), work], notice })]);
  return { ...from, repositories: { ...from.repositories, readings } };
}
const only = (over: Partial<AccountReach> = {}): AccountReach => ({
  groups: [{ path: "work", count: 212 }],
  more: 0,
  default: "alice",
  ...over,
});

async function opened(reach: AccountReach, from = secondLinked()) {
  const at = await openWindow(from, (one) => one.answer("account_reach", () => reach));
  await settled();
  return at;
}

describe("a second account", () => {
  it.each<[string, AccountReach, string]>([
    ["one group", only(), "Only @alice-work reaches work (212 repositories); git uses it there. Elsewhere: @alice."],
    [
      "several groups",
      only({ groups: [{ path: "work", count: 212 }, { path: "lab", count: 1 }], more: 4 }),
      "Only @alice-work reaches work (212 repositories), lab (1 repository) and 4 more groups; git uses it there. Elsewhere: @alice.",
    ],
    ["nothing alone", only({ groups: [] }), "git goes on with @alice, and uses @alice-work where you choose it."],
    ["no default elsewhere", only({ default: null }), "Only @alice-work reaches work (212 repositories); git uses it there."],
  ])("that reaches %s is said to be used there", async (_, reach, text) => {
    const at = await opened(reach);
    expect(words(region()), "what follows from it").toContain(text);
    expect(at.program.requests("account_reach"), "of the new one").toEqual([{ id: 13 }]);
  });

  it("leads to where that is changed", async () => {
    const at = await opened(only());
    await at.press("Change");
    await settled();
    expect(button("Git").getAttribute("aria-current"), "Your profile > Git").toBe("true");
  });

  it("is not spoken of before its repositories are read, and then is", async () => {
    const at = await opened(only(), secondLinked([reading({ readAt: null })]));
    expect(at.program.requests("account_reach").length, "nobody knows yet").toBe(0);
    at.program.change({ ...at.program.overview, repositories: { revision: 0, list: 2, readings: [reading()] } });
    await waitFor(() => expect(words(region()), "known").toContain("Only @alice-work reaches work"));
  });

  it("is not spoken of where that can't be told", async () => {
    await openWindow(secondLinked(), (one) => one.fail("account_reach", error("database_failed")));
    await settled();
    expect(words(region()), "the link itself is good news").toContain("Done: alice-work is linked.");
    expect(alerts(), "and nothing failed that was asked for").toEqual([]);
    expect(noButton("Change"), "nothing follows").toBe(true);
  });

  it("is not spoken of where it is the only one", async () => {
    const at = await openWindow(states["linkedNow"]!());
    expect(at.program.requests("account_reach").length, "git has no choice").toBe(0);
  });
});

describe("the projects folder", () => {
  const card = (): HTMLElement => screen.getByRole("region", { name: "Projects folder" });
  const inFolder = (projectsFolder: string): Everything => {
    const from = states["git"]!();
    return { ...from, additions: { ...from.additions, projectsFolder } };
  };
  const openForm = async (prepare: (program: Program) => void = () => {}) => {
    const at = await openWindow(states["git"]!(), prepare);
    await openGit(at);
    await at.press("Change…");
    return at;
  };

  it("is said, and changed with Enter, once", async () => {
    const at = await openForm((one) => one.pass("set_projects_folder", [inFolder("~/code")], () => null));
    expect(words(card()), "where clones go").toContain("New clones go below ~/Projects.");
    expect(field("Folder").value, "from what it is").toBe("~/Projects");
    await fill(at, "Folder", " ~/code ");
    await at.user.dblClick(button("Save"));
    await waitFor(() => expect(words(card()), "changed").toContain("New clones go below ~/code."));
    expect(at.program.requests("set_projects_folder"), "two presses of one hand are one").toEqual([{ folder: "~/code" }]);
    await waitFor(() => expect(statuses(), "read out").toContain("New clones go below ~/code from now on."));
    await hasFocus(() => button("Change…"), "back to what opened it");
  });

  it("goes back to the usual place when it is emptied", async () => {
    const at = await openForm();
    await at.user.clear(field("Folder"));
    await at.press("Save");
    expect(at.program.requests("set_projects_folder"), "none of one's own").toEqual([{ folder: null }]);
  });

  it.each(["Cancel", "Escape"] as const)("is left by %s as it was", async (way) => {
    const at = await openForm();
    if (way === "Cancel") await at.press("Cancel");
    else await at.user.keyboard("{Escape}");
    await hasFocus(() => button("Change…"), "back to what opened it");
    expect(at.program.requests("set_projects_folder").length, "nothing is changed").toBe(0);
  });

  it("tells above its buttons why it could not be changed, and keeps what was typed", async () => {
    const at = await openForm((one) => one.fail("set_projects_folder", error("database_failed")));
    await fill(at, "Folder", "/root");
    await at.press("Save");
    await waitFor(() => expect(within(card()).getAllByRole("alert").length, "in the card").toBe(1));
    expect(field("Folder").value, "to be put right").toBe("/root");
    await at.press("Profile");
    await openGit(at);
    expect(field("Folder").value, "over a change of page too").toBe("/root");
  });
});
