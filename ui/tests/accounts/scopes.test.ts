import { describe, expect, it } from "vitest";
import { gitlab, overviewOf, registered, states } from "../support/states";
import { alerts, fill, filled, hasFocus, openForm, openWindow, region, screen, statuses, words, type Opened } from "../support/window";

const USELESS = "With these no account can be linked: Carrick could not read whose it is. Tick api, read_api or read_user.";
const NO_LINK = "With these people can sign in, but no account can be linked: that needs api, read_api or read_user.";

/** Ticks and unticks boxes. */
async function toggle({ user }: Opened, ...names: string[]): Promise<void> {
  for (const name of names) await user.click(screen.getByRole("checkbox", { name }));
}

describe("scopes that can never work", () => {
  it.each([
    ["read_repository", USELESS],
    ["profile", USELESS],
  ])("are told at the field before anything is saved: %s", async (scope, text) => {
    const opened = await filled();
    await opened.press("More");
    await toggle(opened, scope, "api");
    expect(alerts(), "at once").toEqual([text]);
    await opened.press("Save");
    expect(opened.program.requests("save_integration"), "nothing is saved that cannot work").toEqual([]);
    await hasFocus(() => screen.getByRole("checkbox", { name: "api" }), "where it is mended");
    await toggle(opened, "read_user");
    expect(alerts(), "mended").toEqual([]);
    await opened.press("Save");
    expect(opened.program.requests("save_integration")[0]?.form.scopes, "and saved").toEqual([scope, "read_user"]);
  });

  it("are none at all: that is said, too", async () => {
    const opened = await filled();
    await toggle(opened, "api");
    expect(alerts()[0], "what to tick").toContain("Tick at least one scope; api is the usual one.");
    await opened.press("Save");
    expect(opened.program.requests("save_integration"), "not sent").toEqual([]);
  });

  it("may be enough to sign in and for nothing else", async () => {
    const opened = await filled();
    await opened.press("More");
    await toggle(opened, "openid", "api");
    expect(alerts(), "they are good for something").toEqual([]);
    expect(statuses(), "said all the same").toContain(NO_LINK);
    opened.program.pass("save_integration", [overviewOf([registered({ scopes: ["openid"] })])], () => ({
      outcome: "saved",
      id: 1,
      check: { result: "accepted" },
    }));
    await opened.press("Save");
    await expect.poll(() => statuses().join()).toContain("Saved. People can sign in with it; no account can be linked.");
    expect(words(region()), "nor is it promised below").not.toContain("you approve there");
  });

  it("are unknown to Carrick and perhaps to GitLab", async () => {
    const known = ["api", "create_runner", "read_registry", "user:read_all"];
    const opened = await openWindow(overviewOf([registered({ scopes: [...known, "read_everything"] })]));
    await opened.edit();
    await opened.press("Show what was registered");
    expect(statuses().join(), "the one that is strange").toContain("Carrick does not know read_everything. ");
    expect(statuses().join(), "not what GitLab knows").not.toContain("create_runner");
    await toggle(opened, "read_everything");
    expect(statuses().join(), "gone").not.toContain("does not know");
  });
});

describe("what was registered", () => {
  it("is folded once it is done, so that the Secret is in sight", async () => {
    const { edit, press } = await openWindow(states["ready"]!());
    const form = await edit();
    expect(words(form), "done").toContain("Registered. Show what was registered");
    expect(screen.queryByRole("textbox", { name: "Redirect URI" }), "not in the way").toBeNull();
    expect(screen.queryByRole("button", { name: "Open GitLab's page" }), "nor what leads there").toBeNull();
    await press("Show what was registered");
    expect(screen.getByRole("textbox", { name: "Redirect URI" }), "to look it up").toBeTruthy();
    await press("Show what was registered");
    expect(screen.queryByRole("textbox", { name: "Redirect URI" }), "folded again").toBeNull();
  });

  it("is not done at another GitLab", async () => {
    const opened = await openWindow(states["ready"]!());
    const form = await opened.edit();
    await fill(opened, "GitLab instance", "https://git.example.org");
    expect(words(form), "to be registered there").toContain("Register Carrick at GitLab");
    expect(screen.getByRole("button", { name: "Open GitLab's page" }), "all of it").toBeTruthy();
  });

  it("is not done while the Application ID is still to come", async () => {
    const { edit } = await openWindow(overviewOf([gitlab({ askedAt: Date.now() })]));
    expect(words(await edit()), "step 1 is the next").toContain("Register Carrick at GitLab");
  });

  it("stands open where something in it is to be mended", async () => {
    const { edit } = await openWindow(overviewOf([registered({ scopes: ["read_repository"] })]));
    await edit();
    expect(openForm(), "open").not.toBeNull();
    expect(alerts(), "with the reason").toEqual([USELESS]);
  });
});
