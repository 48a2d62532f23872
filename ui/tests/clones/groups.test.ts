/** Adding a whole group after a look at it. */
import { describe, expect, it, vi } from "vitest";
import type { Group, GroupPreview } from "../../src/ipc/bindings";
import { groupPreview, groupRow, groups } from "../support/clones";
import { faults, openPart } from "../support/parts";
import type { Program } from "../support/program";
import {
  alerts,
  button,
  error,
  fill,
  hasFocus,
  noButton,
  screen,
  settled,
  waitFor,
  within,
  words,
} from "../support/window";

const GIB = 1024 ** 3;
const dialog = (): HTMLElement => screen.getByRole("dialog", { name: "Add a group" });
const search = (): HTMLElement => screen.getByRole("combobox", { name: "Search groups" });
const options = (): string[] => screen.queryAllByRole("option").map(words);
const active = (): string => {
  const id = search().getAttribute("aria-activedescendant");
  return id === null ? "none" : words(document.getElementById(id)!);
};
const box = (name: string): HTMLInputElement => screen.getByRole<HTMLInputElement>("checkbox", { name });

async function opened(prepare: (program: Program) => void = () => {}) {
  const onclose = vi.fn();
  return { ...(await openPart("AddGroup", { onclose }, prepare)), onclose };
}
async function previewed(preview: GroupPreview = groupPreview()) {
  const at = await opened((one) => one.answer("preview_group", () => preview));
  await at.user.keyboard("{Enter}");
  await waitFor(() => expect(noButton("Another group"), "it was looked into").toBe(false));
  return at;
}

describe("choosing a group", () => {
  it("lists groups with the focus in the field that finds them", async () => {
    await opened();
    await hasFocus(search, "to type at once");
    expect(options(), "by how much is in them").toEqual([
      "group 3,000 repositories",
      "work 212 repositories",
      "work/tools 12 repositories",
    ]);
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it("finds them as one types and takes one by the keyboard", async () => {
    const { user, program } = await opened();
    await user.keyboard("WORK");
    expect(options().length, "whatever their letters' case").toBe(2);
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(active(), "no further than the last").toBe("work/tools 12 repositories");
    await user.keyboard("{Enter}");
    expect(program.requests("preview_group"), "that one").toEqual([
      { instance: "https://gitlab.com", group: "work/tools" },
    ]);
  });

  it("leaves the rows alone that appear under a double click", async () => {
    const { user, program } = await opened((one) => one.answer("preview_group", () => groupPreview()));
    await user.click(screen.getAllByRole("option")[0]!);
    await waitFor(() => expect(noButton("Another group"), "it was looked into").toBe(false));
    const first = screen.getAllByRole<HTMLInputElement>("checkbox")[0]!;
    const ticked = first.checked;
    const second = { bubbles: true, cancelable: true, detail: 2 };
    first.labels![0]!.dispatchEvent(new MouseEvent("click", second));
    first.dispatchEvent(new MouseEvent("click", second));
    await settled();
    expect(first.checked, "its second click").toBe(ticked);
    first.labels![0]!.dispatchEvent(new MouseEvent("click", { ...second, detail: 1 }));
    await settled();
    expect(first.checked, "a click of its own").toBe(!ticked);
    expect(program.requests("preview_group").length, "once").toBe(1);
  });

  it("goes on with the first one when what was typed changes", async () => {
    const { user } = await opened();
    await user.keyboard("{ArrowDown}{ArrowDown}w");
    expect(active(), "the best of what is found").toBe("work 212 repositories");
  });

  it("takes one by a press", async () => {
    const { user, program } = await opened();
    await user.click(screen.getByRole("option", { name: /^work 212/ }));
    expect(program.requests("preview_group")[0]!.group, "the pressed one").toBe("work");
  });

  it("says that none is called so, and takes none", async () => {
    const { user, program } = await opened();
    await user.keyboard("zzz{Enter}");
    expect(words(dialog()), "in words").toContain("No group is called that.");
    expect(program.requests("preview_group").length, "nothing was chosen").toBe(0);
  });

  it("offers fifty of a thousand, and says that there are more", async () => {
    const many: Group[] = Array.from({ length: 1000 }, (_, at) => ({ ...groups[0]!, path: `team-${at}` }));
    await opened((one) => one.answer("list_groups", () => ({ groups: many })));
    expect(options().length, "quick to draw").toBe(50);
    expect(words(dialog()), "and nothing is hidden in silence").toContain("950 more. Type to narrow them down.");
  });

  it("names the host where there are several", async () => {
    const other = { ...groups[1]!, instance: "https://git.example.org", host: "git.example.org" };
    await opened((one) => one.answer("list_groups", () => ({ groups: [...groups, other] })));
    expect(options(), "two of one name").toContain("work git.example.org · 212 repositories");
  });

  it.each(["list_groups", "preview_group"] as const)("tells in the dialog why %s failed", async (name) => {
    const at = await opened((one) => one.fail(name, error("database_failed")));
    if (name === "preview_group") await at.user.keyboard("{Enter}");
    await waitFor(() => expect(within(dialog()).getAllByRole("alert").length, "why").toBe(1));
    expect(noButton("Try again"), "and what to do: press it again, or choose again").toBe(name === "preview_group");
  });

  it("says that there is no group yet", async () => {
    await opened((one) => one.answer("list_groups", () => ({ groups: [] })));
    expect(words(dialog()), "and when there will be").toContain("There is no group yet.");
  });
});

describe("a group that was looked into", () => {
  it("asks with numbers and sizes, with archived ones off and added ones left out", async () => {
    await previewed();
    expect(words(dialog()), "how many of how many, how large, and what is free").toContain(
      "Add 4 of 6? At least 192 MiB; GitLab did not tell the size of 1; 140 GiB free.",
    );
    expect(box("project-0002").checked, "archived").toBe(false);
    expect(screen.queryByRole("checkbox", { name: "project-0003" }), "added").toBeNull();
    expect(words(dialog()), "and why").toContain("Added already");
    expect(await faults(dialog()), "for everyone").toEqual([]);
  });

  it.each<[string, GroupPreview, string]>([
    ["all sizes", { rows: [groupRow(1, { size: 2.1 * GIB })], total: 1, free: 140 * GIB }, "About 2.1 GiB; 140 GiB free."],
    ["no size", { rows: [groupRow(1, { size: null })], total: 1, free: 140 * GIB }, "Their size is not known; 140 GiB free."],
    ["not what is free", { rows: [groupRow(1, { size: GIB })], total: 1, free: null }, "About 1 GiB."],
  ])("says what is known with %s", async (_, preview, text) => {
    await previewed(preview);
    expect(words(dialog()), "and no more").toContain(`Add 1 of 1? ${text}`);
  });

  it("warns before what does not fit, until it does", async () => {
    const rows = [groupRow(1, { size: 90 * GIB }), groupRow(2, { size: 90 * GIB })];
    const { user } = await previewed({ rows, total: 2, free: 140 * GIB });
    expect(words(dialog()), "what is too much").toContain("That does not fit.");
    await user.click(box("project-0002"));
    expect(words(dialog()), "enough is left").not.toContain("That does not fit.");
  });

  it("counts as ticks change, and adds what is ticked, once", async () => {
    const at = await previewed();
    await at.user.click(box("project-0001"));
    await at.user.click(box("project-0002"));
    await at.user.click(box("project-0005"));
    await at.user.dblClick(button("Add 3"));
    await waitFor(() => expect(at.onclose, "the strip above the list goes on").toHaveBeenCalledOnce());
    expect(at.program.requests("add_repositories"), "in the order shown").toEqual([{ repositories: [2, 4, 6] }]);
  });

  it("says that nothing is ticked instead of adding nothing", async () => {
    const at = await previewed();
    await at.press("Tick none");
    await at.press("Add");
    expect(alerts(), "what is missing").toEqual(["Tick at least one repository."]);
    expect(at.program.requests("add_repositories").length, "nothing is sent").toBe(0);
    await at.press("Tick all");
    expect(button("Add 5"), "archived ones too, since they were asked for").toBeTruthy();
  });

  it("tells beside its button why it failed, and stays", async () => {
    const at = await previewed();
    at.program.fail("add_repositories", error("database_failed"));
    await at.press("Add 4");
    await waitFor(() => expect(within(dialog()).getAllByRole("alert").length, "in the dialog").toBe(1));
    expect(at.onclose, "to be tried again").not.toHaveBeenCalled();
  });

  it("leads back to the groups", async () => {
    const at = await previewed();
    await at.press("Another group");
    await hasFocus(search, "to choose another");
    await at.user.keyboard("{Escape}");
    await settled();
    expect(at.onclose, "Escape leaves it all").toHaveBeenCalledOnce();
  });
});

describe("a group of thousands", () => {
  it("draws a hundred at a time and adds them all", async () => {
    const at = await previewed(groupPreview(5000));
    expect(screen.getAllByRole("checkbox").length, "one is added already").toBe(99);
    expect(words(dialog()), "where one is").toContain("1 to 100 of 5,000");
    expect(noButton("Previous"), "nothing before").toBe(true);
    await at.press("Next");
    expect(words(dialog()), "the next ones").toContain("101 to 200 of 5,000");
    await hasFocus(() => screen.getByText("101 to 200 of 5,000"), "read out");
    await at.press("Add 4,998");
    expect(at.program.requests("add_repositories")[0]!.repositories.length, "not only those in sight").toBe(4998);
  });

  it("finds one in it and ticks only what is found", async () => {
    const at = await previewed(groupPreview(3000));
    await at.press("Next");
    await at.press("Tick none");
    await fill(at, "Search in it", "project-299");
    expect(screen.getAllByRole("checkbox").length, "from its beginning").toBe(10);
    await at.press("Tick all");
    expect(button("Add 10"), "no other").toBeTruthy();
    await fill(at, "Search in it", "nothing");
    expect(words(dialog()), "said").toContain("No repository in it is called that.");
  });

  it("says how many of more than it can show", async () => {
    await previewed(groupPreview(120, { total: 7000 }));
    expect(words(dialog()), "not as if it were all").toContain("Only the first 120 are shown and can be ticked.");
    expect(words(dialog()), "of all").toContain("Add 118 of 7,000?");
  });
});
