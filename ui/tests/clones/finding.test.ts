/** Finding clones on this computer, and taking them in. */
import { fireEvent } from "@testing-library/dom";
import { describe, expect, it, vi } from "vitest";
import type { FoundClones } from "../../src/ipc/bindings";
import { bySsh, elsewhere, foundClones, hazardous, known, secure, withPassword } from "../support/clones";
import { faults, openPart } from "../support/parts";
import type { Program } from "../support/program";
import {
  alerts,
  button,
  error,
  field,
  hasFocus,
  noButton,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const dialog = (): HTMLElement => screen.getByRole("dialog", { name: "Find clones on this computer" });
const box = (name: string): HTMLInputElement => screen.getByRole<HTMLInputElement>("checkbox", { name });
const row = (path: string): HTMLElement => screen.getByText(path).closest("li")!;
const inRow = (path: string, name: string): HTMLElement => within(row(path)).getByRole("button", { name });

async function opened(prepare: (program: Program) => void = () => {}) {
  const onclose = vi.fn();
  return { ...(await openPart("FindClones", { onclose }, prepare)), onclose };
}
async function found(over: Partial<FoundClones> = {}, prepare: (program: Program) => void = () => {}) {
  const at = await opened((program) => {
    program.answer("find_clones", () => foundClones(over));
    prepare(program);
  });
  await at.press("Look");
  await waitFor(() => expect(noButton("Look"), "it was looked").toBe(true));
  return at;
}
const only = (...clones: FoundClones["clones"]) => ({ clones, others: 0, leftOut: 0 });

describe("where to look", () => {
  it("begins with likely folders, ticked, and takes another one", async () => {
    const at = await opened();
    expect([box("~/Projects").checked, box("~/work").checked], "likely is enough").toEqual([true, true]);
    await at.user.click(box("~/Projects"));
    await at.user.type(field("Another folder"), " /srv/code {Enter}");
    expect(at.program.requests("find_clones"), "what is ticked and what was typed").toEqual([
      { folders: ["~/work", "/srv/code"] },
    ]);
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it("is asked for where no folder is said, beside the field", async () => {
    const at = await opened((one) => one.answer("suggest_folders", () => ({ folders: [] })));
    await at.press("Look");
    expect(alerts(), "what to do").toEqual(["Tick a folder, or type one."]);
    await hasFocus(() => field("Another folder"), "where it is done");
    expect(at.program.requests("find_clones").length, "and not everywhere instead").toBe(0);
    await at.user.type(field("Another folder"), "~");
    expect(alerts(), "until it is").toEqual([]);
  });

  it("can be typed though likely ones are not known, which is tried again", async () => {
    const at = await opened((one) => one.fail("suggest_folders", error("database_failed")));
    expect(alerts().length, "why").toBe(1);
    expect(field("Another folder"), "the field needs none").toBeTruthy();
    at.program.answer("suggest_folders", () => ({ folders: ["~/src"] }));
    await at.press("Try again");
    await waitFor(() => expect(box("~/src").checked, "known now").toBe(true));
  });
});

describe("looking", () => {
  const held = async () => {
    let answer = (_: FoundClones) => {};
    const at = await opened((one) =>
      one.answer("find_clones", () => new Promise((resolve) => (answer = resolve))),
    );
    await at.user.dblClick(button("Look"));
    return { ...at, answer: (over: Partial<FoundClones>) => answer(foundClones(over)) };
  };

  it("tells how far it is, and reads only its beginning out", async () => {
    const { program } = await held();
    expect(statuses(), "said at once").toContain("Looking for clones.");
    program.change({
      ...program.overview,
      clones: { revision: 0, finding: { folders: 1204, clones: 12 }, checking: null },
    });
    await waitFor(() => expect(words(dialog()), "seen").toContain("Looked in 1,204 folders, 12 clones found."));
    expect(statuses().join(), "counts are not read out").not.toContain("1,204");
    expect(program.requests("find_clones").length, "two presses of one hand are one search").toBe(1);
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it("is stopped, and shows what there was by then", async () => {
    const { press, program, answer } = await held();
    await press("Stop");
    expect(program.requests("stop_finding_clones").length, "asked to").toBe(1);
    answer({ isCutShort: true });
    await waitFor(() => expect(words(dialog()), "not as if it were all").toContain("The search was stopped; there may be more."));
  });

  it("ends with its dialog", async () => {
    const { unmount, program } = await held();
    unmount();
    expect(program.requests("stop_finding_clones").length, "nobody waits for it").toBe(1);
  });

  it("tells beside the button why it failed", async () => {
    const at = await opened((one) => one.fail("find_clones", error("database_failed")));
    await at.press("Look");
    await waitFor(() => expect(within(dialog()).getAllByRole("alert").length, "in the dialog").toBe(1));
    expect(button("Look").getAttribute("aria-disabled"), "it can be tried again").toBeNull();
  });
});

describe("what was found", () => {
  it("stands by host, with what is left out, and moves the focus there", async () => {
    await found();
    await hasFocus(() => screen.getByText("6 clones found.").closest("p")!, "what there is comes first");
    expect(words(dialog()), "nothing is done yet").toContain("Nothing in them is changed.");
    expect(words(dialog()), "what is not shown").toContain("3 more belong to no linked GitLab. 2 folders could not be read.");
    const hosts = screen.getAllByRole("heading", { level: 3 }).map(words);
    expect(hosts, "in order").toEqual(["git.example.org/gitlab", "gitlab.com"]);
    expect(words(row("ops/deploy")), "what kind of one").toContain("worktree");
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it.each<[string, Partial<FoundClones>, string]>([
    ["nothing", { ...only(), others: 0 }, "No clones found."],
    ["nothing of a linked GitLab", { ...only(), others: 3 }, "3 clones found. None of them belongs to a linked GitLab."],
  ])("says that there is %s, and leads back", async (_, over, text) => {
    const at = await found(over);
    expect(words(dialog()), "in words").toContain(text);
    expect(noButton("Add clones"), "nothing to add").toBe(true);
    await at.press("Look elsewhere");
    await hasFocus(() => field("Another folder"), "to say where");
  });

  it("is added as it is ticked: all but what is known or needs a word", async () => {
    const at = await found();
    expect(within(row("group/docs")).queryByRole("checkbox"), "in Carrick already").toBeNull();
    await at.user.click(box("ops/deploy"));
    await at.press("Add 3 clones");
    const folders = at.program.requests("adopt_clones")[0]!.clones.map(({ folder }) => folder);
    expect(folders.sort(), "no other").toEqual([bySsh, withPassword, secure].map(({ folder }) => folder).sort());
  });

  it.each(["submodule", "bare"] as const)("is not offered where it is a %s one, and says so", async (kind) => {
    const at = await found(only({ ...secure, kind }, elsewhere));
    expect(within(row("group/web")).queryByRole("checkbox"), "it would be refused").toBeNull();
    expect(words(row("group/web")), "in words").toContain("Carrick takes in no clone of this kind.");
    await at.press("Tick all");
    expect(button("Add 1 clone"), "the other one").toBeTruthy();
  });

  it("is ticked and unticked as a whole, but for what needs a word", async () => {
    const at = await found();
    await at.press("Tick none");
    await at.press("Add clones");
    expect(alerts(), "said, not refused in silence").toEqual(["Tick at least one clone."]);
    expect(at.program.requests("adopt_clones").length, "nothing is sent").toBe(0);
    await at.press("Tick all");
    expect(button("Add 4 clones"), "its settings are agreed to one by one").toBeTruthy();
  });
});

describe("a clone that needs a word", () => {
  it("by SSH stays so unless https is wanted", async () => {
    const at = await found(only(bySsh, secure));
    expect(words(row("group/api")), "in the words of the design").toContain("This clone uses SSH, so git does not ask Carrick.");
    expect(inRow("group/api", "Leave it").getAttribute("aria-pressed"), "nothing is changed unasked").toBe("true");
    await at.user.click(inRow("group/api", "Use https here"));
    expect(inRow("group/api", "Use https here").getAttribute("aria-pressed"), "chosen").toBe("true");
    await at.press("Add 2 clones");
    expect(at.program.requests("adopt_clones")[0]!.clones, "of this one alone").toEqual([
      { folder: bySsh.folder, https: true, despite: false },
      { folder: secure.folder, https: false, despite: false },
    ]);
  });

  it("by SSH is left after all", async () => {
    const at = await found(only(bySsh));
    await at.user.click(inRow("group/api", "Use https here"));
    await at.user.click(inRow("group/api", "Leave it"));
    await at.press("Add 1 clone");
    expect(at.program.requests("adopt_clones")[0]!.clones[0]!.https, "as it was").toBe(false);
  });

  it("with a password in its address has one button that takes it out", async () => {
    const at = await found(only(withPassword));
    expect(words(row("group/legacy")), "a fault").toContain("A password stands in the address of a remote");
    await at.user.click(inRow("group/legacy", "Remove the password"));
    expect(words(row("group/legacy")), "said when").toContain("is taken out of the address when the clone is added.");
    await at.press("Add 1 clone");
    expect(at.program.requests("adopt_clones")[0]!.clones[0]!.https, "a clean address").toBe(true);
  });

  it("whose settings can do more is added only once they were agreed to", async () => {
    const at = await found(only(hazardous, secure));
    expect(words(row("group/tools")), "what it can do").toMatch(/starts a program: core\.fsmonitor.*leads git elsewhere/);
    expect(within(row("group/tools")).queryByRole("checkbox"), "not by a tick that is easily set").toBeNull();
    expect(document.activeElement, "and never by Enter alone").not.toBe(inRow("group/tools", "Add it all the same"));
    await at.user.click(inRow("group/tools", "Add it all the same"));
    await hasFocus(() => box("group/tools"), "to what takes it back");
    await at.press("Add 2 clones");
    expect(at.program.requests("adopt_clones")[0]!.clones, "for this one alone").toContainEqual({
      folder: hazardous.folder,
      https: false,
      despite: true,
    });
  });

  it("is asked about anew when it was left out", async () => {
    const at = await found(only(hazardous, secure));
    await at.user.click(inRow("group/tools", "Add it all the same"));
    await at.user.click(box("group/tools"));
    await hasFocus(() => row("group/tools"), "the focus is not on what agrees");
    expect(inRow("group/tools", "Add it all the same"), "asked again").toBeTruthy();
    await at.press("Add 1 clone");
    expect(at.program.requests("adopt_clones")[0]!.clones.map(({ folder }) => folder), "without it").toEqual([secure.folder]);
  });
});

describe("adding", () => {
  it("is done once, and ends with what came of it", async () => {
    const failed = [{ folder: "~/work/api", error: error("git_config_locked") }];
    const at = await found(only(secure, bySsh), (one) => one.answer("adopt_clones", () => ({ done: 1, failed })));
    await at.user.dblClick(button("Add 2 clones"));
    await waitFor(() => expect(words(dialog()), "how many").toContain("1 clone is added."));
    expect(at.program.requests("adopt_clones").length, "two presses of one hand are one").toBe(1);
    expect(words(dialog()), "which not, and why").toMatch(/~\/work\/api.*Another program is changing git's configuration\./);
    expect(await faults(dialog()), "for everyone").toEqual([]);
    await at.press("Close");
    expect(at.onclose, "seen").toHaveBeenCalledOnce();
  });

  it("keeps its outcome when the button below the pointer has become another", async () => {
    const at = await found(only(secure));
    await at.press("Add 1 clone");
    await waitFor(() => expect(button("Close"), "done").toBeTruthy());
    await fireEvent.click(button("Close"), { detail: 2 });
    expect(at.onclose, "the second half of a double click says nothing").not.toHaveBeenCalled();
  });

  it("tells beside its button why it failed, and keeps the ticks", async () => {
    const at = await found(only(secure, elsewhere, known), (one) => one.fail("adopt_clones", error("database_failed")));
    await at.press("Add 2 clones");
    await waitFor(() => expect(within(dialog()).getAllByRole("alert").length, "in the dialog").toBe(1));
    at.program.answer("adopt_clones", () => ({ done: 2, failed: [] }));
    await at.press("Add 2 clones");
    await waitFor(() => expect(words(dialog()), "at the second try").toContain("2 clones are added."));
  });

  it("is left by Escape, and nothing is added", async () => {
    const at = await found();
    await at.user.keyboard("{Escape}");
    await settled();
    expect(at.onclose, "closed").toHaveBeenCalledOnce();
    expect(at.program.requests("adopt_clones").length, "nothing").toBe(0);
  });
});
