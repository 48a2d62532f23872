/** Every action's end is told where the person looks, also when the dialog, form or card it was asked in is gone. */
import { fireEvent } from "@testing-library/dom";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Act } from "../../src/state/act";
import { SHOWS, type Program } from "../support/program";
import { overviewOf, registered, states, type Everything } from "../support/states";
import { notices, WAYS } from "../support/ways";
import {
  alerts,
  button,
  error,
  filled,
  hasFocus,
  inDialog,
  openForm,
  openWindow,
  region,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
  type Opened,
} from "../support/window";

const ACTS = Object.keys(SHOWS) as Act[];
/** Those that ask first, and what is said when their question is left while they go on. */
const ASKING = [
  ["unlink", "Unlinking goes on."],
  ["remove_integration", "Removing goes on."],
  ["remove_secret", "Removing the Secret goes on."],
  ["remove_strangers", "Removing the entries goes on."],
  ["undo_git", "Undoing goes on."],
  ["take_choice_back", "Removing goes on."],
  ["remove_person", "Removing goes on."],
  ["remove_sign_in_account", "Removing goes on."],
] as const;
const REASON = error("database_failed");
const WHY = "Carrick can't read or write its data on this computer.";

const told = (): string[] => alerts().filter((alert) => alert.includes(WHY));
const dialog = () => screen.queryByRole("alertdialog");
/** Where a question was asked. */
const place = (name: Act) => {
  if (SHOWS[name] === "git" || SHOWS[name] === "people") return screen.getByRole("main");
  return SHOWS[name] === "surroundings" ? notices()! : (openForm() ?? region());
};
const frame = (): string[] => [...document.querySelectorAll(".failures [role=alert]")].map((alert) => words(alert));

interface Held extends Opened {
  /** Lets the command fail. */
  fail(): void;
  /** Lets the command succeed. */
  succeed(): void;
}

/** Nothing is told of these before they cannot fail any more. */
const UNANNOUNCED: readonly Act[] = ["unlink", "remove_integration"];

/** Goes a way whose command told what it had begun, if it tells that, and has not answered. Where it fails, all is as before. */
async function held(name: Act, telling: Program["telling"] = "after", end?: Everything): Promise<Held> {
  const { from, steps, answer, go } = WAYS[name];
  let fail = () => {};
  let succeed = () => {};
  const answered = new Promise<never>((resolve, reject) => {
    fail = () => reject(REASON);
    succeed = () => resolve(answer as never);
  });
  answered.catch(() => undefined);
  const opened = await openWindow(from, (program) => {
    program.telling = telling;
    program.pass(name, [...(UNANNOUNCED.includes(name) ? [] : steps.slice(0, -1)), end ?? from], () => answered);
  });
  await go(opened);
  await waitFor(() => expect(opened.program.requests(name).length, "it is asked").toBe(1));
  await later();
  return { ...opened, fail, succeed };
}

/** All that is to be told by now has been told. */
async function later(): Promise<void> {
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(5_000);
  else await new Promise((resolve) => setTimeout(resolve));
  await settled();
}

/** Goes to another page, which what lies in front keeps from being reached. */
async function goElsewhere(opened: Opened): Promise<void> {
  const sheet = screen.queryByRole("dialog");
  if (dialog()) await leave("Cancel", opened);
  else if (sheet) await opened.user.click(within(sheet).getByRole("button", { name: "Cancel" }));
  const isThere = button("Your profile").getAttribute("aria-current") === "page";
  await opened.press(isThere ? "Account settings" : "Your profile");
}

afterEach(() => void vi.useRealTimers());

async function leave(way: "Cancel" | "Escape", { user }: Opened): Promise<void> {
  const asked = dialog()!;
  if (way === "Cancel") await user.click(inDialog("Cancel"));
  else await fireEvent(asked, new Event("cancel", { cancelable: true }));
  await settled();
}

describe("what fails after the program told that it had begun", () => {
  it.each(ACTS.flatMap((name) => (["before", "after"] as const).map((telling) => [name, telling] as const)))(
    "%s, undone %s its answer, is told once",
    async (name, telling) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const { fail } = await held(name, telling);
      fail();
      await waitFor(() => expect(told().length, "why, and once").toBe(1));
      await later();
      expect(told().length, "and it stays").toBe(1);
    },
  );

  it.each(ASKING)("%s keeps its question, and tells it there", async (name) => {
    const { fail } = await held(name);
    expect(dialog(), "busy, it stays").not.toBeNull();
    fail();
    await waitFor(() => expect(words(dialog()!), "beside the button that failed").toContain(WHY));
    expect(frame(), "and nowhere else").toEqual([]);
  });
});

describe("what fails when its place is gone", () => {
  // The question before leaving has no way past it, and who is signed out can go nowhere.
  it.each(ACTS.filter((name) => SHOWS[name] !== "leaving" && WAYS[name].from.people.signedOut === null))("%s is told on the page where the person is now", async (name) => {
    const opened = await held(name);
    await goElsewhere(opened);
    opened.fail();
    await waitFor(() => expect(told().length, "once").toBe(1));
  });

  it("says what it was that failed", async () => {
    const opened = await held("unlink");
    await goElsewhere(opened);
    opened.fail();
    await waitFor(() => expect(frame().join(), "out of its place, it needs a name").toContain(`Unlinking alice: ${WHY}`));
    await opened.press("Dismiss");
    expect(alerts(), "until it was seen").toEqual([]);
    await hasFocus(() => screen.getByRole("group", { name: "What failed" }), "not lost with its button");
  });

  it("is told when the program takes the place away before it answers", async () => {
    const { fail } = await held("remove_integration", "before", states["none"]!());
    fail();
    await waitFor(() => expect(frame(), "its form and its card are gone").toHaveLength(1));
    expect(frame()[0], "what and why").toContain(`Removing the integration: ${WHY}`);
  });

  it("is told when the program takes the place away right after it answered", async () => {
    const { fail } = await held("remove_integration", "after", states["none"]!());
    fail();
    await waitFor(() => expect(openForm(), "gone with what it was about").toBeNull());
    await waitFor(() => expect(told().length, "a blink is not enough to read it").toBe(1));
  });

  it("goes back to its place when that is on the page again", async () => {
    const opened = await held("unlink");
    await leave("Cancel", opened);
    await opened.press("Your profile");
    opened.fail();
    await waitFor(() => expect(frame().length, "meanwhile").toBe(1));
    await opened.press("Account settings");
    await waitFor(() => expect(words(region()), "in the card").toContain(WHY));
    expect(frame(), "not twice").toEqual([]);
  });

  it("is not dragged along once it was seen in its place", async () => {
    const { fail, press } = await held("test_link");
    fail();
    await waitFor(() => expect(told().length, "in the card").toBe(1));
    await press("Your profile");
    expect(alerts(), "the person has moved on").toEqual([]);
  });

  it("is not told of a sign-in that is over, whose end has its own words", async () => {
    let refuse = () => {};
    const { press, program } = await openWindow(states["waiting"]!(), (one) =>
      one.fail("use_another_way", error("no_sign_in"), new Promise<void>((resolve) => (refuse = resolve))),
    );
    await press("Use another way");
    program.change(states["linkedNow"]!());
    await press("Your profile");
    const { displaced } = await import("../../src/state/action.svelte");
    refuse();
    await waitFor(() => expect(displaced.size, "it has failed, out of its place").toBe(1));
    await settled();
    expect(alerts(), "it cannot be steered any more, which is no news").toEqual([]);
  });
});

describe("a question that is left while its work goes on", () => {
  const LEFT = ASKING.flatMap(([name, words]) => (["Cancel", "Escape"] as const).map((way) => [name, way, words] as const));

  it.each(LEFT)("%s, by %s: says “%s”, then why it failed", async (name, way, goesOn) => {
    const opened = await held(name);
    await leave(way, opened);
    expect(dialog(), "nobody is held in it").toBeNull();
    expect(statuses(), "what is under way cannot be called back").toContain(goesOn);
    opened.fail();
    await waitFor(() => expect(told().length, "where it was said to go on").toBe(1));
    expect(words(place(name)), "in the form, in the card or above it").toContain(WHY);
    expect(statuses(), "and it goes on no more").not.toContain(goesOn);
  });

  it.each(["remove_integration", "remove_secret"] as const)("%s is told in the card when the form is left too", async (name) => {
    const opened = await held(name);
    await leave("Cancel", opened);
    await opened.press("Cancel");
    expect(openForm(), "closed").toBeNull();
    expect(words(region()), "still under way").toContain("goes on.");
    opened.fail();
    await waitFor(() => expect(words(region()), "the card is what there is to look at").toContain(WHY));
    expect(told().length, "once").toBe(1);
  });

  it("is not begun a second time", async () => {
    const opened = await held("remove_integration");
    await leave("Cancel", opened);
    await opened.press("Remove integration");
    expect(dialog(), "it is being done").toBeNull();
    expect(opened.program.requests("remove_integration").length, "once").toBe(1);
  });

  it("says that the Secret is gone, when it is", async () => {
    const opened = await held("remove_secret", "after", overviewOf([registered({ secretSetAt: null })]));
    await leave("Cancel", opened);
    await opened.press("Cancel");
    opened.succeed();
    await waitFor(() => expect(statuses(), "in the card").toContain("The Secret is removed."));
    await opened.press("Dismiss");
    expect(statuses(), "until it was seen").not.toContain("The Secret is removed.");
  });

  it("leaves the focus with who went on to something else", async () => {
    const opened = await held("remove_integration", "after", states["none"]!());
    await leave("Cancel", opened);
    await opened.press("Cancel");
    button("Account settings").focus();
    opened.succeed();
    await waitFor(() => expect(screen.queryByRole("region"), "it is gone").toBeNull());
    await settled();
    await hasFocus(() => button("Account settings"), "nothing jumps");
  });
});

describe("leaving the form", () => {
  it.each(["Cancel", "Escape"] as const)("by %s while it is saved says that saving goes on", async (way) => {
    let fail = () => {};
    const opened = await filled((one) =>
      one.fail("save_integration", error("vault_locked"), new Promise<void>((resolve) => (fail = resolve))),
    );
    await opened.press("Save");
    if (way === "Cancel") await opened.press("Cancel");
    else await opened.user.keyboard("{Escape}");
    expect(openForm(), "its end is told here").not.toBeNull();
    expect(statuses().join(), "what is under way").toContain("Saving goes on.");
    fail();
    await waitFor(() => expect(words(openForm()!), "how it ended").toContain("The keyring is locked."));
    await opened.press("Cancel");
    expect(openForm(), "now it closes").toBeNull();
    expect(alerts(), "and nothing is left to be told").toEqual([]);
  });

  it("while it is saved ends in the region when that succeeds", async () => {
    const opened = await held("save_integration", "after", states["ready"]!());
    await opened.press("Cancel");
    opened.succeed();
    await waitFor(() => expect(words(region()), "it was saved").toContain("Saved. Next: link your account."));
  });

  it("while it is checked gives the question up", async () => {
    let fail = () => {};
    const opened = await filled((one) =>
      one.fail("check_application", error("vault_failed"), new Promise<void>((resolve) => (fail = resolve))),
    );
    await opened.press("Check");
    await opened.press("Cancel");
    expect(openForm(), "nothing is changed by it").toBeNull();
    fail();
    await settled();
    await settled();
    expect(alerts(), "nobody wants to know any more").toEqual([]);
  });
});

describe("reading again", () => {
  it("says why when it fails", async () => {
    const { press, program } = await openWindow(states["vaultAbsent"]!());
    program.fail("overview", error("database_failed"));
    await press("Check again");
    await waitFor(() => expect(told().length, "what is shown may be old").toBe(1));
    program.answer("overview", () => states["fresh"]!());
    await press("Try again");
    await waitFor(() => expect(told(), "read").toEqual([]));
  });
});

describe("a page that was loaded again after it had died", () => {
  it("says so until it is put away", async () => {
    history.replaceState(null, "", "/?again");
    const { press } = await openWindow(states["linked"]!());
    history.replaceState(null, "", "/");
    expect(statuses().join(" "), "what happened").toContain("The page had stopped, and was loaded again.");
    await press("Dismiss");
    expect(statuses().join(" "), "and no longer").not.toContain("The page had stopped, and was loaded again.");
  });
});
