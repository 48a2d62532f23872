/** Removing a repository, and what becomes of its folders. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Commands, RemovalCheck, RemovalDoubt, Repository } from "../../src/ipc/bindings";
import { cloneFolder, free, losses, repository, unreachable } from "../support/clones";
import { faults, openPart } from "../support/parts";
import type { Program } from "../support/program";
import { button, error, hasFocus, inDialog, screen, settled, statuses, waitFor, within, words } from "../support/window";

const dialog = (): HTMLElement => screen.getByRole("alertdialog", { name: "Remove group/web from Carrick?" });
const folder = (name: string): HTMLElement => screen.getByRole("group", { name });
const way = (name: string, at: HTMLElement = dialog()): HTMLInputElement =>
  within(at).getByRole<HTMLInputElement>("radio", { name });
const TRASH = "Move the folder to the trash";
const two = () => repository({ clones: [cloneFolder(), cloneFolder({ id: 8, folder: "~/work/web" })] });

async function opened(prepare: (program: Program) => void = () => {}, of: Repository = repository()) {
  const onclose = vi.fn();
  return { ...(await openPart("RemoveRepository", { repository: of, onclose }, prepare)), onclose };
}
/** The folder is to go, and this is what was found out. */
async function checked(check: RemovalCheck, prepare: (program: Program) => void = () => {}) {
  const at = await opened((one) => {
    one.answer("check_removal", () => check);
    prepare(one);
  });
  await at.user.click(way(TRASH));
  await settled();
  return at;
}
/** The check does not answer before it is told to. */
async function held(of: Repository = repository()) {
  const answers: ((check: RemovalCheck) => void)[] = [];
  const at = await opened((one) => one.answer("check_removal", () => new Promise((resolve) => answers.push(resolve))), of);
  const answer = async (check: RemovalCheck) => {
    answers.shift()!(check);
    await settled();
    await settled();
  };
  return { ...at, answer };
}
const removals = ({ program }: { program: Program }): Commands["remove_repository"][0][] =>
  program.requests("remove_repository");

afterEach(() => void vi.useRealTimers());

describe("the question", () => {
  it("says what stops and what goes on, with the focus on Cancel and the folder kept", async () => {
    const at = await opened();
    expect(words(dialog()), "the words of the design").toContain(
      "Carrick stops watching its builds. git in the folder still asks Carrick.",
    );
    await hasFocus(() => inDialog("Cancel"), "neither Enter nor Escape removes anything");
    expect(way("Keep the folder").checked, "by itself nothing goes").toBe(true);
    expect(at.program.requests("check_removal").length, "nothing is looked at that is kept").toBe(0);
    expect(await faults(dialog()), "for everyone").toEqual([]);
    await at.user.keyboard("{Escape}");
    await settled();
    expect(at.onclose, "left").toHaveBeenCalledWith(false);
  });

  it("is simple where there is no folder", async () => {
    const at = await opened(() => {}, repository({ clones: [] }));
    expect(words(dialog()), "nothing of a folder").toContain("Carrick stops watching its builds. It stays at GitLab as it is.");
    expect(within(dialog()).queryByRole("radio"), "nothing to choose").toBeNull();
    await at.press("Remove");
    await waitFor(() => expect(at.onclose, "done").toHaveBeenCalledWith(true));
  });

  it("says that a folder is gone, and asks nothing about it", async () => {
    const at = await opened(() => {}, repository({ clones: [cloneFolder({ isThere: false })] }));
    expect(words(dialog()), "in words").toContain("The folder is not there any more.");
    expect(within(dialog()).queryByRole("radio"), "nothing to choose").toBeNull();
    await at.press("Remove");
    expect(removals(at), "from Carrick").toEqual([{ id: 41, toTrash: [] }]);
  });

  it("removes once, and keeps the folder unless asked", async () => {
    const at = await opened();
    await at.user.dblClick(inDialog("Remove"));
    await waitFor(() => expect(at.onclose, "done").toHaveBeenCalledWith(true));
    expect(removals(at), "two presses of one hand are one").toEqual([{ id: 41, toTrash: [] }]);
  });

  it("tells beside its button why it failed, and stays", async () => {
    const at = await opened((one) => one.fail("remove_repository", error("database_failed")));
    await at.press("Remove");
    await waitFor(() => expect(within(dialog()).getAllByRole("alert").length, "in the dialog").toBe(1));
    expect(at.onclose, "it is still there").not.toHaveBeenCalled();
  });
});

describe("a folder for the trash", () => {
  it("is looked at first, with a clock that is not read out", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] });
    const at = await held();
    await at.user.click(way(TRASH));
    await vi.advanceTimersByTimeAsync(4000);
    await settled();
    expect(words(dialog()), "how long already").toContain("Checking what would be lost… 0:04");
    expect(statuses(), "said once").toContain("Checking what would be lost.");
    expect(statuses().join(), "without the time").not.toContain("0:0");
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it("is not removed before that is known", async () => {
    const at = await held();
    await at.user.click(way(TRASH));
    await at.press("Remove");
    expect(removals(at).length, "no proof, no removal").toBe(0);
    expect(words(dialog()), "and why").toContain("what would be lost is not known yet.");
    await at.answer(free);
    expect(words(dialog()), "now it is").not.toContain("not known yet.");
  });

  it("goes once nothing is lost, which is said with what goes too", async () => {
    const at = await checked(free);
    expect(statuses().join(), "read out").toContain("Also goes: 3 ignored files (.env, …), 1 hook. Nothing unpushed.");
    await at.press("Remove");
    await waitFor(() => expect(at.onclose, "done").toHaveBeenCalledWith(true));
    expect(removals(at), "with its folder").toEqual([{ id: 41, toTrash: [7] }]);
  });

  it("stays after all when that is chosen again, though it could go", async () => {
    const at = await checked(free);
    await at.user.click(way("Keep the folder"));
    expect(words(dialog()), "nothing is threatened any more").not.toContain("Also goes");
    await at.press("Remove");
    expect(removals(at), "kept").toEqual([{ id: 41, toTrash: [] }]);
  });

  it("stays where something is only there, and the choice is gone", async () => {
    const at = await checked(losses);
    expect(statuses().join(), "what, in the words of the design").toContain(
      "Only here: 3 commits on fix-login, 2 changed files, 1 stash.",
    );
    expect(within(dialog()).queryByRole("radio"), "no choice").toBeNull();
    expect(await faults(dialog()), "for everyone").toEqual([]);
    await at.press("Remove");
    expect(removals(at), "from Carrick alone").toEqual([{ id: 41, toTrash: [] }]);
  });

  it.each<[RemovalDoubt, string]>([
    ["unreachable", "Could not check: gitlab.com can't be reached."],
    ["git_missing", "Could not check: git is not installed."],
    ["no_trash", "there is none for its disk."],
    ["cancelled", "The check was stopped."],
  ])("stays in doubt (%s), said in words", async (doubt, text) => {
    await checked({ is: "doubt", doubt, path: null });
    expect(statuses().join(), "why").toContain(text);
    expect(within(dialog()).queryByRole("radio"), "no choice").toBeNull();
    expect(button("Check again"), "what to do").toBeTruthy();
  });

  it("names the folder that a doubt is about", async () => {
    await checked({ is: "doubt", doubt: "holds_clone", path: "~/Projects/group/web/vendor/lib" });
    expect(words(dialog()), "where to look").toContain("It is about ~/Projects/group/web/vendor/lib.");
  });

  it("is looked at again once the person has looked", async () => {
    const at = await checked(losses);
    await at.press("Open terminal");
    expect(at.program.requests("open_clone"), "in that folder").toEqual([{ id: 7, with: { is: "terminal" } }]);
    at.program.answer("check_removal", () => free);
    await at.press("Check again");
    await waitFor(() => expect(words(dialog()), "pushed meanwhile").toContain("Nothing unpushed."));
    expect(way(TRASH).checked, "as it was asked for").toBe(true);
  });

  it("is not looked at any longer when that is stopped", async () => {
    const at = await held();
    await at.user.click(way(TRASH));
    await at.press("Stop checking");
    expect(at.program.requests("stop_removal_check").length, "asked to").toBe(1);
    await at.answer({ is: "doubt", doubt: "cancelled", path: null });
    expect(words(dialog()), "said").toContain("The check was stopped.");
  });

  it("is not looked at any longer when it is kept after all, of which nothing is said", async () => {
    const at = await held();
    await at.user.click(way(TRASH));
    await at.user.click(way("Keep the folder"));
    expect(at.program.requests("stop_removal_check").length, "asked to").toBe(1);
    await at.answer({ is: "doubt", doubt: "cancelled", path: null });
    expect(words(dialog()), "the person knows").not.toContain("The check was stopped.");
    expect(way("Keep the folder").checked, "as chosen").toBe(true);
  });

  it("is not looked at any longer when the dialog goes", async () => {
    const at = await held();
    await at.user.click(way(TRASH));
    at.unmount();
    expect(at.program.requests("stop_removal_check").length, "nobody waits for it").toBe(1);
  });

  it("stays where looking fails, and tells why there", async () => {
    const at = await opened((one) => one.fail("check_removal", error("database_failed")));
    await at.user.click(way(TRASH));
    await waitFor(() => expect(within(dialog()).getAllByRole("alert").length, "in the dialog").toBe(1));
    await waitFor(() => expect(way("Keep the folder").checked, "no proof, no removal").toBe(true));
    at.program.answer("check_removal", () => free);
    await at.user.click(way(TRASH));
    await waitFor(() => expect(words(dialog()), "tried again").toContain("Nothing unpushed."));
  });

  it("stays when it changed at the last moment, and nothing is removed", async () => {
    const at = await checked(free, (one) =>
      one.answer("remove_repository", () => ({ is: "kept", clone: 7, check: losses })),
    );
    await at.press("Remove");
    await waitFor(() => expect(words(dialog()), "said").toContain("It is not removed: a folder looks different now."));
    expect(words(dialog()), "and what it is").toContain("Only here: 3 commits on fix-login");
    expect(at.onclose, "asked again").not.toHaveBeenCalled();
  });
});

describe("several folders", () => {
  it("are chosen each by itself, and looked at one after the other", async () => {
    const at = await held(two());
    expect(words(dialog()), "of all").toContain("git in the folders still asks Carrick.");
    await at.user.click(way(TRASH, folder("~/Projects/group/web")));
    await at.user.click(way(TRASH, folder("~/work/web")));
    expect(at.program.requests("check_removal"), "one at a time").toEqual([{ id: 7 }]);
    expect(words(folder("~/work/web")), "its turn comes").toContain("Checked next.");
    await at.answer(free);
    expect(at.program.requests("check_removal"), "then the other").toEqual([{ id: 7 }, { id: 8 }]);
    await at.answer(unreachable);
    await at.press("Remove");
    expect(removals(at), "only what is proven").toEqual([{ id: 41, toTrash: [7] }]);
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it("shows what is left when only the first could go", async () => {
    const at = await opened((one) => {
      one.answer("remove_repository", () => ({ is: "kept", clone: 8, check: losses }));
      one.answer("repository", () => repository({ clones: [cloneFolder({ id: 8, folder: "~/work/web" })] }));
    }, two());
    for (const name of ["~/Projects/group/web", "~/work/web"]) await at.user.click(way(TRASH, folder(name)));
    await settled();
    await at.press("Remove");
    await waitFor(() => expect(screen.queryByRole("group", { name: "~/Projects/group/web" }), "gone").toBeNull());
    expect(words(folder("~/work/web")), "kept, and why").toContain("Only here: 3 commits on fix-login");
    await at.press("Remove");
    expect(removals(at).at(-1), "nothing is asked about what is gone").toEqual({ id: 41, toTrash: [] });
  });

  it("leaves one alone that another is chosen for", async () => {
    const at = await opened(() => {}, two());
    await at.user.click(way(TRASH, folder("~/work/web")));
    await settled();
    await at.press("Remove");
    expect(removals(at), "no other").toEqual([{ id: 41, toTrash: [8] }]);
  });
});
