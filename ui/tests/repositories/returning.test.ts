/** Coming back to the list: it is as it was left. */
import { fireEvent } from "@testing-library/dom";
import { describe, expect, it } from "vitest";
import { repository } from "../support/library";
import { line, many, openList, search, texts } from "../support/list";
import { hasFocus, screen, settled, waitFor, within } from "../support/window";

const main = (): HTMLElement => screen.getByRole("main");

/** Scrolls there, as a person does. */
async function scrollTo(top: number): Promise<void> {
  main().scrollTop = top;
  await fireEvent.scroll(main());
}

describe("coming back to the list", () => {
  it("finds it where it was scrolled to, from another page and from that of a repository", async () => {
    const at = await openList(many(500, 2));
    await scrollTo(56 * 200);
    await waitFor(() => expect(texts().join(), "there").toContain("group/project-200"));
    await at.press("Account settings");
    await scrollTo(0);
    await at.press("Repositories");
    await settled();
    expect(main().scrollTop, "as it was left").toBe(56 * 200);
    await waitFor(() => expect(texts().join(), "and what stands there").toContain("group/project-200"));
    await at.user.click(within(line("project-203")).getByRole("button", { name: "group/project-203" }));
    await scrollTo(0);
    await at.user.click(await screen.findByRole("button", { name: "Back to repositories" }));
    await hasFocus(() => line("project-203"), "on its row");
    expect(main().scrollTop, "as it was left").toBe(56 * 200);
  });

  it("finds what was looked for, and what was left out", async () => {
    const at = await openList([repository({ id: 1 }), repository({ id: 2, path: "group/api", archived: true })]);
    await at.user.type(search(), "group");
    await at.press("Filter");
    await at.user.click(screen.getByRole("checkbox", { name: "Archived" }));
    await waitFor(() => expect(texts().join(), "left out").not.toContain("group/web"));
    await at.press("Your profile");
    await at.press("Repositories");
    await settled();
    expect(search().value, "the words").toBe("group");
    expect(texts().join(), "and the filter").not.toContain("group/web");
    expect(screen.getByRole("button", { name: "Filter (1)" }), "which is said").toBeTruthy();
  });

  it("begins at the top with another search", async () => {
    const at = await openList(many(500));
    await scrollTo(56 * 200);
    await at.press("Account settings");
    await at.press("Repositories");
    await settled();
    await at.user.type(search(), "project-1");
    await waitFor(() => expect(main().scrollTop, "what fits best").toBe(0));
  });
});
