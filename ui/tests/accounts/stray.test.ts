import { describe, expect, it } from "vitest";
import { overviewOf, registered, states } from "../support/states";
import { alerts, openWindow, region, screen } from "../support/window";

describe("above the regions", () => {
  it.each([
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
