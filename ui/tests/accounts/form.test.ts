import { afterEach, describe, expect, it, vi } from "vitest";
import type { Commands, UiError } from "../../src/ipc/bindings";
import { overviewOf, registered, states } from "../support/states";
import {
  alerts,
  button,
  error,
  field,
  fill,
  filled,
  hasFocus,
  noButton,
  openForm,
  openWindow,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

// Where it counts how often something is asked while typing, the clock stands still: this computer may type slowly.
afterEach(() => void vi.useRealTimers());

const uris = (): string[] => screen.getByRole("textbox", { name: "Redirect URI" }).textContent.split("\n");

describe("the form", () => {
  it("holds everything that registering needs, under its name", async () => {
    const { edit } = await openWindow(states["fresh"]!());
    const form = within(await edit());
    expect(field("GitLab instance").value, "the instance").toBe("https://gitlab.com");
    expect(uris(), "both redirect URIs, read only").toEqual([
      "dev.carrick.desktop://oauth/gitlab/gitlab.com",
      "http://127.0.0.1/oauth/gitlab/gitlab.com",
    ]);
    expect(form.getByRole<HTMLInputElement>("checkbox", { name: "api" }).checked, "api is ticked").toBe(true);
    expect(form.getAllByRole("checkbox").length, "more scopes are folded away").toBe(1);
    expect(field("Application ID").value, "nothing set").toBe("");
    expect(field("Secret").type, "never shown unasked").toBe("password");
    for (const name of [
      "Copy",
      "Copy redirect URI",
      "Open GitLab's page",
      "Check",
      "Save",
      "Cancel",
      "Remove integration",
    ]) {
      expect(form.getByRole("button", { name }), `a button ${name}`).toBeTruthy();
    }
    await hasFocus(() => field("GitLab instance"), "the first field has the focus");
    expect(screen.queryByRole("region", { name: "GitLab" }), "it stands in the region's place").toBeNull();
  });

  it("unfolds more scopes, each with its meaning", async () => {
    const { edit, press, program } = await openWindow(states["ready"]!());
    await edit();
    await press("Show what was registered");
    await press("More");
    const boxes = screen.getAllByRole<HTMLInputElement>("checkbox");
    const names = boxes.map((box) => [...(box.labels ?? [])].map(words).join(" "));
    expect(names, "all that make sense here").toEqual([
      "api",
      "read_user",
      "read_api",
      "read_repository",
      "write_repository",
      "openid",
      "profile",
      "email",
    ]);
    await screen.getByRole("checkbox", { name: "read_user" }).click();
    await press("Save");
    expect(program.requests("save_integration")[0]?.form.scopes, "exactly what is ticked").toEqual([
      "api",
      "read_user",
    ]);
  });

  it("keeps a scope in sight that Carrick has no words for", async () => {
    const { edit, press } = await openWindow(overviewOf([registered({ scopes: ["api", "create_runner"] })]));
    await edit();
    await press("Show what was registered");
    expect(
      screen.getByRole<HTMLInputElement>("checkbox", { name: "create_runner" }).checked,
      "ticked and unfolded",
    ).toBe(true);
  });

  it("explains Confidential and gives administrators a table", async () => {
    const { edit, press, program } = await openWindow(states["fresh"]!());
    const form = await edit();
    expect(words(form), "for one person").toContain("Only for you: leave Confidential ticked and paste the Secret.");
    await press("Also for others?");
    expect(words(form), "for several").toContain(
      "Also for others: untick it and leave Secret empty; register it in a group or on the instance, so that it does not hang on one person's account.",
    );
    await press("Open the groups page");
    await press("Open the administrator's page");
    await press("Open GitLab's page");
    expect(
      program.requests("open_registration_page").map(({ owner }) => owner),
      "each its page",
    ).toEqual(["group", "instance", "user"]);
    await press("No such page at your GitLab?");
    expect(words(form), "why, without blame").toContain(
      "No such page, or it sends you back? Your administrator has switched this off.",
    );
    await press("Copy request");
    const request = await navigator.clipboard.readText();
    expect(request, "which GitLab").toContain("on https://gitlab.com");
    expect(request, "both lines").toMatch(/desktop:\/\/oauth\/gitlab\/gitlab\.com\n +http:\/\/127\.0\.0\.1/);
    expect(request, "what to tick").toMatch(/Scopes +api/);
  });

  it("copies the redirect URIs as GitLab wants them, one a line", async () => {
    const { edit, press } = await openWindow(states["fresh"]!());
    await edit();
    await press("Copy redirect URI");
    expect(await navigator.clipboard.readText(), "ready to paste").toBe(uris().join("\n"));
    expect(statuses(), "and says so").toContain("Copied");
  });

  it("shows the Secret only while asked to", async () => {
    const { edit, press } = await openWindow(states["fresh"]!());
    await edit();
    await press("Show");
    expect(field("Secret").type, "shown").toBe("text");
    expect(button("Show").getAttribute("aria-pressed"), "and the button says so").toBe("true");
    await press("Show");
    expect(field("Secret").type, "hidden again").toBe("password");
  });

  it("opens one page at a time, and says so", async () => {
    const { edit, press, program } = await openWindow(states["fresh"]!(), (one) =>
      one.answer("open_registration_page", () => new Promise<never>(() => {})),
    );
    await edit();
    await press("Also for others?");
    await press("Open GitLab's page");
    for (const name of ["Open GitLab's page", "Open the groups page", "Open the administrator's page"]) {
      expect(button(name).getAttribute("aria-disabled"), `${name} would be dropped in silence`).toBe("true");
    }
    expect(statuses(), "what is waited for").toContain("Asking gitlab.com.");
    expect(program.requests("open_registration_page").length, "one").toBe(1);
  });

  it("reads out that nothing could be copied, for a while", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { edit, press } = await openWindow(states["fresh"]!());
    await edit();
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not allowed"));
    await press("Copy redirect URI");
    const HOW = "Select the text and copy it with the keyboard.";
    await waitFor(() => expect(statuses(), "also to ears").toContain(HOW));
    await vi.advanceTimersByTimeAsync(11_000);
    await settled();
    expect(words(screen.getByRole("form")), "not for good").not.toContain(HOW);
  });

  it("tells of a failed page beside its button", async () => {
    const { edit, press } = await openWindow(states["fresh"]!(), (program) =>
      program.fail("open_registration_page", error("browser_failed")),
    );
    await edit();
    await press("Open GitLab's page");
    await waitFor(() => expect(alerts()[0], "what and next").toMatch(/^No browser could be opened\. /));
  });
});

describe("the instance field", () => {
  it("brings the redirect URIs along as it is typed in, the latest last", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const opened = await openWindow(states["fresh"]!());
    await opened.edit();
    await fill(opened, "GitLab instance", "git.example.org/gitlab");
    await vi.advanceTimersByTimeAsync(1000);
    await waitFor(() =>
      expect(uris(), "both lines follow").toEqual([
        "dev.carrick.desktop://oauth/gitlab/git.example.org/gitlab",
        "http://127.0.0.1/oauth/gitlab/git.example.org/gitlab",
      ]),
    );
    expect(opened.program.requests("describe_instance").length, "not at every key").toBeLessThan(5);
  });

  it("ignores an answer about what was typed before", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const pending: ((answer: Commands["describe_instance"][1]) => void)[] = [];
    const opened = await openWindow(states["fresh"]!(), (program) =>
      program.answer("describe_instance", () => new Promise((resolve) => pending.push(resolve))),
    );
    await opened.edit();
    await fill(opened, "GitLab instance", "https://one.example");
    await vi.advanceTimersByTimeAsync(1000);
    expect(pending.length, "asked once").toBe(1);
    await fill(opened, "GitLab instance", "https://two.example");
    await vi.advanceTimersByTimeAsync(1000);
    expect(pending.length, "asked again").toBe(2);
    pending[1]!({ instance: "https://two.example", host: "two.example", redirectUris: ["two"] });
    pending[0]!({ instance: "https://one.example", host: "one.example", redirectUris: ["one"] });
    await settled();
    expect(uris(), "the latest wins").toEqual(["two"]);
  });

  it("says nothing of half an address while it is typed, and asks for it whole", async () => {
    const opened = await openWindow(states["fresh"]!());
    await opened.edit();
    await fill(opened, "GitLab instance", "https://");
    await waitFor(() =>
      expect(words(screen.getByRole("form")), "in the URIs' place").toContain(
        "Shown when the address above is complete.",
      ),
    );
    expect(alerts(), "no error while typing").toEqual([]);
    expect(noButton("Copy redirect URI"), "nothing to copy").toBe(true);
  });

  it("is not asked about while it is untouched", async () => {
    const { edit, user, program } = await openWindow(states["fresh"]!());
    await edit();
    await user.tab();
    expect(program.requests("probe_instance"), "nothing leaves the computer").toEqual([]);
  });

  it("is asked about once it was changed and left", async () => {
    const opened = await openWindow(states["fresh"]!());
    await opened.edit();
    await fill(opened, "GitLab instance", "git.example.org");
    expect(opened.program.requests("probe_instance"), "not before").toEqual([]);
    await opened.user.tab();
    expect(opened.program.requests("probe_instance"), "as typed").toEqual([{ instance: "git.example.org" }]);
    await waitFor(() => expect(statuses(), "a tick and a word").toContain("GitLab answers here."));
  });

  it("says what is wrong beside the field", async () => {
    const opened = await openWindow(states["fresh"]!(), (program) =>
      program.fail("probe_instance", error("host_unknown", { host: "git.exmaple.org" })),
    );
    await opened.edit();
    await fill(opened, "GitLab instance", "git.exmaple.org");
    await opened.user.tab();
    await waitFor(() =>
      expect(alerts(), "what and next").toEqual([
        "The network does not know git.exmaple.org. Check the spelling, your connection and your VPN, then try again.",
      ]),
    );
    expect(field("GitLab instance").getAttribute("aria-invalid"), "the field is marked").toBe("true");
    expect(field("GitLab instance").value, "and keeps what was typed").toBe("git.exmaple.org");
  });

  it("is asked about again where it failed, and is right once GitLab has answered", async () => {
    const opened = await openWindow(states["fresh"]!(), (program) =>
      program.fail("probe_instance", error("host_unknown", { host: "git.example.org" })),
    );
    const { press, program, user } = opened;
    await opened.edit();
    await fill(opened, "GitLab instance", "git.example.org");
    await user.tab();
    await waitFor(() => expect(alerts().length, "the network is away").toBe(1));
    await user.click(field("GitLab instance"));
    await user.tab();
    await waitFor(() => expect(program.requests("probe_instance").length, "perhaps it is back").toBe(2));
    await waitFor(() => expect(alerts().length, "not yet").toBe(1));
    program.answer("check_application", () => ({ result: "accepted" }));
    await press("Check");
    await waitFor(() => expect(statuses().join(), "it is").toContain("GitLab accepts this Application ID"));
    expect(alerts(), "nothing is red beside it").toEqual([]);
    expect(field("GitLab instance").getAttribute("aria-invalid"), "nor the field").not.toBe("true");
  });

  it("offers the GitLab that a page of its own was pasted from", async () => {
    const facts = { host: "git.example.org/a/b", instead: "https://git.example.org" };
    const opened = await openWindow(states["fresh"]!(), (program) =>
      program.fail("probe_instance", error("redirected", { ...facts, to: "git.example.org" })),
    );
    await opened.edit();
    await fill(opened, "GitLab instance", "https://git.example.org/a/b");
    await opened.user.tab();
    const said = "git.example.org/a/b is a page, and https://git.example.org is the GitLab it belongs to.";
    await waitFor(() => expect(alerts().join(), "what it is").toContain(said));
    opened.program.answer("probe_instance", () => null);
    await opened.user.click(button("Use https://git.example.org"));
    expect(field("GitLab instance").value, "the right one stands there").toBe("https://git.example.org");
    await waitFor(() => expect(statuses(), "and was asked").toContain("GitLab answers here."));
    expect(alerts(), "nothing is wrong any more").toEqual([]);
  });

  it("says that it asks, and takes back an answer when typing goes on", async () => {
    let fail = (_: UiError) => {};
    const opened = await openWindow(states["fresh"]!(), (program) =>
      program.answer("probe_instance", () => new Promise((_, reject) => (fail = reject))),
    );
    await opened.edit();
    await fill(opened, "GitLab instance", "git.example.org");
    await opened.user.tab();
    await waitFor(() => expect(statuses().join(), "busy is a sentence").toContain("Asking git.example.org"));
    await opened.user.type(field("GitLab instance"), "/gitlab");
    fail(error("timed_out", { host: "git.example.org" }));
    await settled();
    expect(alerts(), "an answer about another address is none").toEqual([]);
  });

  it("empties the Secret, which belongs to the other GitLab, and says so", async () => {
    const opened = await filled();
    await opened.user.type(field("GitLab instance"), "/gitlab");
    expect(field("Secret").value, "gone").toBe("");
    expect(field("Application ID").value, "the rest stays").toBe("4ca6f1d2");
    expect(statuses(), "said").toContain("The Secret was emptied: it belonged to other values.");
  });

  it("offers Add integration when linked accounts hold it", async () => {
    const opened = await openWindow(states["linked"]!(), (program) =>
      program.fail("save_integration", error("instance_has_links")),
    );
    await opened.edit();
    await fill(opened, "GitLab instance", "https://git.example.org");
    await opened.press("Save");
    await waitFor(() => expect(alerts()[0], "why").toContain("so its GitLab stays."));
    const offer = within(screen.getByRole("form")).getByRole("button", { name: "Add integration" });
    await opened.user.click(offer);
    expect(screen.getByRole("form", { name: "Add a GitLab integration" }), "a second form").toBeTruthy();
    expect(openForm(), "the first kept").not.toBeNull();
  });
});
