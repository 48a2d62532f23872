import { describe, expect, it } from "vitest";
import type { CheckReport, Integration } from "../../src/ipc/bindings";
import { alice, bob, linked, overviewOf, registered, states, unlinked, unreachable, type Everything } from "../support/states";
import { error, inDialog, openForm, openWindow, region, screen, settled, statuses, waitFor, words, type Opened } from "../support/window";

const SAVED = "Saved. Next: link your account.";
const since = new Date(2026, 2, 3, 9, 14).getTime();
const OUT = { state: "unreachable", since, error: error("host_unknown", { host: "gitlab.com" }) } as const;
const count = (text: string, of: string): number => text.split(of).length - 1;

/** Saves the form of the first integration, after which there is `then`. */
async function save({ program, edit, press }: Opened, then: Everything, check: CheckReport = { result: "accepted" }): Promise<void> {
  program.pass("save_integration", [then], () => ({ outcome: "saved", id: 1, check }));
  await edit();
  await press("Save");
  await waitFor(() => expect(openForm(), "it was saved").toBeNull());
}

describe("words about a save", () => {
  const LATER: [string, Partial<Integration>][] = [
    ["a cancelled sign-in", { notice: { outcome: "cancelled" } }],
    ["a failed sign-in", { notice: { outcome: "failed", error: error("sign_in_denied") } }],
    ["an account that was unlinked", { notice: { outcome: "unlinked", username: "alice", receipt: "confirmed" } }],
  ];

  it.each(LATER)("are replaced by %s, and do not come back with its end", async (_, over) => {
    const opened = await openWindow(states["ready"]!());
    await save(opened, states["ready"]!());
    expect(statuses(), "said").toContain(SAVED);
    opened.program.change(overviewOf([registered(over)]));
    await waitFor(() => expect(words(region()), "the later word stands alone").not.toContain(SAVED));
    opened.program.change(states["ready"]!());
    await settled();
    expect(words(region()), "it has had its time").not.toContain(SAVED);
  });

  it("are over when an account is gone that another program unlinked", async () => {
    const opened = await openWindow(states["linked"]!());
    await save(opened, states["linked"]!());
    expect(statuses(), "said").toContain("Saved. Your link is kept.");
    opened.program.change(states["ready"]!());
    await waitFor(() => expect(words(region()), "no link is kept").not.toContain("Your link is kept."));
    expect(words(region()), "and nobody saved anything now").not.toContain(SAVED);
  });

  it("are over while an account is being unlinked", async () => {
    const opened = await openWindow(states["linked"]!());
    await save(opened, states["linked"]!());
    opened.program.pass("unlink", [states["unlinking"]!(), unlinked("confirmed")], () => "confirmed");
    await opened.press("Unlink…");
    await opened.user.click(inDialog("Unlink"));
    await waitFor(() => expect(statuses().join(), "the receipt").toContain("alice is unlinked."));
    expect(words(region()), "alone").not.toContain("Saved.");
  });

  it("do not repeat what keeps the link from working", async () => {
    const opened = await openWindow(unreachable(OUT.error));
    await save(opened, unreachable(OUT.error), { result: "unknown", error: OUT.error });
    expect(words(region()), "saved").toContain("Saved. Your link is kept.");
    expect(words(region()), "the reason stands at the link").not.toContain("Could not check");
  });
});

describe("that an account is linked", () => {
  const notice = { outcome: "linked", linkId: 11, username: "alice", hasNamesake: false } as const;

  it("is not said over what keeps it from working", async () => {
    await openWindow(overviewOf([linked({ notice, links: [alice({ health: OUT })] })]));
    expect(words(region()), "what is so now").toContain("gitlab.com can't be reached from this computer.");
    expect(words(region()), "no Done over it").not.toContain("Done:");
  });

  it("is said of the one that was relinked, whatever another of its name needs", async () => {
    const links = [alice({ health: { state: "needs_you", since, cause: { cause: "refused" } } }), alice({ id: 13 })];
    const again = (linkId: number) =>
      overviewOf([linked({ notice: { outcome: "linked_again", linkId, username: "alice" }, linkCount: 2, links })]);
    const { program } = await openWindow(again(13));
    const done = "That was alice again, already linked.";
    await waitFor(() => expect(statuses().join(), "it works").toContain(done));
    program.change(again(11));
    await waitFor(() => expect(words(region()), "and not over what it needs itself").not.toContain(done));
  });

  it("is not said of an account that is gone", async () => {
    await openWindow(overviewOf([registered({ notice })]));
    expect(words(region()), "it is not linked").not.toContain("Done:");
  });
});

describe("the same sentence", () => {
  it("is said once for two accounts that are out of reach for one reason", async () => {
    const later = { ...OUT, since: since + 90_000 };
    await openWindow(overviewOf([linked({ linkCount: 2, links: [alice({ health: OUT }), bob({ health: later })] })]));
    expect(count(words(region()), "can't be reached from this computer."), "one GitLab, one outage").toBe(1);
  });

  it("is said once of tokens that wait to be revoked", async () => {
    await openWindow(unlinked("queued"));
    const page = words(document.body);
    expect(count(page, "as soon as"), "in the receipt").toBe(1);
    expect(screen.queryByRole("region", { name: "Waiting to be revoked" }), "which is enough").toBeNull();
  });

  it("is said once of tokens to be revoked by hand", async () => {
    await openWindow(unlinked("by_hand"));
    expect(count(words(document.body), "could not be revoked from here"), "in the list, with what to do").toBe(1);
    expect(words(region()), "to which the receipt leads").toContain("alice is unlinked. Its tokens are not revoked yet; see below.");
  });

  it("is no longer said once the tokens are revoked", async () => {
    const { program } = await openWindow(unlinked("queued"));
    const told = unlinked("queued");
    program.change({ ...told, accounts: { ...told.accounts, revocations: [] } });
    await waitFor(() => expect(words(region()), "done").not.toContain("as soon as it can"));
    expect(words(region()), "what is left").toContain("alice is unlinked.");
  });
});
