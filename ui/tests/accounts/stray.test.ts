import { describe, expect, it } from "vitest";
import { overviewOf, registered, states } from "../support/states";
import { alerts, hasFocus, openWindow, region, screen, statuses, words } from "../support/window";

describe("a browser's answer to nobody", () => {
  it("is said before anything is typed", async () => {
    await openWindow(states["stray"]!());
    expect(alerts(), "the one step").toEqual([
      "A browser answered a sign-in that Carrick does not know. If you are linking an account, start again. Otherwise do nothing.",
    ]);
    const alert = screen.getByRole("alert");
    expect(alert.compareDocumentPosition(region()) & Node.DOCUMENT_POSITION_FOLLOWING, "it comes first").toBeTruthy();
  });

  it.each([
    ["approved", "An approval came from the browser after its sign-in was over."],
    ["denied", "A denial came from the browser after its sign-in was over."],
    ["other", "An answer came from the browser after its sign-in was over."],
  ])("alarms nobody when it is %s and late: the sign-in may have ended well", async (answer, what) => {
    const { program } = await openWindow(states["linkedNow"]!());
    const strayCallback = { code: "callback_late" as const, facts: { answer } };
    program.change(overviewOf(states["linkedNow"]!().accounts.integrations, { strayCallback }));
    const next = "That changed nothing. If the account is not linked, start again.";
    await expect.poll(() => statuses(), { timeout: 10_000, message: "it is said" }).toContain(`${what} ${next}`);
    expect(alerts(), "nothing red stands over what is done").toEqual([]);
    expect(words(region()), "which stays").toContain("Done: alice is linked.");
  });

  it("alarms nobody when it comes again, and takes back nothing", async () => {
    await openWindow(overviewOf([registered()], { strayCallback: { code: "callback_repeated", facts: {} } }));
    expect(alerts(), "an answer that was used already").toEqual([]);
    expect(statuses().join(), "only this one").not.toContain("Nothing has changed");
  });

  it("is told once", async () => {
    const { program, press } = await openWindow(states["stray"]!());
    await press("Dismiss");
    expect(alerts(), "dismissed").toEqual([]);
    await hasFocus(() => screen.getByRole("group", { name: "Notices" }), "not lost with its button");
    program.change(states["stray"]!());
    await expect.poll(() => alerts(), { timeout: 10_000, message: "the same one stays away" }).toEqual([]);
    program.change(overviewOf([registered()]));
    program.change(states["stray"]!());
    await expect.poll(() => alerts().length, { timeout: 10_000, message: "a new one is told" }).toBe(1);
  });
});
