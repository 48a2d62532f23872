import { afterEach, describe, expect, it, vi } from "vitest";
import type { People } from "../../src/ipc/bindings";
import type { Act } from "../../src/state/act";
import { Told } from "../../src/state/told.svelte";
import { peopleOf } from "../support/people";
import { SHOWS, type Program } from "../support/program";
import { linked, overviewOf, states } from "../support/states";
import { waiting, WAYS } from "../support/ways";
import { alerts, button, error, field, hasFocus, openWindow, region, screen, settled, waitFor, words } from "../support/window";

const ACTS = Object.keys(SHOWS) as Act[];
const MOVING = ACTS.filter((name) => WAYS[name].focus !== undefined);

/** Goes its way in a window whose clock stands still but for `later`. */
async function goes(name: Act, telling: Program["telling"], prepare: (program: Program) => void = () => {}) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { from, steps, answer, go } = WAYS[name];
  const opened = await openWindow(from, (program) => {
    program.telling = telling;
    program.pass(name, steps, () => answer as never);
    prepare(program);
  });
  await go(opened);
  await later(0);
  return opened;
}

async function later(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
}

const busy = (): string[] => [...document.querySelectorAll('button[aria-disabled="true"]')].map(words);
const reads = (program: Program): number => program.requests("overview").length;

afterEach(() => void vi.useRealTimers());

describe("a command that changes what is shown", () => {
  it.each(ACTS.flatMap((name) => (["before", "after"] as const).map((telling) => [name, telling] as const)))(
    "%s, told %s its answer, is followed by no second overview",
    async (name, telling) => {
      const { program } = await goes(name, telling);
      await later(10_000);
      expect(program.requests(name).length, "it was asked").toBe(1);
      expect(reads(program), "what changed was told").toBe(1);
      expect(busy(), "and nothing waits for more").toEqual([]);
    },
  );

  it.each(MOVING)("%s moves the focus only once the window shows it", async (name) => {
    const { program } = await goes(name, "held");
    const { focus } = WAYS[name];
    const there = () => focus!() !== null && document.activeElement === focus!();
    await later(500);
    expect(there(), "answered, but not shown yet").toBe(false);
    program.tell();
    await waitFor(() => expect(there(), "shown").toBe(true));
    expect(reads(program), "without reading anything").toBe(1);
  });

  it("keeps its button busy until the window shows it", async () => {
    const { program, press } = await goes("test_link", "held");
    await press("Test");
    expect(busy(), "a second press would ask about what is on its way").toEqual(["Test"]);
    expect(program.requests("test_link").length, "one press, one request").toBe(1);
    program.tell();
    await waitFor(() => expect(busy(), "shown").toEqual([]));
  });
});

describe("what is told", () => {
  it("stays when something older arrives late", async () => {
    const { program } = await openWindow(states["ready"]!());
    program.change(overviewOf([linked()], { vault: { state: "locked", name: "Login" } }));
    program.change(states["linkedNow"]!());
    await settled();
    expect(words(region()), "the newest of it").toContain("Done: alice is linked.");
    expect(alerts(), "of every topic").toEqual([]);
  });

  it("is taken again in the same revision, and not in a lower one", () => {
    const topic = new Told<People>();
    const named = (name: string, revision: number): People => ({ ...peopleOf([]), revision, profile: { id: 1, name, role: "admin" } });
    const taken = [named("Alice", 2), named("Bea", 2), named("Carol", 1)].map((people) => topic.take(people));
    expect(taken, "not lower is new enough").toEqual([true, true, false]);
    expect(topic.current?.profile.name, "the last of the newest").toBe("Bea");
  });

  it("is shown topic by topic", async () => {
    const { program, press } = await openWindow(states["linked"]!());
    program.change({
      ...program.overview,
      people: { ...program.overview.people, profile: { id: 1, name: "Bea", role: "member" } },
    });
    await press("Your profile");
    await waitFor(() => expect(field("Name").value, "the one that changed").toBe("Bea"));
    await press("Integrations");
    expect(words(region()), "the others as they were").toContain("with username alice.");
  });

  it("is waited for as a whole at the start", async () => {
    const { program } = await openWindow(states["vaultLocked"]!(), (one) =>
      one.answer("overview", () => new Promise(() => {})),
    );
    program.change(states["linked"]!());
    await settled();
    expect(screen.queryByRole("region"), "a link is not said to work before the keyring is known").toBeNull();
  });
});

describe("a change that is not told", () => {
  it("is asked for once, then shown", async () => {
    const { program } = await goes("begin_link", "held");
    await later(900);
    expect(reads(program), "there is time to be told").toBe(1);
    await later(300);
    expect(reads(program), "after about a second").toBe(2);
    await hasFocus(() => waiting()!, "and the story goes on");
    await later(10_000);
    expect(reads(program), "once").toBe(2);
    expect(busy(), "no button hangs").toEqual([]);
  });

  it("is not asked for when it is told late", async () => {
    const { program } = await goes("begin_link", "held");
    await later(900);
    program.tell();
    await later(10_000);
    expect(reads(program), "late is not never").toBe(1);
  });

  it("leaves no button busy when it cannot be asked for", async () => {
    const { program } = await goes("begin_link", "held");
    program.fail("overview", error("database_failed"));
    await later(1200);
    expect(busy(), "the person can go on").toEqual([]);
    expect(button("Cancel"), "with what was shown before").toBeTruthy();
  });

  it("leaves no button busy when nothing answers any more", async () => {
    const { program } = await goes("begin_link", "held");
    program.answer("overview", () => new Promise(() => {}));
    await later(1200);
    expect(busy(), "asked, not answered").not.toEqual([]);
    await later(1000);
    expect(busy(), "and given up").toEqual([]);
  });

  it("is not shown by a window that is told nothing at all", async () => {
    let deafen = (_: null) => {};
    const { program } = await goes("begin_link", "held", (one) =>
      one.fail("subscribe", error("internal"), new Promise((resolve) => (deafen = resolve))),
    );
    deafen(null);
    await later(0);
    expect(screen.queryByRole("region"), "nothing that would grow old").toBeNull();
    await later(1200);
    expect(reads(program), "it was asked for").toBe(2);
    expect(screen.queryByRole("region"), "and not taken").toBeNull();
    expect(alerts().length, "the page still says so").toBe(1);
  });
});

describe("what is gone", () => {
  it("is read about once, so that the window shows what there is", async () => {
    const { program, press } = await openWindow(states["linked"]!(), (one) => one.fail("test_link", error("not_found")));
    program.become(states["ready"]!());
    await press("Test");
    await waitFor(() => expect(words(region()), "as it is now").toContain("This account is not linked"));
    expect(reads(program), "once").toBe(2);
  });
});

describe("whether anybody looks", () => {
  it("is told when it changes", async () => {
    const { program } = await openWindow(states["linked"]!());
    const look = vi.spyOn(document, "visibilityState", "get");
    for (const visible of [false, true]) {
      look.mockReturnValue(visible ? "visible" : "hidden");
      document.dispatchEvent(new Event("visibilitychange"));
    }
    look.mockRestore();
    expect(program.requests("tell_visibility"), "away and back").toEqual([{ visible: false }, { visible: true }]);
  });
});
