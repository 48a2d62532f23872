import { afterEach, describe, expect, it, vi } from "vitest";
import type { Integration } from "../../src/ipc/bindings";
import { alice, bob, failed, linked, overviewOf, registered, signIn, states } from "../support/states";
import {
  alerts,
  button,
  error,
  hasFocus,
  noButton,
  openWindow,
  primaries,
  region,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const STAGES = [
  "Asked your browser to open GitLab",
  "Waiting for your approval",
  "Checking GitLab's answer",
  "Saving in this computer's keyring",
];
const NEVER = "Never give this address or code to anyone. Only approve a sign-in you started.";
const steps = (): HTMLElement[] =>
  within(screen.getByRole("list", { name: "Stages of the sign-in" })).getAllByRole("listitem");
const marks = (): string[] =>
  [...document.querySelectorAll("ol .mark svg")].map((mark) => mark.getAttribute("aria-label") ?? "");
const waiting = (over: Partial<Integration> = {}) => overviewOf([registered({ signIn: signIn(), ...over })]);

afterEach(() => void vi.useRealTimers());

describe("Link GitLab", () => {
  it("opens the form when there is nothing to link through yet", async () => {
    const { press, program } = await openWindow(states["fresh"]!());
    await press("Link GitLab");
    const form = await screen.findByRole("form", { name: "Edit GitLab integration" });
    expect(words(form), "why").toContain("First register Carrick at GitLab, then link.");
    expect(program.requests("begin_link"), "nothing is begun").toEqual([]);
  });

  it.each([
    ["ready", "deep_link"],
    ["schemeTaken", "loopback"],
    ["schemeUnavailable", "loopback"],
  ])("from %s takes the way that works: %s", async (state, way) => {
    const { press, program } = await openWindow(states[state]!());
    await press("Link GitLab");
    expect(program.requests("begin_link"), "one sign-in").toEqual([{ id: 1, relink: null, way }]);
  });

  it("moves the focus into the waiting and announces the stage", async () => {
    const { press } = await openWindow(states["ready"]!(), (program) =>
      program.pass("begin_link", [states["asking"]!()], () => null),
    );
    await press("Link GitLab");
    await hasFocus(() => screen.getByRole("group", { name: "Sign-in with GitLab" }), "Escape works from here");
    expect(statuses(), "said once").toEqual(["Asked your browser to open GitLab"]);
  });

  it("says what it does while the program has not answered, and takes no second press", async () => {
    const { press, program } = await openWindow(states["ready"]!(), (one) =>
      one.answer("begin_link", () => new Promise(() => {})),
    );
    await press("Link GitLab");
    expect(statuses(), "busy is a sentence").toContain("Starting the sign-in.");
    await press("Link GitLab");
    expect(program.requests("begin_link").length, "one attempt at a time").toBe(1);
  });

  it("tells a failure beside the button, with the next step", async () => {
    const { press, program } = await openWindow(states["ready"]!(), (one) =>
      one.fail("begin_link", { code: "loopback_failed", facts: {} }),
    );
    await press("Link GitLab");
    await waitFor(() => expect(alerts()[0], "what").toContain("This computer has no free port"));
    await press("Use another way");
    expect(program.requests("begin_link").at(-1), "the way the table names").toEqual({
      id: 1,
      relink: null,
      way: "loopback",
    });
    expect(button("Link GitLab"), "still there").toBeTruthy();
  });

  it("relinks another way after a relink that failed", async () => {
    const { user, press, program } = await openWindow(states["twoAccounts"]!(), (one) =>
      one.fail("begin_link", error("loopback_failed")),
    );
    await user.click(screen.getAllByRole("button", { name: "Relink" })[1]!);
    await screen.findByRole("alert");
    await press("Use another way");
    expect(program.requests("begin_link").at(-1), "still bob's").toEqual({ id: 1, relink: 12, way: "loopback" });
  });

  it("does again what failed, and not something else", async () => {
    const { user, press, program } = await openWindow(states["twoAccounts"]!(), (one) =>
      one.fail("begin_link", error("database_failed")),
    );
    await user.click(screen.getAllByRole("button", { name: "Relink" })[1]!);
    await screen.findByRole("alert");
    await press("Try again");
    expect(program.requests("begin_link").map(({ relink }) => relink), "the same once more").toEqual([12, 12]);
    expect(program.requests("overview").length, "nothing is read").toBe(1);
  });

  it("begins anew from the notice of a sign-in that failed", async () => {
    const notice = failed(error("database_failed"));
    const { press, program } = await openWindow(overviewOf([registered({ notice })]), (one) =>
      one.answer("begin_link", () => new Promise<never>(() => {})),
    );
    await press("Try again");
    expect(program.requests("begin_link").length, "what failed").toBe(1);
    expect(button("Try again").getAttribute("aria-disabled"), "once").toBe("true");
  });

  it.each(["begin_link", "notice"] as const)("tells no more of a locked keyring once it is unlocked: %s", async (from) => {
    const notice = from === "notice" ? failed(error("vault_locked")) : null;
    const { press, program } = await openWindow(overviewOf([registered({ notice })]), (one) => {
      one.fail("begin_link", error("vault_locked"));
      one.pass("dismiss_notice", [states["ready"]!()], () => null);
    });
    if (from === "begin_link") await press("Link GitLab");
    await screen.findByRole("alert");
    await press("Unlock keyring");
    await waitFor(() => expect(alerts(), "it is not so any more").toEqual([]));
    await hasFocus(region, "not lost with its button");
    expect(program.requests("dismiss_notice").length, "told to the program").toBe(from === "notice" ? 1 : 0);
  });

  it("leaves the focus with who types in another form meanwhile", async () => {
    let begin = () => {};
    const other = registered({ id: 2, instance: "https://git.example.org", host: "git.example.org" });
    const { user, program } = await openWindow(overviewOf([registered(), other]), (one) =>
      one.pass("begin_link", [overviewOf([registered({ signIn: signIn() }), other])], () => new Promise((resolve) => (begin = () => resolve(null)))),
    );
    await user.click(screen.getAllByRole("button", { name: "Link GitLab" })[0]!);
    await user.click(screen.getAllByRole("button", { name: "Edit" })[1]!);
    const id = await screen.findByLabelText("Application ID", { selector: "input" });
    await user.click(id);
    begin();
    await screen.findByRole("group", { name: "Sign-in with GitLab" });
    await settled();
    expect(document.activeElement === id, "what is typed goes where it was meant").toBe(true);
    expect(program.requests("begin_link").length, "begun").toBe(1);
  });

  it("relinks the account whose button it is", async () => {
    const { user, program } = await openWindow(states["twoAccounts"]!());
    await user.click(screen.getAllByRole("button", { name: "Relink" })[1]!);
    expect(program.requests("begin_link"), "bob's").toEqual([{ id: 1, relink: 12, way: "deep_link" }]);
  });

  it("advises before a second account is linked", async () => {
    const { press, program } = await openWindow(states["linked"]!());
    expect(noButton("Link GitLab"), "not before it is asked for").toBe(true);
    await press("Link another account");
    expect(words(region()), "the advice").toContain(
      "Your browser is probably signed in as @alice. Copy the link into a private window and sign in there as the other account.",
    );
    expect(program.requests("begin_link"), "nothing has begun").toEqual([]);
    expect(primaries(), "what works").toEqual(["Copy link"]);
    await press("Open my browser anyway");
    expect(program.requests("begin_link"), "a new account").toEqual([{ id: 1, relink: null, way: "deep_link" }]);
  });
});

describe("another account than the browser is signed in as", () => {
  const begun = (over = {}) => overviewOf([linked({ signIn: signIn({ elsewhere: true, ...over }) })]);

  it("is linked by an address that is copied, and no browser is asked", async () => {
    const { press, program } = await openWindow(states["linked"]!(), (one) =>
      one.pass("begin_link_elsewhere", [begun()], () => ({ url: "https://gitlab.com/oauth/authorize?state=other" })),
    );
    await press("Link another account");
    await press("Copy link");
    await hasFocus(() => screen.getByRole("group", { name: "Sign-in with GitLab" }), "the waiting");
    expect(await navigator.clipboard.readText(), "for a private window").toBe("https://gitlab.com/oauth/authorize?state=other");
    expect(program.requests("begin_link_elsewhere"), "one sign-in").toEqual([{ id: 1, way: "deep_link" }]);
    expect(program.requests("begin_link"), "the browser would answer as alice").toEqual([]);
    expect(words(steps()[0]!), "nothing was opened").toContain("Copied. Waiting for the private window");
    expect(words(steps()[1]!), "what to do there").toContain("Paste the link there and sign in as the other account.");
    expect(statuses().join(), "also to ears").toContain("Copied. Open it in a private window and sign in there as the other account.");
  });

  it("has its address shown where the clipboard is closed to it", async () => {
    const { press } = await openWindow(states["linked"]!(), (one) =>
      one.pass("begin_link_elsewhere", [begun()], () => ({ url: "https://gitlab.com/oauth/authorize?state=other" })),
    );
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    await press("Link another account");
    await press("Copy link");
    await waitFor(() => expect(words(region()), "to copy by hand").toContain("https://gitlab.com/oauth/authorize?state=other"));
    expect(words(steps()[0]!), "nothing was copied").not.toContain("Copied");
  });

  it("is begun again in the same way", async () => {
    const { press, program } = await openWindow(states["linked"]!(), (one) => {
      one.fail("begin_link_elsewhere", error("loopback_failed"));
    });
    await press("Link another account");
    await press("Copy link");
    await screen.findByRole("alert");
    await press("Use another way");
    expect(program.requests("begin_link_elsewhere").at(-1), "not in the browser").toEqual({ id: 1, way: "loopback" });
    expect(program.requests("begin_link"), "which is alice's").toEqual([]);
  });

  it("is relinked with the same advice", async () => {
    await openWindow(overviewOf([linked({ linkCount: 2, links: [alice(), bob()], signIn: signIn({ relinks: 12 }) })]));
    expect(words(region()), "the browser may be alice's").toContain(
      "Relinking bob. If your browser is signed in as another account, Copy link into a private window.",
    );
  });
});

describe("a sign-in that ended before its end", () => {
  it.each([
    [error("connection_lost", { host: "gitlab.com" }), true],
    [error("rate_limited", { host: "gitlab.com", seconds: "30" }), true],
    [error("database_failed"), true],
    [error("sign_in_denied"), false],
    [error("client_refused", { host: "gitlab.com" }), false],
  ])("says that the approval is used up where trying again needs another: %o", async (reason, asks) => {
    await openWindow(overviewOf([registered({ notice: failed(reason) })]));
    const said = alerts()[0]!.includes("You then approve it once more at GitLab.");
    expect(said, "a new attempt is a new approval").toBe(asks);
  });

  it("says it at the door, too", async () => {
    const door = states["signedOutUnreachable"]!();
    await openWindow(door);
    expect(alerts()[0], "the same there").toContain("You then approve it once more at GitLab.");
  });
});

describe("signing in without a link", () => {
  it("does not end in the keyring, where nothing is kept", async () => {
    await openWindow(states["signedOutSaving"]!());
    expect(words(steps()[3]!), "what is done instead").toContain("Signing you in");
    expect(words(document.body), "and not said to be kept").not.toContain("keyring");
    expect(statuses(), "also to ears").toContain("Signing you in");
  });
});

describe("waiting", () => {
  it.each([
    ["asking", 0],
    ["waiting", 1],
    ["checking", 2],
    ["saving", 3],
  ])("ticks the stages off: %s", async (state, current) => {
    await openWindow(states[state]!());
    expect(
      steps().map((step) => words(step.querySelector(".name")!)),
      "all four, in order",
    ).toEqual(STAGES);
    expect(
      steps().map((step) => step.getAttribute("aria-current")),
      "one is now",
    ).toEqual(STAGES.map((_, index) => (index === current ? "step" : null)));
    expect(marks(), "ticks, one arrow, dots").toEqual(
      STAGES.map((_, index) => (index < current ? "Done" : index === current ? "Now" : "To come")),
    );
    expect(button("Cancel"), "Cancel always works").toBeTruthy();
    expect(statuses(), "the stage is announced").toEqual([STAGES[current]]);
  });

  it("always says what browser and GitLab may ask", async () => {
    await openWindow(states["waiting"]!());
    expect(words(region()), "the browser's question").toContain(
      "If the browser asks, choose Open (Carrick or xdg-open).",
    );
    expect(words(region()), "GitLab's page").toContain("If GitLab shows a page with a link, click it.");
    expect(words(region()), "the warning").toContain(NEVER);
  });

  it("runs a clock that no live region reads out", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] });
    await openWindow(waiting({ signIn: signIn({ reachedAt: [Date.now(), Date.now()] }) }));
    vi.advanceTimersByTime(24_000);
    await settled();
    const clock = steps()[1]!;
    expect(words(clock), "minutes and seconds").toContain("0:24");
    expect(clock.closest("[role=status], [aria-live]"), "silent").toBeNull();
    expect(words(steps()[0]!), "a stage that is over stands still").toContain("0:00");
  });

  it("asks after 20 seconds, in space that was there before", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] });
    await openWindow(waiting({ signIn: signIn({ reachedAt: [Date.now(), Date.now()] }) }));
    const space = document.querySelector(".still");
    expect(space, "reserved").not.toBeNull();
    vi.advanceTimersByTime(19_000);
    await settled();
    expect(words(space!), "not yet, and no empty space").toBe(
      "GitLab may ask you to sign in first. There are ten minutes for all of it.",
    );
    vi.advanceTimersByTime(2_000);
    await settled();
    expect(words(space!), "now").toMatch(/^Still waiting\. Signing in can take a while\. What do you see\?/);
  });

  it("helps with each of the three sights", async () => {
    const { press } = await openWindow(states["stillWaiting"]!());
    await press("Nothing opened");
    expect(words(region()), "another browser").toContain("Choose Copy link, then paste it into the address bar");
    await press("A page with an error");
    const sent = [...document.querySelectorAll(".sent li")].map(words);
    expect(sent, "what was sent, to compare").toEqual(["dev.carrick.desktop://oauth/gitlab/gitlab.com", "api"]);
    expect(words(region()), "the administrators' page").toContain("It says forbidden");
    await press("I approved, nothing happened");
    expect(button("I approved, nothing happened").getAttribute("aria-expanded"), "one at a time").toBe("true");
    expect(button("A page with an error").getAttribute("aria-expanded"), "the other folds").toBe("false");
  });

  it.each(["Cancel", "Escape"])("is ended by %s", async (way) => {
    const { press, user, program } = await openWindow(states["waiting"]!());
    if (way === "Escape") await user.keyboard("{Escape}");
    else await press("Cancel");
    expect(program.requests("cancel_sign_in"), "this one").toEqual([{ id: 1 }]);
  });

  it.each(["Cancel", "Escape"])("is ended by %s even while the browser is still being asked", async (way) => {
    const { press, user, program } = await openWindow(states["ready"]!(), (one) =>
      one.answer("begin_link", () => {
        one.change(states["waiting"]!());
        return new Promise<never>(() => {});
      }),
    );
    await press("Link GitLab");
    await screen.findByRole("button", { name: "Cancel" });
    if (way === "Escape") await user.keyboard("{Escape}");
    else await press("Cancel");
    expect(program.requests("cancel_sign_in"), "there is always a way out").toEqual([{ id: 1 }]);
  });

  it("says why a sign-in could not be cancelled", async () => {
    const { press } = await openWindow(states["waiting"]!(), (one) =>
      one.fail("cancel_sign_in", { code: "database_read_only", facts: {} }),
    );
    await press("Cancel");
    await expect.poll(() => alerts().length, { timeout: 10_000, message: "where the person looks" }).toBe(1);
  });

  it("does not take an Escape that belongs to a form", async () => {
    const other = registered({ id: 2, instance: "https://git.example.org", host: "git.example.org" });
    const { user, program } = await openWindow(overviewOf([registered({ signIn: signIn() }), other]));
    await user.click(screen.getByRole("button", { name: "Edit" }));
    await screen.findByRole("form");
    await user.keyboard("{Escape}");
    expect(program.requests("cancel_sign_in"), "the sign-in goes on").toEqual([]);
    expect(screen.queryByRole("form"), "the form closed").toBeNull();
  });

  it("does not take an Escape that belongs to a question, wherever the focus is", async () => {
    const other = linked({ id: 2, instance: "https://git.example.org", host: "git.example.org" });
    const { press, user, program } = await openWindow(overviewOf([registered({ signIn: signIn() }), other]));
    await press("Unlink…");
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("alertdialog"), "it leaves the question").toBeNull());
    expect(program.requests("cancel_sign_in"), "the sign-in goes on").toEqual([]);
  });

  it("does not take an Escape that ends the composing of a character", async () => {
    const { program } = await openWindow(states["anotherWay"]!());
    const key = new KeyboardEvent("keydown", { key: "Escape", isComposing: true, bubbles: true, cancelable: true });
    screen.getByLabelText("Address from the browser").dispatchEvent(key);
    expect(program.requests("cancel_sign_in"), "the sign-in goes on").toEqual([]);
  });

  it("copies the link without showing it", async () => {
    const { press } = await openWindow(states["waiting"]!());
    await press("Copy link");
    await waitFor(async () =>
      expect(await navigator.clipboard.readText(), "the address").toMatch(/^https:\/\/gitlab\.com\/oauth\/authorize/),
    );
    expect(statuses(), "said").toContain("Copied. Open it in any browser on this computer.");
    expect(words(region()), "the warning stands under it").toContain(NEVER);
  });

  it("shows the link to copy by hand when the clipboard is closed to it", async () => {
    const { press } = await openWindow(states["waiting"]!());
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    await press("Copy link");
    await waitFor(() => expect(words(region()), "the address itself").toContain("https://gitlab.com/oauth/authorize?"));
  });

  it("opens another way and then takes the address of the browser's page", async () => {
    const { press, user, program } = await openWindow(states["waiting"]!(), (one) =>
      one.pass("use_another_way", [states["anotherWay"]!()], () => null),
    );
    expect(screen.queryByLabelText("Address from the browser"), "the deep link cannot be pasted").toBeNull();
    await press("Use another way");
    const address = await screen.findByLabelText<HTMLInputElement>("Address from the browser");
    expect(words(region()), "the warning").toContain(NEVER);
    await user.type(address, "http://127.0.0.1:4711/oauth/gitlab/gitlab.com?code=abc&state=def{Enter}");
    expect(program.requests("finish_with_address"), "as pasted").toEqual([
      { id: 1, address: "http://127.0.0.1:4711/oauth/gitlab/gitlab.com?code=abc&state=def" },
    ]);
    await waitFor(() => expect(address.value, "kept no longer than it is of use").toBe(""));
  });

  it("keeps a pasted address that was not understood, with the reason", async () => {
    const { user } = await openWindow(states["anotherWay"]!(), (one) =>
      one.fail("finish_with_address", { code: "address_malformed", facts: {} }),
    );
    const address = screen.getByLabelText<HTMLInputElement>("Address from the browser");
    await user.type(address, "https://gitlab.com{Enter}");
    await waitFor(() =>
      expect(alerts()[0], "what and next").toContain("This is not the address that ends the sign-in."),
    );
    expect(address.value, "still there to correct").toBe("https://gitlab.com");
  });

  it("says whose account is being relinked and shows no buttons that would disturb", async () => {
    await openWindow(states["relinking"]!());
    expect(words(region()), "whose").toContain("Relinking alice.");
    expect(noButton("Relink"), "not now").toBe(true);
    expect(noButton("Link another account"), "nor this").toBe(true);
  });

  it("shows the same waiting on the profile", async () => {
    const { press } = await openWindow(states["waiting"]!());
    await press("Your profile");
    await press("Integrations");
    expect(steps().length, "all four stages").toBe(4);
    expect(button("Cancel"), "and the way out").toBeTruthy();
  });
});

describe("the end of waiting", () => {
  it("does not ask alice to relink when a sign-in for another account failed", async () => {
    const notice = failed(error("sign_in_denied"));
    const { press } = await openWindow(states["linked"]!(), (one) =>
      one.pass("begin_link", [overviewOf([linked({ signIn: signIn() })]), overviewOf([linked({ notice })])], () => null),
    );
    await press("Link another account");
    await press("Open my browser anyway");
    await screen.findByRole("alert");
    await waitFor(() => expect(primaries(), "hers works").toEqual([]));
  });

  it("says that it is linked and goes on with the focus", async () => {
    const { program } = await openWindow(states["waiting"]!());
    screen.getByRole("group", { name: "Sign-in with GitLab" }).focus();
    program.change(states["linkedNow"]!());
    await waitFor(() => expect(statuses(), "announced").toContainEqual(expect.stringMatching(/^Done: alice is linked\. Next: add a repository\./)));
    await hasFocus(() => button("Show repositories"), "not lost, and never on Relink");
    expect(words(region()), "the sentence").toContain(
      "Your user account is linked to a GitLab account with username alice.",
    );
  });

  it("leaves the focus alone when the person is elsewhere", async () => {
    const { program, press } = await openWindow(states["waiting"]!());
    await press("Account settings");
    program.change(states["linkedNow"]!());
    await settled();
    await hasFocus(() => button("Account settings"), "nothing is taken away");
  });

  it("goes back to Link GitLab when it was cancelled", async () => {
    const { program, press } = await openWindow(states["waiting"]!(), (one) =>
      one.pass("cancel_sign_in", [states["cancelled"]!()], () => null),
    );
    await press("Cancel");
    await hasFocus(() => button("Link GitLab"), "to start again");
    expect(statuses(), "said").toEqual(["The sign-in was cancelled. Nothing has changed."]);
    expect(program.requests("cancel_sign_in").length, "once").toBe(1);
  });

  it("keeps the other account's sentence when a second link fails", async () => {
    await openWindow(
      overviewOf([linked({ links: [alice(), bob()], notice: failed({ code: "sign_in_expired", facts: {} }) })]),
    );
    expect(alerts(), "the failure").toEqual([
      "The sign-in took longer than ten minutes and has ended. Start again when you are ready.",
    ]);
    expect(words(region()), "what still holds").toContain("with username alice.");
    expect(words(region()), "for both").toContain("with username bob.");
  });
});
