import { describe, expect, it } from "vitest";
import { states } from "../support/states";
import { alerts, button, error, hasFocus, noButton, openWindow, region, screen, statuses, waitFor, within, words } from "../support/window";

const NOT_LINKED = "This account is not linked to a GitLab account.";
const LINKED = "Your user account is linked to a GitLab account with username alice.";

describe("the frame", () => {
  it("opens on Account settings, Integrations", async () => {
    localStorage.clear();
    await openWindow(states["fresh"]!());
    expect(screen.getByRole("navigation", { name: "Carrick" }), "one landmark to go places").toBeTruthy();
    expect(button("Account settings").getAttribute("aria-current"), "this is where we are").toBe("page");
    expect(screen.getByRole("heading", { level: 1, name: "Account settings" }), "and the page says so").toBeTruthy();
    expect(words(screen.getByRole("main")), "for whom it is").toContain(
      "For everyone who uses Carrick on this computer.",
    );
    const tab = within(screen.getByRole("tablist")).getByRole("tab", { name: "Integrations" });
    expect(tab.getAttribute("aria-selected"), "the first tab is chosen").toBe("true");
    expect(
      screen.getByRole("tabpanel", { name: "Integrations" }).contains(region()),
      "and holds the integrations",
    ).toBe(true);
  });

  it("marks Account settings where a link needs somebody", async () => {
    const { program } = await openWindow(states["repositoriesInTrouble"]!());
    expect(button("Account settings, needs you").querySelector(".mark svg"), "seen and read out").toBeTruthy();
    program.change(states["linked"]!());
    await waitFor(() => expect(noButton("Account settings"), "no more").toBe(false));
  });

  it("shows only what works", async () => {
    await openWindow(states["linked"]!());
    expect(noButton("Activity"), "there is nothing behind it yet").toBe(true);
    expect(screen.getAllByRole("tab").map(words), "General comes later").toEqual(["Integrations", "People"]);
  });

  it("has a profile with sections, and tells the link status there again", async () => {
    const { press } = await openWindow(states["linked"]!());
    await press("Your profile");
    expect(screen.getByRole("heading", { level: 1, name: "Your profile" }), "the other page").toBeTruthy();
    const sections = screen.getByRole("navigation", { name: "Your profile sections" });
    expect(within(sections).getAllByRole("button").map(words), "all sections").toEqual(["Profile", "Integrations", "Git", "Builds"]);
    expect(screen.getByLabelText<HTMLInputElement>("Name").value, "the name").toBe("Alice");
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

  it("says that it tries again, and that it failed again", async () => {
    let fail = () => {};
    const { press, program } = await openWindow(states["fresh"]!(), (one) => one.fail("overview", error("database_failed")));
    program.fail("overview", error("database_failed"), new Promise<void>((resolve) => (fail = resolve)));
    await press("Try again");
    expect(statuses(), "while it runs").toEqual(["Reading your integrations."]);
    await press("Try again");
    expect(program.requests("overview").length, "a second press waits for the first").toBe(2);
    fail();
    await waitFor(() => expect(statuses(), "the same again").toEqual(["Carrick can't read or write its data on this computer."]));
  });

  it("is told of each change once, however often it is tried", async () => {
    const { user, program } = await openWindow(states["linked"]!(), (one) => one.fail("subscribe", error("internal")));
    await waitFor(() => expect(alerts().length, "a page that says so").toBe(1));
    program.listen();
    await user.dblClick(button("Try again"));
    await waitFor(() => expect(words(region()), "back to work").toContain(LINKED));
    expect(program.asked.filter(({ name }) => name === "subscribe").length, "one that failed, one that is told").toBe(2);
    await hasFocus(() => screen.getByRole("group", { name: "Notices" }), "its page is gone");
  });

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
