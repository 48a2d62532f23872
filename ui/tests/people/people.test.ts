/** Account settings > People. */
import { fireEvent } from "@testing-library/dom";
import { describe, expect, it } from "vitest";
import { faults } from "../support/faults";
import { bobHere, person } from "../support/people";
import { linked, overviewOf, registered, states } from "../support/states";
import { openPeople, signingIn, withBob } from "../support/ways";
import {
  alerts,
  button,
  error,
  field,
  hasFocus,
  inDialog,
  noButton,
  openWindow,
  region,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
  type Opened,
} from "../support/window";
import type { Everything } from "../support/states";
import type { Program } from "../support/program";

const panel = () => screen.getByRole("tabpanel", { name: "People" });
const row = (name: string): HTMLElement =>
  within(screen.getByRole("region", { name: "People" }))
    .getAllByRole("listitem")
    .find((one) => words(one).includes(name))!;

async function opened(overview: Everything, prepare: (program: Program) => void = () => {}): Promise<Opened> {
  const window = await openWindow(overview, prepare);
  await openPeople(window);
  return window;
}

/** Types a username and has it looked for. */
async function findPerson({ press, user }: Opened, username: string): Promise<void> {
  await press("Add person");
  await user.type(field("GitLab username"), `${username}{Enter}`);
  await settled();
}

describe("on a computer of one's own", () => {
  it("shows no role anywhere, asks nothing, and offers no way out", async () => {
    const { press } = await openWindow(states["linked"]!());
    const seen: string[] = [];
    for (const page of ["Repositories", "Builds", "Account settings", "Your profile"]) {
      await press(page);
      await settled();
      seen.push(words(document.body));
    }
    expect(seen.join(" "), "of others nothing is said").not.toMatch(/Administrator|Member\b|git acts for|Sign out|Signed out/);
    expect(screen.queryByRole("group", { name: "Who is signed in" }), "the side bar ends as before").toBeNull();
  });

  it("has People say what it is for, and nothing of what several need", async () => {
    await opened(states["linked"]!());
    expect(words(panel()), "what it is for").toContain("People who use Carrick on this computer. For other computers:");
    expect(words(panel()), "who it is").toContain("So far only you use it.");
    expect(words(panel()), "no role").not.toMatch(/Administrator|Member\b|\(you\)/);
    expect(noButton("Remove…"), "nobody to remove").toBe(true);
    expect(screen.queryByText("Who may join"), "nobody asks").toBeNull();
    expect(button("Add person"), "the one thing to do").toBeTruthy();
  });

  it("shows the rest once people are asked to sign in", async () => {
    const { user, program } = await opened(signingIn());
    await user.click(screen.getByRole("checkbox", { name: "Ask people to sign in" }));
    await waitFor(() => expect(screen.queryByRole("group", { name: "Who may join" }), "now it matters").not.toBeNull());
    expect(program.requests("set_admission").length, "set").toBe(1);
  });
});

describe("the tabs", () => {
  it("are gone through with the arrows, Home and End", async () => {
    const { user } = await openWindow(states["linked"]!());
    const tab = (name: string) => screen.getByRole("tab", { name });
    tab("Integrations").focus();
    for (const [key, name] of [["ArrowRight", "People"], ["ArrowRight", "Integrations"], ["End", "People"], ["Home", "Integrations"], ["ArrowLeft", "People"]] as const) {
      await user.keyboard(`{${key}}`);
      await hasFocus(() => tab(name), `${key} leads to ${name}`);
      expect(tab(name).getAttribute("aria-selected"), "which is shown").toBe("true");
    }
    expect(tab("Integrations").tabIndex, "one stop for Tab").toBe(-1);
  });

  it("go back to Integrations where something is to be set up there", async () => {
    const { press } = await opened(states["linked"]!());
    await press("Share set-up…");
    await hasFocus(() => button("Share set-up…"), "the button beside Edit");
    expect(within(region()).getByRole("button", { name: "Share set-up…" }), "of the integration").toBeTruthy();
  });
});

describe("the list", () => {
  it("tells of each person their name, role, accounts and when they were here", async () => {
    await opened(states["peopleMany"]!());
    expect(words(row("Alice (you)")), "the person using it").toMatch(/Linked: @alice on gitlab.com/);
    expect(words(row("Bob")), "who was never here").toMatch(/No linked account Signs in with @bob on gitlab.com Not here yet/);
    expect(words(row("Wilhelmina")), "who was").toContain("Last here 3 hours ago");
    expect(screen.getByLabelText<HTMLSelectElement>("Role of Bob").value, "the role").toBe("member");
  });

  it("says why the only administrator stays one, and offers neither", async () => {
    await opened(states["peopleTwo"]!());
    expect(words(row("Alice")), "the reason, to be read").toContain("The only administrator stays one.");
    expect(within(row("Alice")).queryByRole("combobox"), "no menu").toBeNull();
    expect(within(row("Alice")).queryByRole("button", { name: /Remove/ }), "no button").toBeNull();
  });

  it("makes somebody administrator, and the other one can go then", async () => {
    const { user, program } = await opened(states["peopleTwo"]!());
    await user.selectOptions(screen.getByLabelText("Role of Bob"), "Administrator");
    expect(program.requests("set_role"), "Bob").toEqual([{ id: 2, role: "admin" }]);
    await waitFor(() => expect(within(row("Alice")).queryByRole("combobox"), "no longer the only one").not.toBeNull());
  });

  it("shows the role as it was where the program refuses another", async () => {
    const { user } = await opened(withBob({ role: "admin" }), (one) => one.fail("set_role", error("last_administrator")));
    await user.selectOptions(screen.getByLabelText("Role of Bob"), "Member");
    await waitFor(() => expect(alerts()[0], "why").toContain("This is the only administrator, and one has to stay."));
    await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>("Role of Bob").value, "as it is").toBe("admin"));
  });
});

describe("Add person", () => {
  it("shows whom GitLab found before anybody is added", async () => {
    const window = await opened(states["linked"]!());
    await findPerson(window, "@bob");
    expect(words(panel()), "name, username, host").toContain("Found Bob Tanaka, @bob on gitlab.com.");
    await hasFocus(() => screen.getByText(/Found Bob Tanaka/), "read out");
    expect(window.program.requests("add_person"), "nobody yet").toEqual([]);
    await window.press("Add");
    expect(window.program.requests("add_person"), "exactly whom it found").toEqual([
      { integrationId: 1, username: "bob", userId: 202 },
    ]);
    await waitFor(() => expect(row("Bob Tanaka"), "in the list").toBeTruthy());
    await hasFocus(() => button("Add person"), "the next one");
    expect(statuses(), "said").toContain("Bob Tanaka is added, as a member.");
  });

  it("adds once by a double click, and presses nothing else with it", async () => {
    const window = await opened(states["linked"]!());
    await findPerson(window, "bob");
    await window.user.dblClick(button("Add"));
    await waitFor(() => expect(button("Add person"), "the form is closed, and stays so").toBeTruthy());
    expect(row("Bob Tanaka"), "added").toBeTruthy();
    expect(window.program.requests("add_person").length, "once").toBe(1);
  });

  it("opens its form by a double click without pressing what lies there then", async () => {
    const { press, program } = await opened(states["linked"]!());
    await press("Add person");
    await hasFocus(() => field("GitLab username"), "where to type");
    await fireEvent.click(button("Find"), { detail: 2 });
    await settled();
    expect(program.requests("find_person"), "nothing is looked for").toEqual([]);
    await fireEvent.click(button("Cancel"), { detail: 2 });
    await settled();
    expect(noButton("Find"), "and it stays open").toBe(false);
  });

  it("takes back whom it found as soon as another name is typed", async () => {
    const window = await opened(states["linked"]!());
    await findPerson(window, "bob");
    await window.user.type(field("GitLab username"), "x");
    expect(noButton("Add"), "it was somebody else").toBe(true);
    expect(words(panel()), "and is not said any more").not.toContain("Found Bob");
  });

  it("takes no answer about a name that is not there any more", async () => {
    let answer = () => {};
    const window = await opened(states["linked"]!(), (one) =>
      one.answer("find_person", ({ integrationId, username }) =>
        new Promise((resolve) => {
          answer = () => resolve({ integrationId, userId: 1, username, name: "Old", host: "gitlab.com", isKnown: null });
        }),
      ),
    );
    await findPerson(window, "old");
    await window.user.type(field("GitLab username"), "er");
    answer();
    await settled();
    expect(words(panel()), "an answer about another name is none").not.toContain("Found Old");
  });

  it("offers nobody twice", async () => {
    const window = await opened(states["peopleTwo"]!());
    await findPerson(window, "bob");
    expect(words(panel()), "who has it").toContain("Bob has this account already.");
    expect(noButton("Add"), "so nothing is to be added").toBe(true);
  });

  it.each([
    ["nobody", states["linked"]!, "gitlab.com knows nobody called @nobody."],
    ["bob", () => overviewOf([registered()]), "You have no working link to ask gitlab.com with."],
  ] as const)("says beside the field why %s was not found", async (name, state, why) => {
    const window = await opened(state());
    await findPerson(window, name);
    await waitFor(() => expect(alerts()[0], "what and next").toContain(why));
    await hasFocus(() => field("GitLab username"), "to type another one");
    expect(field("GitLab username").getAttribute("aria-invalid"), "marked").toBe("true");
  });

  it("asks the GitLab that was chosen, where there are several", async () => {
    const window = await opened(states["several"]!());
    await window.press("Add person");
    await window.user.selectOptions(screen.getByLabelText("GitLab"), "git.example.org/gitlab");
    await window.user.type(field("GitLab username"), "bob{Enter}");
    expect(window.program.requests("find_person"), "there").toEqual([{ integrationId: 2, username: "bob" }]);
  });

  it("says what comes first where nothing is set up", async () => {
    const { press } = await opened(states["fresh"]!());
    await press("Add person");
    expect(words(panel()), "first an integration").toContain("First set one up under Integrations.");
  });

  it("is left by Escape, back to its button", async () => {
    const { press, user } = await opened(states["linked"]!());
    await press("Add person");
    await user.keyboard("{Escape}");
    await hasFocus(() => button("Add person"), "where it began");
  });
});

describe("Remove…", () => {
  const linkedBob = () => withBob({ linked: [{ linkId: 31, username: "bob", host: "gitlab.com", signsIn: true }] });

  it("names what goes, with the focus on Cancel", async () => {
    const { press, program } = await opened(linkedBob(), (one) =>
      one.answer("person_dependents", () => ({
        linked: [{ linkId: 31, username: "bob", host: "gitlab.com", signsIn: true }],
        clones: 3,
        repositories: 2,
      })),
    );
    await press("Remove Bob…");
    await waitFor(() =>
      expect(words(screen.getByRole("alertdialog")), "links, git, builds, and what stays").toContain(
        "@bob on gitlab.com is unlinked. git in 3 folders and builds of 2 repositories stop. What Carrick keeps for Bob goes: repositories, rules, builds. Folders stay.",
      ),
    );
    await hasFocus(() => inDialog("Cancel"), "neither Enter nor Escape removes anybody");
    expect(program.requests("person_dependents"), "asked for").toEqual([{ id: 2 }]);
  });

  it("tells the receipts in the words of Unlink", async () => {
    const { press, user } = await opened(linkedBob(), (one) =>
      one.pass("remove_person", [states["linked"]!()], () => ({
        receipts: [
          { username: "bob", host: "gitlab.com", receipt: "confirmed" },
          { username: "bob-work", host: "gitlab.com", receipt: "queued" },
        ],
      })),
    );
    await press("Remove Bob…");
    await user.click(inDialog("Remove"));
    await waitFor(() =>
      expect(statuses().join(), "each of them").toContain(
        "Bob is removed. @bob on gitlab.com: GitLab confirmed that the tokens no longer work. @bob-work on gitlab.com: GitLab can't be reached. Carrick will revoke the tokens as soon as it can.",
      ),
    );
    await hasFocus(() => screen.getByRole("region", { name: "People" }), "the row is gone");
  });

  it("removes once by a double click", async () => {
    const { press, user, program } = await opened(linkedBob());
    await press("Remove Bob…");
    await user.dblClick(inDialog("Remove"));
    await waitFor(() => expect(screen.queryByText("Bob"), "gone").toBeNull());
    expect(program.requests("remove_person"), "once").toEqual([{ id: 2 }]);
  });

  it("is not asked and agreed to by one double click", async () => {
    const { user, program } = await opened(linkedBob());
    await user.dblClick(button("Remove Bob…"));
    expect(screen.queryByRole("alertdialog"), "it asks").not.toBeNull();
    expect(program.requests("remove_person"), "and waits").toEqual([]);
  });

  it("still says what goes in general where it can't be counted", async () => {
    const { press } = await opened(linkedBob(), (one) => one.fail("person_dependents", error("database_failed")));
    await press("Remove Bob…");
    await waitFor(() =>
      expect(words(screen.getByRole("alertdialog")), "never nothing").toContain("The accounts of Bob are unlinked"),
    );
  });

  it("is left by Escape, back to its button", async () => {
    const { press, user } = await opened(linkedBob());
    await press("Remove Bob…");
    await hasFocus(() => inDialog("Cancel"), "asked");
    await user.keyboard("{Escape}");
    await hasFocus(() => button("Remove Bob…"), "where it began");
  });
});

describe("a member", () => {
  it("reads who is here and how people sign in, and changes nothing", async () => {
    await opened(states["peopleMember"]!());
    expect(words(panel()), "the reason").toContain("Set up by Morgan. Ask an administrator to change it.");
    expect(words(row("Morgan")), "the role, to read").toContain("Administrator");
    expect(words(panel()), "what is asked").toContain("Sign out after 1 hour without use of this computer");
    for (const role of ["combobox", "checkbox", "radio", "textbox", "button"]) {
      expect(within(panel()).queryAllByRole(role), `no ${role}`).toEqual([]);
    }
  });

  it("reads the integrations, and links accounts of their own", async () => {
    await openWindow(states["peopleMember"]!());
    for (const name of ["Edit", "Add integration", "Use a set-up…", "Share set-up…", "Remove integration"]) {
      expect(noButton(name), `${name} is an administrator's`).toBe(true);
    }
    const [first, second] = screen.getAllByRole("region", { name: "GitLab" });
    expect(words(first!), "who set it up").toContain("Set up by Morgan. Ask an administrator to change it.");
    expect(words(first!), "the values").toMatch(/Application ID 4ca6f1d2 Scopes api/);
    expect(within(first!).getByRole("button", { name: "Link another account" }), "links are one's own").toBeTruthy();
    expect(words(second!), "what is not set up").toContain("It is not set up yet. Ask an administrator to do it.");
    expect(within(second!).queryByRole("button", { name: "Link GitLab" }), "leads nowhere").toBeNull();
  });

  it("is left with no open form when they are one from now on", async () => {
    const { edit, program } = await openWindow(states["peopleTwo"]!());
    await edit();
    const next = states["peopleTwo"]!();
    next.people.profile = { id: 1, name: "Alice", role: "member" };
    program.change(next);
    await waitFor(() => expect(screen.queryByRole("form"), "it could not be saved").toBeNull());
  });

  it("is refused by the program all the same", async () => {
    const { program } = await openWindow(states["peopleMember"]!());
    for (const name of ["set_admission", "add_person", "remove_person", "set_role", "save_integration"] as const) {
      await expect(program.handle(name, { request: {} }), `${name} is not kept back by the window alone`).rejects.toEqual(
        error("administrators_only"),
      );
    }
  });
});

it.each(["linked", "peopleTwo", "peopleAsked", "peopleGroups", "peopleMember", "peopleMany"])(
  "People of %s stands in the way of nobody who sees or hears it in another way",
  async (state) => {
    await opened(states[state]!());
    expect(await faults(document.body), "axe finds nothing").toEqual([]);
  },
);

it("People with its form and its question open stands in nobody's way either", async () => {
  const window = await opened(overviewOf([linked()], { people: [person(), bobHere()] }));
  await findPerson(window, "carol");
  expect(await faults(document.body), "the form").toEqual([]);
  await window.press("Remove Bob…");
  await settled();
  expect(await faults(document.body), "the question").toEqual([]);
});
