import { afterEach, describe, expect, it, vi } from "vitest";
import type { Cause, UiError } from "../../src/ipc/bindings";
import { alice, bob, linked, needsYou, overviewOf, registered, states, unlinked, unreachable } from "../support/states";
import { alerts, button, error, hasFocus, inDialog, openWindow, primaries, region, screen, settled, statuses, waitFor, within, words } from "../support/window";

afterEach(() => void vi.useRealTimers());

describe("a link that works", () => {
  it("says so, and when it renews itself", async () => {
    const { press } = await openWindow(states["linked"]!());
    expect(words(region()), "the line of the design").toContain("Working. Checked 2 minutes ago.");
    await press("Details");
    expect(words(region()), "when it renews itself").toMatch(/Renews itself next about \d\d:\d\d/);
    expect(words(region()), "where its tokens lie").toContain("Tokens kept in Login keyring on this computer");
  });

  it("has Unlink… before Relink and Test, in the order they are seen", async () => {
    await openWindow(states["linked"]!());
    const names = within(region()).getAllByRole("button").map(words);
    expect(names.filter((name) => ["Unlink…", "Relink", "Test"].includes(name)), "tab order is reading order").toEqual([
      "Unlink…",
      "Relink",
      "Test",
    ]);
  });

  it("is no longer told as done once it needs somebody", async () => {
    const notice = { outcome: "linked" as const, linkId: 11, username: "alice", hasNamesake: false };
    const health = { state: "needs_you" as const, since: Date.now(), cause: { cause: "refused" as const } };
    const { program } = await openWindow(overviewOf([linked({ notice })]));
    await waitFor(() => expect(words(region()), "it has just been linked").toContain("Done: alice is linked."));
    program.change(overviewOf([linked({ notice, links: [alice({ health })] })]));
    await waitFor(() => expect(words(region()), "what it needs is told").toContain("Needs you"));
    expect(words(region()), "two truths would contradict each other").not.toContain("Done: alice is linked.");
  });

  it("is told apart from another account that had its name", async () => {
    const notice = { outcome: "linked" as const, linkId: 13, username: "alice", hasNamesake: true };
    const health = { state: "needs_you" as const, since: Date.now(), cause: { cause: "refused" as const } };
    await openWindow(overviewOf([linked({ notice, links: [alice({ health }), alice({ id: 13 })] })]));
    const said = statuses().join(" ");
    expect(said, "the new one is linked, whatever the old one needs").toContain("Done: alice is linked.");
    expect(said, "which is another account").toContain(
      "The other alice here is another account, which was renamed at GitLab, or deleted and made again.",
    );
  });

  it("is tested, and the outcome is read out", async () => {
    const { press, program } = await openWindow(states["linked"]!());
    const checked = overviewOf([linked({ links: [alice({ checkedAt: Date.now() })] })]);
    program.pass("test_link", [checked], () => ({ result: "working" }));
    await press("Test");
    expect(program.requests("test_link"), "that link, once").toEqual([{ id: 11 }]);
    await waitFor(() => expect(statuses(), "as a status").toContain("Working. Checked just now."));
    await hasFocus(() => button("Test"), "the focus stays");
  });

  it("tells what on this computer stood in the way of a test", async () => {
    const { press } = await openWindow(states["linked"]!(), (one) => one.fail("test_link", error("vault_failed")));
    await press("Test");
    await waitFor(() => expect(alerts().join(), "beside the button").toContain("The keyring did not do what Carrick asked."));
  });
});

describe("a link whose GitLab can't be reached", () => {
  const REASONS: [string, UiError, string][] = [
    ["offline", error("host_unknown", { host: "gitlab.com" }), "gitlab.com can't be reached from this computer."],
    ["cut off", error("connection_lost", { host: "gitlab.com" }), "gitlab.com can't be reached from this computer."],
    ["behind a proxy", error("proxy"), "The proxy did not let the request through."],
    ["without trust", error("certificate", { host: "gitlab.com" }), "does not trust the certificate of gitlab.com."],
    ["in trouble", error("server_error", { host: "gitlab.com", status: "502" }), "has a problem of its own (502)."],
  ];

  it.each(REASONS)("%s: says why, that it is kept, and asks nothing", async (_, reason, text) => {
    await openWindow(unreachable(reason));
    const told = words(region());
    expect(told, "the reason").toContain(text);
    expect(told, "since when").toMatch(/Since 3 March( \d{4})?, 09:14\./);
    expect(told, "nothing is lost").toContain("Your link is kept. Carrick tries again by itself.");
    expect(primaries(), "nothing is asked").toEqual([]);
    expect(alerts(), "it came by itself, so nobody is interrupted").toEqual([]);
  });

  it("reads the answer of a test out once, whatever the clock does", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
    const { press, program } = await openWindow(states["linked"]!());
    program.pass("test_link", [overviewOf([linked({ links: [alice({ checkedAt: Date.now() })] })])], () => ({ result: "working" }));
    await press("Test");
    await waitFor(() => expect(statuses(), "the answer").toContain("Working. Checked just now."));
    vi.advanceTimersByTime(5 * 60_000);
    await settled();
    expect(words(region()), "the line grows old").toContain("Working. Checked 5 minutes ago.");
    expect(statuses(), "without a word").toEqual(["Working. Checked just now."]);
    vi.useRealTimers();
    program.change(unreachable(error("timed_out", { host: "gitlab.com" })));
    await waitFor(() => expect(words(region()), "a later outage").toContain("gitlab.com can't be reached"));
    expect(alerts(), "comes by itself").toEqual([]);
    expect(statuses().join(), "and the answer is none any more").not.toContain("Working.");
  });

  it("says that it is still so when a test finds what was known", async () => {
    const reason = error("timed_out", { host: "gitlab.com" });
    const { press, program } = await openWindow(unreachable(reason));
    program.pass("test_link", [unreachable(reason)], () => ({ result: "unreachable", error: reason }));
    await press("Test");
    const said = () => [...document.querySelectorAll("article > .unseen[role=status]")].map(words).join();
    await waitFor(() => expect(said(), "an answer, though nothing changed").toContain("gitlab.com can't be reached"));
  });

  it("answers a test with what is in the way", async () => {
    const { press, program } = await openWindow(states["linked"]!());
    const reason = error("timed_out", { host: "gitlab.com" });
    program.pass("test_link", [unreachable(reason)], () => ({ result: "unreachable", error: reason }));
    await press("Test");
    await waitFor(() => expect(statuses().join(), "the answer").toContain("gitlab.com can't be reached"));
  });
});

describe("a link that needs its person", () => {
  const CAUSES: [Cause, string, string][] = [
    [{ cause: "refused" }, "GitLab no longer accepts this link.", "Relink"],
    [{ cause: "answer_lost" }, "the new tokens may have been lost on the way.", "Relink"],
    [{ cause: "tokens_missing" }, "The keyring no longer holds this link's tokens.", "Relink"],
    [{ cause: "scope_too_small" }, "scopes do not let Carrick read the account.", "Relink"],
    [{ cause: "secret_renewed" }, "GitLab no longer accepts the application's Secret.", "Edit"],
    [{ cause: "application_refused" }, "GitLab accepts neither this link nor its application.", "Edit"],
    [{ cause: "account", state: "terms" }, "gitlab.com wants you to accept its terms of service.", "Open GitLab"],
    [{ cause: "account", state: "password_expired" }, "Your password on gitlab.com has expired.", "Open GitLab"],
    [{ cause: "account", state: "deactivated" }, "Your account on gitlab.com is deactivated.", "Open GitLab"],
    [{ cause: "account", state: "pending" }, "Your account on gitlab.com waits for approval.", "Test"],
    [{ cause: "account", state: "unconfirmed" }, "Your e-mail address on gitlab.com is not confirmed.", "Open GitLab"],
    [{ cause: "account", state: "blocked" }, "Your account on gitlab.com is blocked.", "Test"],
    [{ cause: "account", state: "other" }, "gitlab.com does not let this account in.", "Open GitLab"],
  ];

  it.each(CAUSES)("%j: one alert first, one thing to do", async (cause, text, primary) => {
    await openWindow(needsYou(cause));
    expect(alerts().length, "one alert").toBe(1);
    expect(alerts()[0], "what happened").toContain(text);
    expect(alerts()[0], "since when").toMatch(/It has not worked since 3 March( \d{4})?, 09:14\./);
    const told = words(region());
    expect(told.indexOf(text), "the alert stands before the linked sentence").toBeLessThan(
      told.indexOf("Your user account is linked"),
    );
    expect(primaries(), "one primary action").toEqual([primary]);
    expect(told, "it is not said to work").not.toContain("Working.");
  });

  it("leads to the Secret field when the Secret was renewed", async () => {
    const { press } = await openWindow(states["secretRenewed"]!());
    await press("Edit");
    await hasFocus(() => screen.getByLabelText("Secret", { selector: "input" }), "where to paste");
  });

  it("opens GitLab for a held account", async () => {
    const { press, program } = await openWindow(needsYou({ cause: "account", state: "terms" }));
    await press("Open GitLab");
    expect(program.requests("open_instance"), "that link's GitLab").toEqual([{ id: 11 }]);
  });
});

describe("an account that GitLab lets in nowhere", () => {
  it("is not sent to GitLab, where it can do nothing", async () => {
    await openWindow(states["accountBlocked"]!());
    expect(screen.queryByRole("button", { name: "Open GitLab" }), "it would end at the door").toBeNull();
  });
});

describe("a test under way", () => {
  it("says that it asks, and not that the link works", async () => {
    const { press, program } = await openWindow(states["linked"]!());
    program.answer("test_link", () => new Promise<never>(() => {}));
    await press("Test");
    const said = document.querySelector(".working")?.textContent?.trim();
    expect(said, "what was true before is asked about now").toBe("Asking gitlab.com.");
  });
});

describe("the last of what waits to be revoked", () => {
  it("gives the focus back when it goes with its button", async () => {
    const { user } = await openWindow(unlinked("by_hand"), (one) =>
      one.pass("dismiss_revocation", [states["ready"]!()], () => null),
    );
    const list = within(screen.getByRole("region", { name: "Waiting to be revoked" }));
    await user.click(list.getByRole("button", { name: "Dismiss" }));
    await hasFocus(() => screen.getByRole("group", { name: "Notices" }), "the list is gone too");
  });
});

describe("Unlink", () => {
  it.each([
    [{ clones: 12, repositories: 3 }, "git in 12 folders and builds of 3 repositories stop. Your clones stay."],
    [{ clones: 1, repositories: 0 }, "git in 1 folder stops. Your clones stay."],
    [{ clones: 0, repositories: 1 }, "builds of 1 repository stop. Your clones stay."],
  ])("counts what stops: %o", async (dependents, sentence) => {
    const { press, program } = await openWindow(states["linked"]!());
    program.answer("dependents", () => dependents);
    await press("Unlink…");
    const dialog = screen.getByRole("alertdialog", { name: "Unlink @alice on gitlab.com?" });
    await waitFor(() => expect(words(dialog), "what is none is not named").toContain(sentence));
  });

  it("asks first, with the focus on Cancel, and names what stops", async () => {
    const { press, program } = await openWindow(states["linked"]!());
    await press("Unlink…");
    const dialog = screen.getByRole("alertdialog", { name: "Unlink @alice on gitlab.com?" });
    expect(words(dialog), "what is lost and what is not").toContain(
      "git and builds that use it stop. Your clones stay.",
    );
    await hasFocus(() => inDialog("Cancel"), "never the default");
    await press("Cancel");
    expect(program.requests("unlink"), "nothing happened").toEqual([]);
    await hasFocus(() => button("Unlink…"), "back where it was");
  });

  const RECEIPTS = [
    ["confirmed", "GitLab confirmed that the tokens no longer work."],
    ["accepted", "GitLab accepted the revocation."],
    ["queued", "GitLab can't be reached. Carrick will revoke the tokens as soon as it can."],
    ["by_hand", "Its tokens are not revoked yet; see below."],
  ] as const;

  it.each(RECEIPTS)("gives a receipt: %s", async (receipt, text) => {
    const { press, program, user } = await openWindow(states["linked"]!());
    program.pass("unlink", [states["unlinking"]!(), unlinked(receipt)], () => receipt);
    await press("Unlink…");
    await user.click(inDialog("Unlink"));
    await waitFor(() => expect(statuses().join(), "what is known").toContain(text));
    expect(screen.queryByRole("alertdialog"), "the question is gone").toBeNull();
    await hasFocus(() => button("Link GitLab"), "the next step");
  });

  it("of one of two accounts says which", async () => {
    const { press, program, user } = await openWindow(overviewOf([linked({ linkCount: 2, links: [alice(), bob()] })]));
    const second = screen.getAllByRole("button", { name: "Unlink…" })[1]!;
    expect(words(document.getElementById(second.getAttribute("aria-describedby")!)!), "whose button").toBe(
      "@bob on gitlab.com",
    );
    await user.click(second);
    await press("Unlink");
    expect(program.requests("unlink"), "bob's").toEqual([{ id: 12 }]);
  });
});

describe("what waits to be revoked", () => {
  it("is shown until it is done", async () => {
    const { program } = await openWindow(unlinked("queued"));
    const { revocations } = unlinked("queued").accounts;
    program.change(overviewOf([registered()], { revocations }));
    const list = await screen.findByRole("region", { name: "Waiting to be revoked" });
    expect(words(list), "whose and when").toMatch(/@alice on gitlab\.com was unlinked on 3 March( \d{4})?, 09:14\./);
    expect(within(list).queryByRole("button"), "nothing to do about it").toBeNull();
    program.change(states["ready"]!());
    await waitFor(() => expect(screen.queryByRole("region", { name: "Waiting to be revoked" }), "gone").toBeNull());
  });

  it("can be given up once GitLab has not answered for a week", async () => {
    const { program, user } = await openWindow(unlinked("queued", true));
    const list = screen.getByRole("region", { name: "Waiting to be revoked" });
    expect(words(list), "what giving up means").toContain("and does not revoke them");
    program.pass("dismiss_revocation", [states["ready"]!()], () => null);
    await user.click(within(list).getByRole("button", { name: "Dismiss" }));
    expect(program.requests("dismiss_revocation"), "this one").toEqual([{ id: 5 }]);
  });

  it("says what may still help when GitLab refuses", async () => {
    await openWindow(unlinked("by_hand"));
    const list = screen.getByRole("region", { name: "Waiting to be revoked" });
    expect(words(list), "whose").toContain("The tokens of @alice on gitlab.com could not be revoked from here.");
    expect(words(list), "the person, or another Secret").toContain("or save the application's new Secret here");
  });

  it("names the GitLab alone when no account was unlinked", async () => {
    const told = unlinked("by_hand");
    const revocations = told.accounts.revocations.map((one) => ({ ...one, username: null }));
    await openWindow({ ...told, accounts: { ...told.accounts, revocations } });
    const list = screen.getByRole("region", { name: "Waiting to be revoked" });
    expect(words(list), "where they came from").toContain(
      "Tokens that gitlab.com gave Carrick could not be revoked from here.",
    );
    expect(words(list), "nobody's name").not.toMatch(/@|null/);
  });

  it("takes a press in each row, and says what it does", async () => {
    const told = unlinked("by_hand");
    const [one] = told.accounts.revocations;
    const revocations = [one!, { ...one!, id: 6, username: "bob" }];
    const { user, program } = await openWindow({ ...told, accounts: { ...told.accounts, revocations } }, (double) => {
      double.answer("open_revocation_page", () => new Promise<never>(() => {}));
      double.answer("dismiss_revocation", () => new Promise<never>(() => {}));
    });
    const list = within(screen.getByRole("region", { name: "Waiting to be revoked" }));
    for (const open of list.getAllByRole("button", { name: "Open GitLab" })) await user.click(open);
    expect(program.requests("open_revocation_page"), "none is dropped").toEqual([{ id: 5 }, { id: 6 }]);
    await user.click(list.getAllByRole("button", { name: "Dismiss" })[1]!);
    expect(program.requests("dismiss_revocation"), "though its page is being opened").toEqual([{ id: 6 }]);
    const busy = list.getAllByRole("button").map((each) => each.getAttribute("aria-disabled"));
    expect(busy, "each by itself").toEqual(["true", null, "true", "true"]);
    expect(statuses(), "in words").toContain("Opening GitLab in your browser.");
  });

  it("leads to GitLab where it must be done by hand, and can be taken off the list", async () => {
    const { program, user } = await openWindow(unlinked("by_hand"));
    const list = within(screen.getByRole("region", { name: "Waiting to be revoked" }));
    await user.click(list.getByRole("button", { name: "Open GitLab" }));
    await user.click(list.getByRole("button", { name: "Dismiss" }));
    expect(program.requests("open_revocation_page"), "its page").toEqual([{ id: 5 }]);
    expect(program.requests("dismiss_revocation"), "seen").toEqual([{ id: 5 }]);
  });
});
