import { describe, expect, it } from "vitest";
import { alerts, hasFocus, button, noButton, openWindow, region, screen, statuses, within, words } from "./window";
import { alice, bob, linked, overviewOf, registered, states } from "./states";

const NOT_LINKED = "This account is not linked to a GitLab account.";
const LINKED = "Your user account is linked to a GitLab account with username alice.";

const primaries = (): string[] => [...document.querySelectorAll("button.primary")].map((primary) => words(primary));

describe("the frame", () => {
  it("opens on Account settings, Integrations", async () => {
    await openWindow(states["fresh"]!());
    expect(screen.getByRole("navigation", { name: "Carrick" }), "one landmark to go places").toBeTruthy();
    expect(button("Account settings").getAttribute("aria-current"), "this is where we are").toBe("page");
    expect(screen.getByRole("heading", { level: 1, name: "Account settings" }), "and the page says so").toBeTruthy();
    expect(words(screen.getByRole("main")), "for whom it is").toContain(
      "For everyone who uses Carrick on this computer.",
    );
    const tab = within(screen.getByRole("tablist")).getByRole("tab", { name: "Integrations" });
    expect(tab.getAttribute("aria-selected"), "its one tab is chosen").toBe("true");
    expect(
      screen.getByRole("tabpanel", { name: "Integrations" }).contains(region()),
      "and holds the integrations",
    ).toBe(true);
  });

  it("shows only what works", async () => {
    await openWindow(states["linked"]!());
    for (const name of ["Repositories", "Builds", "Activity"]) {
      expect(noButton(name), `${name} has nothing behind it yet`).toBe(true);
    }
    expect(screen.getAllByRole("tab").length, "People and General come later").toBe(1);
  });

  it("has a profile with sections, and tells the link status there again", async () => {
    const { press } = await openWindow(states["linked"]!());
    await press("Your profile");
    expect(screen.getByRole("heading", { level: 1, name: "Your profile" }), "the other page").toBeTruthy();
    const sections = screen.getByRole("navigation", { name: "Your profile sections" });
    expect(within(sections).getAllByRole("button").map(words), "both sections").toEqual(["Profile", "Integrations"]);
    expect(words(screen.getByRole("main")), "name and role").toMatch(/Name Alice Role Administrator/);
    await press("Integrations");
    expect(words(region()), "the same words as under Account settings").toContain(LINKED);
    expect(within(region()).queryByRole("button", { name: "Edit" }), "set up elsewhere").toBeNull();
  });

  it("leads from the profile to the form when there is nothing to link through yet", async () => {
    const { press } = await openWindow(states["fresh"]!());
    await press("Your profile");
    await press("Integrations");
    expect(words(region()), "the same sentence").toContain(NOT_LINKED);
    await press("Link GitLab");
    const form = await screen.findByRole("form", { name: "Edit GitLab integration" });
    expect(words(form), "why it is here").toContain("First register Carrick at GitLab, then link.");
  });
});

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
    unreachable: "Can't reach GitLab",
    vaultLocked: "Keyring locked",
    vaultGone: "No keyring",
    unlinking: "Unlinking",
    unlinkedConfirmed: "Ready to link",
    cancelled: "Ready to link",
    denied: "Ready to link",
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
    linkedNow: [],
    needsRelink: ["Relink"],
    revoked: ["Relink"],
    secretRenewed: ["Edit"],
    accountBlocked: ["Open GitLab"],
    unreachable: [],
    vaultLocked: [],
    vaultGone: [],
    unlinking: [],
    unlinkedConfirmed: ["Link GitLab"],
    otherAnswered: ["Relink"],
    denied: ["Link GitLab"],
    clientRefused: ["Edit"],
    none: ["Add integration"],
  };

  it.each(Object.entries(PRIMARY))("of %s asks for one thing at most: %j", async (state, expected) => {
    await openWindow(states[state]!());
    expect(primaries(), "one accent button, or none where nothing is asked").toEqual(expected);
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
    ["linkedNow", "Done: alice is linked."],
    ["linkedAgain", "That was alice again, already linked."],
    ["cancelled", "The sign-in was cancelled. Nothing has changed."],
  ])("announces %s as status and lets it be dismissed", async (state, text) => {
    const { program, press } = await openWindow(states[state]!());
    expect(statuses(), "said once").toEqual([text]);
    await press("Dismiss");
    expect(program.requests("dismiss_notice"), "the program forgets it").toEqual([{ id: 1 }]);
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

describe("above the regions", () => {
  it.each([
    [
      "vaultAbsent",
      "No keyring runs on this computer, so Carrick has no safe place for a Secret or a link. Install GNOME Keyring or KWallet, then sign out of this computer and in again.",
    ],
    [
      "vaultNoCollection",
      "The keyring service runs, but it has no keyring yet. Open Passwords and Keys, create a keyring and make it the default.",
    ],
    ["vaultLocked", "The Login keyring is locked. Unlock it to set up and link accounts. Your links are kept."],
    [
      "stray",
      "A browser answered a sign-in that Carrick does not know. If you are linking an account, start again. Otherwise do nothing.",
    ],
  ])("%s is said before anything is typed", async (state, text) => {
    await openWindow(states[state]!());
    expect(alerts(), "the one step").toEqual([text]);
    const alert = screen.getByRole("alert");
    expect(alert.compareDocumentPosition(region()) & Node.DOCUMENT_POSITION_FOLLOWING, "it comes first").toBeTruthy();
  });

  it("unlocks the keyring, saying so while it lasts", async () => {
    let unlock = (_: null) => {};
    const { program, press } = await openWindow(states["vaultLocked"]!(), (one) => {
      one.answer("unlock_vault", () => new Promise<null>((resolve) => (unlock = resolve)));
    });
    await press("Unlock keyring");
    expect(statuses(), "the system asks, Carrick waits").toEqual(["Waiting for the keyring's password."]);
    program.overview = states["linked"]!();
    unlock(null);
    await expect.poll(() => alerts(), { timeout: 10_000, message: "unlocked, the banner is gone" }).toEqual([]);
  });

  it("says so when the keyring stays locked", async () => {
    const { press } = await openWindow(states["vaultLocked"]!(), (program) => {
      program.fail("unlock_vault", { code: "vault_dismissed", facts: {} });
    });
    await press("Unlock keyring");
    await expect
      .poll(() => alerts()[1], { timeout: 10_000, message: "beside the button" })
      .toBe("The keyring stayed locked. Unlock it when its question appears.");
  });

  it("names the program that takes the answers, and takes them over when asked", async () => {
    const { program, press } = await openWindow(states["schemeTaken"]!());
    expect(words(screen.getByRole("note")), "who has them").toContain("open in Carrick Nightly");
    await press("Use Carrick instead");
    expect(program.requests("take_scheme"), "only now").toEqual([null]);
  });

  it("reassures when the direct way cannot be had", async () => {
    await openWindow(states["schemeUnavailable"]!());
    expect(words(screen.getByRole("note")), "linking still works").toContain("Linking works all the same");
  });

  it("tells a stray answer once", async () => {
    const { program, press } = await openWindow(states["stray"]!());
    await press("Dismiss");
    expect(alerts(), "dismissed").toEqual([]);
    program.change(states["stray"]!());
    await expect.poll(() => alerts(), { timeout: 10_000, message: "the same one stays away" }).toEqual([]);
    program.change(overviewOf([registered()]));
    program.change(states["stray"]!());
    await expect.poll(() => alerts().length, { timeout: 10_000, message: "a new one is told" }).toBe(1);
  });
});

describe("before and without an overview", () => {
  it("shows the frame and a skeleton, and says that it reads", async () => {
    await openWindow(states["fresh"]!(), (program) => program.answer("overview", () => new Promise(() => {})));
    expect(screen.getByRole("heading", { level: 1 }), "the frame stands").toBeTruthy();
    expect(statuses(), "said, not spun").toEqual(["Reading your integrations."]);
    expect(screen.queryByRole("region"), "nothing is claimed yet").toBeNull();
  });

  it.each(["database_failed", "database_read_only", "database_damaged", "database_newer"] as const)(
    "tells %s on a page of its own and tries again",
    async (code) => {
      const { program, press } = await openWindow(states["fresh"]!(), (one) =>
        one.fail("overview", { code, facts: {} }),
      );
      expect(
        screen.getByRole("heading", { level: 1, name: "Carrick can't open its data" }),
        "the whole app says so",
      ).toBeTruthy();
      expect(alerts().length, "with the cause").toBe(1);
      expect(screen.queryByRole("navigation"), "there is nowhere to go").toBeNull();
      program.answer("overview", () => program.overview);
      await press("Try again");
      await expect
        .poll(() => screen.queryByRole("region", { name: "GitLab" }), { timeout: 10_000, message: "and back to work" })
        .not.toBeNull();
    },
  );

  it("keeps what a change said when the first answer is older", async () => {
    let answer = (_: ReturnType<(typeof states)["fresh"]>) => {};
    const { program } = await openWindow(states["fresh"]!(), (one) => {
      one.answer("overview", () => new Promise((resolve) => (answer = resolve)));
    });
    program.change(states["linked"]!());
    answer(states["fresh"]!());
    await expect.poll(() => words(region()), { timeout: 10_000, message: "the newer truth stays" }).toContain(LINKED);
  });

  it("shows nothing that would never be told of a change, and can try again", async () => {
    const { program, press } = await openWindow(states["linked"]!(), (one) =>
      one.fail("subscribe", { code: "internal", facts: {} }),
    );
    await expect.poll(() => alerts().length, { timeout: 10_000, message: "a page that says so" }).toBe(1);
    expect(screen.queryByRole("region"), "no state that may be old").toBeNull();
    program.listen();
    await press("Try again");
    await expect.poll(() => words(region()), { timeout: 10_000, message: "and back to work" }).toContain(LINKED);
  });

  it("asks to be told before it asks what there is", async () => {
    const { program } = await openWindow(states["fresh"]!());
    const asked = program.asked.map((one) => one.name);
    expect(asked.slice(0, 2), "or a change between the two would be missed").toEqual(["subscribe", "overview"]);
  });

  it("offers to add an integration when there is none", async () => {
    const { press } = await openWindow(states["none"]!());
    expect(words(screen.getByRole("main")), "one sentence").toContain("Carrick is not connected to any GitLab yet.");
    await press("Add integration");
    await hasFocus(() => screen.getByLabelText("GitLab instance"), "one button");
  });
});
