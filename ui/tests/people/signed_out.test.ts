/** The sign-in screen: all that the window shows while nobody is signed in. */
import { describe, expect, it, vi } from "vitest";
import { faults } from "../support/faults";
import { doorOf, signedOutBy } from "../support/people";
import { overviewOf, registered, states, type Everything } from "../support/states";
import { waiting } from "../support/ways";
import {
  alerts,
  button,
  error,
  hasFocus,
  noButton,
  openWindow,
  primaries,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const OUT = Object.keys(states).filter((name) => name.startsWith("signedOut"));
const page = (): string => words(screen.getByRole("main"));
const buttons = (): string[] => screen.getAllByRole("button").map(words);
const heading = () => screen.getByRole("heading", { level: 1, name: "Carrick" });
const out = (over: Parameters<typeof signedOutBy>[0]): Everything => {
  const next = states["signedOut"]!();
  return { ...next, people: { ...next.people, signedOut: signedOutBy(over) } };
};
const atDoor = (over: Parameters<typeof doorOf>[1]): Everything => {
  const next = states["signedOut"]!();
  return { ...next, people: { ...next.people, doors: [doorOf(registered(), over)] } };
};

describe("while nobody is signed in", () => {
  it.each(OUT)("%s shows nothing of the app behind it", async (state) => {
    await openWindow(states[state]!());
    expect(screen.queryByRole("navigation"), "there is nowhere to go").toBeNull();
    expect(screen.queryByRole("tablist"), "and nothing to set up").toBeNull();
    expect(heading(), "only the name").toBeTruthy();
  });

  it.each(OUT)("%s stands in the way of nobody who sees or hears it in another way", async (state) => {
    await openWindow(states[state]!());
    expect(await faults(document.body), "axe finds nothing").toEqual([]);
  });

  it("has the focus on its name, where no key that was meant for something else opens anything", async () => {
    const { user, program } = await openWindow(states["signedOut"]!());
    await hasFocus(heading, "read out first");
    await user.keyboard("{Enter} ");
    expect(program.requests("begin_sign_in"), "nothing is begun").toEqual([]);
    expect(heading().getAttribute("aria-describedby"), "with the reason").toBeTruthy();
  });

  it.each([
    ["asked", "Signed out since 3 March, 09:14."],
    ["idle", "Signed out since 3 March, 09:14: this computer was not used for as long as was set."],
    ["computer_locked", "Signed out since 3 March, 09:14, when this computer was locked."],
    ["begun", "People are asked to sign in from now on."],
    ["unreadable", "What Carrick wrote down of who is signed in can't be read, so nobody is."],
  ] as const)("says why: %s", async (why, said) => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 2, 20) });
    await openWindow(out({ why }));
    vi.useRealTimers();
    expect(page(), "in words").toContain(said);
  });

  it("says what a sign-in is worth, and what can be done without GitLab", async () => {
    const { press } = await openWindow(states["signedOut"]!());
    expect(page(), "the browser's session").toContain("Signing in takes your browser's GitLab session as it is");
    expect(page(), "what it keeps apart").toContain(
      "This keeps apart people who share one login on this computer. It does not stop someone who controls that login.",
    );
    await press("GitLab can't be reached?");
    expect(page(), "nobody is locked out for good").toContain("carrick people unlock");
  });

  it.each(["1", "2", "3", "4", "f", "?"])("takes no key to a page: Ctrl+%s", async (key) => {
    const { user, program } = await openWindow(states["signedOut"]!());
    const asked = program.asked.length;
    await user.keyboard(`{Control>}${key}{/Control}`);
    await settled();
    expect(screen.queryByRole("dialog"), "no list of keys").toBeNull();
    expect(program.asked.length, "nothing is asked").toBe(asked);
    expect(localStorage.getItem("carrick.page"), "and whoever comes in begins where the window was left").toBe("account");
  });

  it("asks nothing of what the program keeps back", async () => {
    const { program } = await openWindow(states["signedOut"]!());
    const names = new Set(program.asked.map(({ name }) => name));
    expect([...names].sort(), "what there is, and the mark of the side bar before that is known").toEqual([
      "build_status",
      "overview",
      "subscribe",
    ]);
  });
});

describe("Sign in with GitLab", () => {
  it("is the one thing asked for where there is one way in", async () => {
    const { press, program } = await openWindow(states["signedOut"]!());
    expect(primaries(), "one accent").toEqual(["Sign in with GitLab"]);
    expect(page(), "where to").toContain("gitlab.com");
    await press("Sign in with GitLab");
    expect(program.requests("begin_sign_in"), "signing in links nothing").toEqual([{ integrationId: 1, links: false }]);
  });

  it("names each GitLab where there are several, and prefers none", async () => {
    const { press, program } = await openWindow(states["signedOutSeveral"]!());
    await press("Sign in with GitLab on git.example.org/gitlab");
    expect(program.requests("begin_sign_in"), "that one").toEqual([{ integrationId: 2, links: false }]);
    expect(noButton("Sign in with GitLab on gitlab.com"), "the other stays").toBe(false);
    expect(primaries(), "no accent").toEqual([]);
  });

  it("links too where that is ticked", async () => {
    const { press, user, program } = await openWindow(states["signedOut"]!());
    await user.click(screen.getByRole("checkbox", { name: "Also link this account" }));
    await press("Sign in with GitLab");
    expect(program.requests("begin_sign_in"), "one approval for both").toEqual([{ integrationId: 1, links: true }]);
  });

  it("is begun once by a double click", async () => {
    const { user, program } = await openWindow(states["signedOut"]!(), (one) =>
      one.pass("begin_sign_in", [states["signedOutWaiting"]!()], () => null),
    );
    await user.dblClick(button("Sign in with GitLab"));
    await waitFor(() => expect(waiting(), "it waits").not.toBeNull());
    expect(program.requests("begin_sign_in").length, "one attempt").toBe(1);
    expect(program.requests("cancel_sign_in"), "and nothing else was pressed").toEqual([]);
  });

  it("is reached and begun by keyboard", async () => {
    const { user, program } = await openWindow(states["signedOut"]!());
    await hasFocus(heading, "the beginning");
    await user.tab();
    await hasFocus(() => button("Sign in with GitLab"), "first of all");
    await user.keyboard("{Enter}");
    expect(program.requests("begin_sign_in").length, "begun").toBe(1);
  });

  it("moves the focus into the waiting and says the stage", async () => {
    const { press } = await openWindow(states["signedOut"]!(), (one) =>
      one.pass("begin_sign_in", [states["signedOutAsking"]!()], () => null),
    );
    await press("Sign in with GitLab");
    await hasFocus(() => waiting()!, "Escape works from here");
    expect(statuses(), "said once").toEqual(["Asked your browser to open GitLab"]);
  });

  it.each([
    ["Use another way", "use_another_way", { id: 1 }],
    ["Copy link", "copy_link", { id: 1 }],
    ["Cancel", "cancel_sign_in", { id: 1 }],
  ] as const)("has the same ways back as linking: %s", async (name, command, request) => {
    const { press, program } = await openWindow(states["signedOutWaiting"]!());
    await press(name);
    expect(program.requests(command), "by the integration").toEqual([request]);
  });

  it("takes the address from the browser", async () => {
    const { user, program } = await openWindow(states["signedOutAnotherWay"]!());
    await user.type(screen.getByLabelText("Address from the browser"), "http://127.0.0.1:4711/?code=a&state=b{Enter}");
    expect(program.requests("finish_with_address"), "as pasted").toEqual([
      { id: 1, address: "http://127.0.0.1:4711/?code=a&state=b" },
    ]);
  });

  it("is cancelled by Escape, back to its button, with the word for it", async () => {
    const { user } = await openWindow(states["signedOutWaiting"]!(), (one) =>
      one.pass("cancel_sign_in", [states["signedOutCancelled"]!()], () => null),
    );
    screen.getByRole("button", { name: "Copy link" }).focus();
    await user.keyboard("{Escape}");
    await hasFocus(() => button("Sign in with GitLab"), "where it began");
    expect(statuses(), "how it ended").toContain("The sign-in was cancelled. Nothing has changed.");
  });

  it("tells whom GitLab answered for that may not come in, and what to do", async () => {
    const { press, program } = await openWindow(states["signedOutNotAdmitted"]!());
    expect(alerts()[0], "who, and whom to ask").toContain(
      "@eve on gitlab.com may not use Carrick on this computer. Ask an administrator to add you",
    );
    await press("Dismiss");
    expect(program.requests("dismiss_notice"), "it was seen").toEqual([{ id: 1 }]);
  });

  it("tells a failure to begin beside the button, and tries again", async () => {
    const { press, program } = await openWindow(states["signedOut"]!(), (one) =>
      one.fail("begin_sign_in", error("database_failed")),
    );
    await press("Sign in with GitLab");
    await waitFor(() => expect(alerts().length, "why").toBe(1));
    await press("Try again");
    expect(program.requests("begin_sign_in").length, "once more").toBe(2);
  });

  it("offers the keyring's button where that is in the way", async () => {
    await openWindow(atDoor({ notice: { outcome: "failed", error: error("vault_locked") } }));
    expect(button("Unlock keyring"), "the next step").toBeTruthy();
  });
});

describe("going on without a sign-in", () => {
  it("is offered for each person where nobody is asked", async () => {
    const { press, program } = await openWindow(states["signedOutChoice"]!());
    expect(buttons().slice(0, 2), "everybody").toEqual(["Go on as Alice", "Go on as Bob"]);
    expect(noButton("GitLab can't be reached?"), "nobody is held up").toBe(true);
    await press("Go on as Bob");
    expect(program.requests("go_on_as"), "that one").toEqual([{ id: 2 }]);
  });

  it("is not offered where people are asked", async () => {
    await openWindow(states["signedOut"]!());
    expect(buttons().filter((name) => name.startsWith("Go on as")), "nobody").toEqual([]);
  });

  it("says what to do where there is neither a way in nor anybody", async () => {
    await openWindow(states["signedOutNoDoor"]!());
    expect(page(), "why").toContain("There is nothing to sign in with: no GitLab is set up.");
    expect(page(), "and the way out").toContain("carrick people unlock");
    expect(noButton("Sign in with GitLab"), "no button that can do nothing").toBe(true);
  });
});

describe("when somebody else is at the window", () => {
  const asBob = (): Everything =>
    overviewOf([registered()], { profile: { id: 2, name: "Bob", role: "member" }, people: states["peopleTwo"]!().people.people });

  it.each([
    ["is signed out", "peopleTwo", () => states["signedOutChoice"]!()],
    ["comes in", "signedOut", () => states["peopleTwo"]!()],
    ["takes another's place", "peopleTwo", asBob],
  ] as const)("begins anew when somebody %s", async (_, before, after) => {
    const opened = await openWindow(states[before]!());
    expect(opened.renewals(), "not of itself").toBe(0);
    opened.program.change(after());
    await settled();
    expect(opened.renewals(), "all that was in memory goes, and once").toBe(1);
    expect(document.querySelector(".window")?.textContent.trim(), "and until then nothing is shown").toBe("");
  });

  it("shows nothing of the one before, though the page takes its time", async () => {
    const { program } = await openWindow(states["peopleTwo"]!());
    program.change(states["signedOut"]!());
    program.change(asBob());
    await settled();
    expect(document.body.textContent, "neither of them").not.toMatch(/alice|Alice|Bob/);
  });

  it("stays as it is when the person's name or role changes", async () => {
    const opened = await openWindow(states["peopleTwo"]!());
    const named = states["peopleTwo"]!();
    named.people.profile = { id: 1, name: "Alicia", role: "member" };
    opened.program.change(named);
    await settled();
    expect(opened.renewals(), "it is the same person").toBe(0);
    expect(screen.getByRole("navigation", { name: "Carrick" }), "and the same window").toBeTruthy();
  });

  it("stays as it is when only the sign-in goes on", async () => {
    const opened = await openWindow(states["signedOut"]!());
    opened.program.change(states["signedOutWaiting"]!());
    await settled();
    expect(opened.renewals(), "still nobody").toBe(0);
    expect(waiting(), "the stages").not.toBeNull();
  });
});

describe("Sign out", () => {
  it("stands at the foot of the side bar, with whom git acts for", async () => {
    const { press, program } = await openWindow(states["peopleTwo"]!());
    const foot = screen.getByRole("group", { name: "Who is signed in" });
    expect(words(foot), "whom and the way out").toBe("git acts for Alice Sign out");
    expect(within(screen.getByRole("navigation", { name: "Carrick" })).getByRole("group"), "in the side bar").toBe(foot);
    await press("Sign out");
    expect(program.requests("sign_out"), "asked").toEqual([null]);
  });

  it("is done once by a double click", async () => {
    const opened = await openWindow(states["peopleTwo"]!());
    await opened.user.dblClick(button("Sign out"));
    await waitFor(() => expect(opened.renewals(), "it begins anew").toBe(1));
    expect(opened.program.requests("sign_out").length, "once").toBe(1);
  });

  it("is there for one person too, where signing in is asked", async () => {
    const alone = states["linked"]!();
    alone.people.admission.asksToSignIn = true;
    await openWindow(alone);
    expect(button("Sign out"), "the way to lock it").toBeTruthy();
    expect(words(screen.getByRole("group", { name: "Who is signed in" })), "there is nobody to tell from").toBe("Sign out");
  });

  it("says why it could not be done", async () => {
    const { press } = await openWindow(states["peopleTwo"]!(), (one) => one.fail("sign_out", error("database_read_only")));
    await press("Sign out");
    await waitFor(() => expect(alerts()[0], "what and why").toContain("Signing out: The disk is full"));
  });
});
