import { describe, expect, it } from "vitest";
import { linked, overviewOf } from "../support/states";
import { openWindow, screen, words } from "../support/window";

describe("what the last run left", () => {
  it("is said not to be in order yet, and why, and what is done about it", async () => {
    const { program } = await openWindow(
      overviewOf([linked()], { unordered: { code: "database_failed", facts: {} } }),
    );
    const notices = () => words(screen.getByRole("group", { name: "Notices" }));
    expect(notices(), "nothing else tells").toContain(
      "What was not finished when Carrick last ended could not be put in order yet.",
    );
    expect(notices(), "nothing is asked of the person").toContain("Carrick tries again by itself.");
    program.change(overviewOf([linked()]));
    await expect.poll(notices, { timeout: 10_000, message: "until it is" }).not.toContain("put in order");
  });
});
