/** Account settings > People: who may join, and what is asked of people. */
import { describe, expect, it } from "vitest";
import { admissionOf } from "../support/people";
import { linked, overviewOf, states, type Everything } from "../support/states";
import { openPeople } from "../support/ways";
import {
  alerts,
  button,
  error,
  field,
  hasFocus,
  noButton,
  openWindow,
  screen,
  settled,
  waitFor,
  within,
  words,
  type Opened,
} from "../support/window";
import type { Program } from "../support/program";

const settings = () => screen.getByRole("region", { name: "Signing in" });
const tick = (name: string) => within(settings()).getByRole<HTMLInputElement>("checkbox", { name });
const radio = (name: string) => within(settings()).getByRole<HTMLInputElement>("radio", { name });
const set = ({ program }: Opened) => program.requests("set_admission");

async function opened(overview: Everything, prepare: (program: Program) => void = () => {}): Promise<Opened> {
  const window = await openWindow(overview, prepare);
  await openPeople(window);
  return window;
}

describe("Signing in", () => {
  it("sends the whole of it with each change", async () => {
    const window = await opened(states["peopleAsked"]!());
    await window.user.click(tick("Go on building while signed out"));
    expect(set(window), "nothing is left to be guessed").toEqual([
      admissionOf({ asksToSignIn: true, signOutAfter: "minutes15", buildsWhileSignedOut: true }),
    ]);
  });

  it("says at each tick what it costs", async () => {
    await opened(states["peopleAsked"]!());
    expect(words(settings()), "asking").toContain("While signed out, git and builds stop.");
    expect(words(settings()), "a fresh sign-in").toContain(
      "Signs your browser out of GitLab; someone at this screen can avoid it.",
    );
    expect(words(settings()), "anyone").toContain("On gitlab.com that is everyone in the world.");
  });

  it("offers the four times to sign out", async () => {
    const window = await opened(states["peopleAsked"]!());
    const menu = screen.getByLabelText("Sign out after");
    expect(within(menu).getAllByRole("option").map(words), "in order").toEqual([
      "Never",
      "15 minutes without use of this computer",
      "1 hour without use of this computer",
      "When this computer locks",
    ]);
    await window.user.selectOptions(menu, "When this computer locks");
    expect(set(window).at(-1)?.signOutAfter, "set").toBe("computer_locks");
  });

  it("sends what was chosen while the one before was on its way, and both", async () => {
    let answer = () => {};
    const window = await opened(states["peopleAsked"]!(), (one) =>
      one.answer("set_admission", () => new Promise((resolve) => (answer = () => resolve(null)))),
    );
    await window.user.click(tick("Go on building while signed out"));
    await window.user.click(tick("Ask GitLab for a fresh sign-in"));
    expect(set(window).length, "one at a time").toBe(1);
    answer();
    await waitFor(() => expect(set(window).length, "then the next").toBe(2));
    expect(set(window)[1], "with both").toMatchObject({ buildsWhileSignedOut: true, asksForFreshSignIn: true });
    answer();
  });

  it("shows what is so where it could not be set", async () => {
    const window = await opened(states["peopleAsked"]!(), (one) => one.fail("set_admission", error("database_read_only")));
    await window.user.click(tick("Go on building while signed out"));
    await waitFor(() => expect(alerts()[0], "why").toContain("The disk is full"));
    await waitFor(() => expect(tick("Go on building while signed out").checked, "as it was").toBe(false));
  });

  it("leads to the profile where nobody could sign in any more", async () => {
    const window = await opened(overviewOf([linked()]));
    await window.user.click(tick("Ask people to sign in"));
    await waitFor(() => expect(alerts()[0], "why").toContain("You have no account to sign in with"));
    await waitFor(() => expect(tick("Ask people to sign in").checked, "it is not on").toBe(false));
    await window.press("Show your profile");
    await hasFocus(() => screen.getByRole("region", { name: "Accounts to sign in with" }), "what comes first");
    await window.press("Sign in with @alice too");
    await openPeople(window);
    await window.user.click(tick("Ask people to sign in"));
    await waitFor(() => expect(tick("Ask people to sign in").checked, "now it is").toBe(true));
    expect(alerts(), "and nothing is in the way").toEqual([]);
  });
});

describe("Who may join", () => {
  it("is only people listed at first, and anyone when that is chosen", async () => {
    const window = await opened(states["peopleAsked"]!());
    expect(radio("Only people listed").checked, "the default").toBe(true);
    await window.user.click(radio("Anyone with an account on gitlab.com"));
    expect(set(window).at(-1)?.whoMayJoin, "set").toBe("anyone");
  });

  it("says with what GitLab is asked about groups", async () => {
    await opened(states["peopleTwo"]!());
    expect(words(settings()), "whose link").toContain("each time somebody signs in, with an administrator's link.");
  });

  it("sets members of groups with the first group, not before", async () => {
    const window = await opened(states["peopleAsked"]!());
    await window.user.click(radio("Members of groups"));
    expect(set(window), "no group, no change").toEqual([]);
    expect(words(settings()), "which is said").toContain("Add a group. Until then it stays as it was.");
    await hasFocus(() => field("Group"), "where to type");
    await window.user.type(field("Group"), "/work/platform/");
    await window.user.selectOptions(screen.getByLabelText("Least role"), "Maintainer");
    await window.press("Add group");
    expect(set(window), "with the group").toEqual([
      admissionOf({
        asksToSignIn: true,
        signOutAfter: "minutes15",
        whoMayJoin: "groups",
        groups: [{ integrationId: 1, path: "work/platform", leastRole: 40 }],
      }),
    ]);
    await waitFor(() => expect(screen.getByLabelText("Least role in work/platform"), "listed").toBeTruthy());
    await waitFor(() => expect(field("Group").value, "ready for the next").toBe(""));
  });

  it("offers any member, Reporter, Developer, Maintainer and Owner as the least role", async () => {
    await opened(states["peopleGroups"]!());
    const roles = within(screen.getByLabelText("Least role")).getAllByRole("option").map(words);
    expect(roles, "as GitLab names them").toEqual(["Any member", "Reporter", "Developer", "Maintainer", "Owner"]);
  });

  it("tells of a group that GitLab does not know beside its field, and keeps what was typed", async () => {
    const window = await opened(states["peopleGroups"]!());
    await window.user.type(field("Group"), "work/unknown{Enter}");
    await waitFor(() => expect(alerts(), "once").toHaveLength(1));
    expect(alerts()[0], "what").toContain("gitlab.com has no group work/unknown, or does not show it to you.");
    expect(field("Group").value, "to be mended").toBe("work/unknown");
    expect(field("Group").getAttribute("aria-invalid"), "marked").toBe("true");
    await waitFor(() => expect(screen.queryByLabelText("Least role in work/unknown"), "not listed").toBeNull());
    await window.user.type(field("Group"), "s");
    expect(alerts(), "until it is another one").toEqual([]);
  });

  it.each([
    ["", "The group's path is missing."],
    ["WORK/platform", "This group is listed already."],
  ])("does not send “%s”", async (path, why) => {
    const window = await opened(states["peopleGroups"]!());
    if (path) await window.user.type(field("Group"), path);
    await window.press("Add group");
    expect(set(window), "nothing to ask").toEqual([]);
    expect(alerts()[0], "why").toContain(why);
  });

  it("changes a group's least role and removes a group, each with the whole", async () => {
    const window = await opened(states["peopleGroups"]!());
    await window.user.selectOptions(screen.getByLabelText("Least role in work/platform"), "Owner");
    expect(set(window).at(-1)?.groups.map(({ leastRole }) => leastRole), "one of them").toEqual([50, 10]);
    await waitFor(() => expect(button("Remove work/platform").getAttribute("aria-disabled"), "done").toBeNull());
    await window.press("Remove work/platform");
    await waitFor(() => expect(noButton("Remove work/platform"), "gone").toBe(true));
    expect(set(window).at(-1)?.groups.length, "the other stays").toBe(1);
  });

  it("is people listed again without its last group", async () => {
    const start = states["peopleGroups"]!();
    start.people.admission.groups = [{ integrationId: 1, path: "work/platform", leastRole: 30 }];
    const window = await opened(start);
    await window.press("Remove work/platform");
    await settled();
    expect(set(window).at(-1), "nobody comes in by no group").toMatchObject({ whoMayJoin: "listed", groups: [] });
  });
});

describe("Signing in, as the organisation has set it", () => {
  it("is read and not changed by an administrator either", async () => {
    await opened(states["peopleManaged"]!());
    expect(words(settings()), "whose it is").toContain("Set by your organisation");
    expect(words(settings()), "what it says").toContain("1 hour without use of this computer");
    expect(within(settings()).queryAllByRole("checkbox"), "nothing to tick").toEqual([]);
    expect(within(settings()).queryByRole("combobox"), "nothing to choose").toBeNull();
  });

  it("says what it waits for where nobody could come back in, and leads there", async () => {
    const window = await opened(states["peopleManagedLater"]!());
    expect(words(settings()), "why nobody is asked yet").toContain(
      "People are asked once an administrator has an account to sign in with.",
    );
    await window.press("Show your profile");
    const accounts = await screen.findByRole("region", { name: "Accounts to sign in with" });
    expect(words(accounts), "where that account is chosen, and not that it is of no use").not.toContain("Of use where");
  });
});
