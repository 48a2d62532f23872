import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { overviewOf, registered, signIn } from "../support/states";
import { openWindow, region, screen, settled, within, words } from "../support/window";

const HOUR = 60 * 60_000;
const SETTINGS: [string, number][] = [
  ["set back two hours", -2 * HOUR],
  ["set forward a day", 24 * HOUR],
];
/** What the clock of each stage shows. */
const clocks = (): (string | undefined)[] =>
  within(screen.getByRole("list", { name: "Stages of the sign-in" }))
    .getAllByRole("listitem")
    .map((step) => /\d+:\d\d/.exec(words(step))?.[0]);
const waiting = (at: number) => overviewOf([registered({ signIn: signIn({ reachedAt: [at, at] }) })]);

/** Somebody sets the computer's clock, which makes no time pass. */
const set = (by: number) => void vi.setSystemTime(Date.now() + by);
const pass = (ms: number): Promise<void> => {
  vi.advanceTimersByTime(ms);
  return settled();
};

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

describe("how long a sign-in has waited", () => {
  it.each(SETTINGS)("goes on as it was when the clock is %s", async (_, by) => {
    await openWindow(waiting(Date.now()));
    await pass(12_000);
    expect(clocks()[1], "so far").toBe("0:12");
    set(by);
    await pass(3_000);
    expect(clocks()[1], "three seconds later").toBe("0:15");
    expect(words(region()), "not long enough to ask").not.toContain("Still waiting.");
    await pass(6_000);
    expect(clocks()[1], "and six more").toBe("0:21");
    expect(words(region()), "what may help comes in its time").toContain("Still waiting.");
  });

  it.each(SETTINGS)("is found again on a page that was left while the clock was %s", async (_, by) => {
    const { press } = await openWindow(waiting(Date.now()));
    await pass(12_000);
    await press("Repositories");
    set(by);
    await press("Account settings");
    await pass(1_000);
    expect(clocks()[1], "it began when it was first seen").toBe("0:13");
  });

  it.each(SETTINGS)("stands still for a stage that ended after the clock was %s", async (_, by) => {
    const at = Date.now();
    const { program } = await openWindow(waiting(at));
    await pass(12_000);
    set(by);
    const reachedAt = [at, at, Date.now()];
    program.change(overviewOf([registered({ signIn: signIn({ stage: "checking", reachedAt }) })]));
    await vi.waitFor(() => expect(clocks()[1], "as long as it took").toBe("0:12"));
    await pass(5_000);
    expect(clocks()[1], "and no longer").toBe("0:12");
    expect(clocks()[2], "the next one runs").toBe("0:05");
  });

  it.each<[string, number, string]>([
    ["earlier than it began", -2 * HOUR, "0:07"],
    ["later than it can end", 24 * HOUR, "10:07"],
  ])("goes on from the nearest that can be where the clock is %s at first", async (_, by, shown) => {
    const at = Date.now();
    set(by);
    await openWindow(waiting(at));
    await pass(7_000);
    expect(clocks()[1], "it runs").toBe(shown);
  });
});
