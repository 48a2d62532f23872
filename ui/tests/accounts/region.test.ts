import { describe, expect, it } from "vitest";
import { alice, bob, linked, overviewOf, states } from "../support/states";
import { alerts, button, hasFocus, openWindow, primaries, region, screen, statuses, words } from "../support/window";

const NOT_LINKED = "This account is not linked to a GitLab account.";
const LINKED = "Your user account is linked to a GitLab account with username alice.";

describe("a region", () => {
  const CHIPS: Record<string, string> = {
    fresh: "Not set up",
    ready: "Ready to link",
    waiting: "Waiting for you in the browser",
    checking: "Checking",
    saving: "Checking",
    linked: "Linked",
    needsRelink: "Needs you",
    revoked: "Needs you",
    heldUp: "Can't renew",
    unreachable: "Can't reach GitLab",
    vaultLocked: "Keyring locked",
    vaultGone: "No keyring",
    vaultSilent: "Keyring silent",
    vaultAsksEach: "Keyring asks each time",
    vaultElsewhere: "Another keyring",
    unlinking: "Unlinking",
    unlinkedConfirmed: "Ready to link",
    cancelled: "Ready to link",
    denied: "Ready to link",
    clientRefused: "Needs you",
    scopesUseless: "Needs you",
    scopesNoLink: "For signing in",
  };

  it.each(Object.entries(CHIPS))("says of %s in its chip: %s", async (state, chip) => {
    await openWindow(states[state]!());
    const shown = document.querySelector(".chip")!;
    expect(words(shown), "the word").toBe(chip);
    expect(shown.querySelector("svg"), "and an icon beside it, never colour alone").not.toBeNull();
  });

  it.each(["fresh", "ready", "linked", "waiting"])("of %s is described by its instance", async (state) => {
    await openWindow(states[state]!());
    const description = document.getElementById(region().getAttribute("aria-describedby")!);
    expect(words(description!), "which GitLab it is").toBe("https://gitlab.com");
  });

  const PRIMARY: Record<string, string[]> = {
    fresh: ["Edit"],
    ready: ["Link GitLab"],
    waiting: [],
    checking: [],
    linked: [],
    linkedNow: ["Show repositories"],
    needsRelink: ["Relink"],
    revoked: ["Relink"],
    secretRenewed: ["Edit"],
    accountBlocked: ["Test"],
    heldUp: [],
    unreachable: [],
    vaultLocked: [],
    vaultGone: [],
    vaultSilent: [],
    vaultAsksEach: [],
    vaultElsewhere: [],
    unlinking: [],
    unlinkedConfirmed: ["Link GitLab"],
    otherAnswered: ["Relink"],
    denied: ["Link GitLab"],
    clientRefused: ["Edit"],
    scopesUseless: ["Edit"],
    scopesNoLink: ["Edit"],
    none: ["Add integration"],
  };

  it.each(Object.entries(PRIMARY))("of %s asks for one thing at most: %j", async (state, expected) => {
    await openWindow(states[state]!());
    expect(primaries(), "one accent button, or none where nothing is asked").toEqual(expected);
  });

  it.each(["scopesUseless", "scopesNoLink"])("of %s offers no link that cannot come to be", async (state) => {
    await openWindow(states[state]!());
    expect(screen.queryByRole("button", { name: "Link GitLab" }), "with its scopes no account can be read").toBeNull();
    expect(words(region()), "and why stands there").toContain("that needs api, read_api or read_user");
  });

  it("teaches when nothing is set up", async () => {
    await openWindow(states["fresh"]!());
    expect(words(region()), "what is, and what to do").toContain(
      `${NOT_LINKED} First register Carrick at GitLab: once, about two minutes.`,
    );
    expect(region().querySelector(".knot"), "with the loose ends").not.toBeNull();
  });

  it("shows who is linked, and what Carrick may do", async () => {
    const { press } = await openWindow(states["linked"]!());
    expect(words(region()), "the sentence").toContain(LINKED);
    expect(words(region()), "who").toContain("Alice Moreau @alice on gitlab.com");
    expect(words(region()), "health").toContain("Working. Checked 2 minutes ago.");
    const details = button("Details");
    expect(details.getAttribute("aria-expanded"), "closed at first").toBe("false");
    await press("Details");
    const terms = [...region().querySelectorAll("dl > *")].map(words).map((text) => text.replace(/\d\d:\d\d$/, "15:57"));
    expect(terms, "the details").toEqual([
      "Carrick may",
      "read and change everything your account can (api)",
      "Linked",
      "3 March 2026, 15:57",
      "Renews itself",
      "next about 15:57",
      "Tokens kept in",
      "Login keyring on this computer",
    ]);
    expect(details.getAttribute("aria-expanded"), "open now").toBe("true");
  });

  it("tells several accounts apart, also to ears", async () => {
    await openWindow(states["twoAccounts"]!());
    const relinks = screen.getAllByRole("button", { name: "Relink" });
    const whose = relinks.map((one) => words(document.getElementById(one.getAttribute("aria-describedby")!)!));
    expect(whose, "each Relink says whose").toEqual(["@alice on gitlab.com", "@bob on gitlab.com"]);
  });

  it("says why an account must be relinked before it says that it is linked", async () => {
    await openWindow(states["needsRelink"]!());
    expect(alerts()[0], "the cause first").toContain("The Application ID was changed");
    const text = words(region());
    expect(text.indexOf("Relink to go on"), "then the sentence").toBeLessThan(text.indexOf(LINKED));
  });

  it("puts a failure first, then the sentence that still holds", async () => {
    await openWindow(states["otherAnswered"]!());
    expect(alerts(), "what happened and what to do").toEqual([
      "Expected alice, GitLab answered bob. Sign in to GitLab as alice in your browser, then relink.",
    ]);
    expect(words(region()).indexOf("Expected alice"), "before").toBeLessThan(words(region()).indexOf(LINKED));
  });

  it.each([
    ["linkedNow", "Done: alice is linked. Next: add a repository. Show repositories"],
    ["linkedAgain", "That was alice again, already linked."],
    ["cancelled", "The sign-in was cancelled. Nothing has changed."],
  ])("announces %s as status and lets it be dismissed", async (state, text) => {
    const { program, press } = await openWindow(states[state]!());
    expect(statuses(), "said once").toEqual([text]);
    await press("Dismiss");
    expect(program.requests("dismiss_notice"), "the program forgets it").toEqual([{ id: 1 }]);
  });

  it("is where the focus goes when a message goes with its button", async () => {
    const { press } = await openWindow(states["cancelled"]!(), (one) =>
      one.pass("dismiss_notice", [states["ready"]!()], () => null),
    );
    await press("Dismiss");
    await hasFocus(region, "the next Tab goes on from there");
  });

  it("takes a notice down while something else is begun", async () => {
    const { press, program } = await openWindow(states["cancelled"]!(), (one) => {
      one.answer("begin_link", () => new Promise<never>(() => {}));
      one.answer("dismiss_notice", () => new Promise<never>(() => {}));
    });
    await press("Link GitLab");
    await press("Dismiss");
    expect(program.requests("dismiss_notice").length, "not dropped").toBe(1);
    expect(statuses().join(), "a sentence is a sentence").not.toMatch(/\bDismiss\b/);
  });

  it("shows a picture where there is one, and initials until then and otherwise", async () => {
    const picture = "data:image/png;base64,iVBORw0KGgo=";
    await openWindow(overviewOf([linked({ links: [alice({ hasAvatar: true }), bob()] })]), (program) => {
      program.answer("avatar", () => ({ url: picture }));
    });
    expect(screen.getByRole("img", { name: "Picture of Alice Moreau" }).getAttribute("src"), "hers").toBe(picture);
    expect(words(region()), "his initials").toContain("BT");
  });

  it("stays whole when the picture cannot be had", async () => {
    await openWindow(overviewOf([linked({ links: [alice({ hasAvatar: true })] })]), (program) => {
      program.fail("avatar", { code: "connection_lost", facts: {} });
    });
    expect(words(region()), "initials stand for it").toContain("AM");
    expect(alerts(), "and nobody is alarmed").toEqual([]);
  });

  it("offers Edit for a refused Secret and goes straight to the field", async () => {
    const { press } = await openWindow(states["clientRefused"]!());
    await press("Edit");
    await screen.findByRole("form", { name: "Edit GitLab integration" });
    await hasFocus(() => screen.getByLabelText("Secret"), "the field that needs a new value");
  });
});
