import { describe, expect, it } from "vitest";
import { overviewOf, registered, states } from "../support/states";
import { alerts, hasFocus, openWindow, region, screen } from "../support/window";

describe("a browser's answer to nobody", () => {
  it("is said before anything is typed", async () => {
    await openWindow(states["stray"]!());
    expect(alerts(), "the one step").toEqual([
      "A browser answered a sign-in that Carrick does not know. If you are linking an account, start again. Otherwise do nothing.",
    ]);
    const alert = screen.getByRole("alert");
    expect(alert.compareDocumentPosition(region()) & Node.DOCUMENT_POSITION_FOLLOWING, "it comes first").toBeTruthy();
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
