/** Set-ups: handed on, taken in, waited for, and preset by an organisation. */
import { describe, expect, it } from "vitest";
import type { Everything } from "../support/states";
import type { SetupOffer, SetupProposal } from "../../src/ipc/bindings";
import { faults } from "../support/faults";
import { gitlab, overviewOf, proposalOf, registered, states } from "../support/states";
import {
  alerts,
  button,
  error,
  hasFocus,
  noButton,
  openWindow,
  primaries,
  region,
  screen,
  settled,
  statuses,
  waitFor,
  within,
  words,
} from "../support/window";

const LINK = "dev.carrick.desktop://setup/eyJjYXJyaWNr";
const shared = (over = {}) => registered({ secretSetAt: null, ...over });
const dialog = () => screen.getByRole("dialog");
const noDialog = () => screen.queryByRole("dialog") === null;
const withProposal = (over: Partial<SetupProposal> = {}, offer: Partial<SetupOffer> = {}): Everything =>
  overviewOf([gitlab()], { proposal: proposalOf(over, offer) });

describe("sharing a set-up", () => {
  it("gives the link, a file, a message and the sheet for GitLab's administrator", async () => {
    const at = await openWindow(overviewOf([shared()]), (program) => {
      program.answer("share_setup", () => ({ link: LINK, from: "morgan" }));
      program.answer("save_setup", () => ({ path: "~/Downloads/carrick-setup-gitlab.com.json" }));
    });
    await at.press("Share set-up…");
    await settled();
    expect(at.program.requests("share_setup"), "of this integration").toEqual([{ id: 1 }]);
    const open = within(dialog());
    expect(words(dialog()), "what it holds").toContain("never a Secret");
    expect(words(dialog()), "whom it names").toContain("It says it is from morgan.");
    expect(words(open.getByRole("textbox", { name: "Link" })), "the link can be read and selected").toBe(LINK);
    for (const name of ["Copy link", "Copy message", "Copy request"]) open.getByRole("button", { name });
    expect(words(dialog()), "the administrator's sheet is filled in").toContain(
      "dev.carrick.desktop://oauth/gitlab/gitlab.com",
    );
    await at.user.click(open.getByRole("button", { name: "Save file" }));
    await waitFor(() =>
      expect(statuses(), "where it is").toContain("Saved as ~/Downloads/carrick-setup-gitlab.com.json."),
    );
    expect(await faults(dialog()), "nothing stands in anybody's way").toEqual([]);
    await at.press("Close");
    expect(noDialog(), "closed").toBe(true);
  });

  it("says of a confidential application what it needs first, and asks for nothing", async () => {
    const at = await openWindow(overviewOf([registered()]));
    await at.press("Share set-up…");
    expect(words(dialog()), "the other form").toContain(
      "Others would need its Secret. Untick Confidential at GitLab, then empty Secret here.",
    );
    expect(at.program.requests("share_setup"), "nothing is handed on").toEqual([]);
    expect(noButton("Copy link"), "nor offered").toBe(true);
  });

  it("is not offered for what is not set up", async () => {
    await openWindow(states["fresh"]!());
    expect(noButton("Share set-up…"), "there is nothing to share").toBe(true);
  });

  it("tells when the file could not be written", async () => {
    const at = await openWindow(overviewOf([shared()]), (program) => {
      program.answer("share_setup", () => ({ link: LINK, from: null }));
      program.fail("save_setup", error("file_not_written", { path: "~/Downloads/x.json" }));
    });
    await at.press("Share set-up…");
    await settled();
    await at.press("Save file");
    await waitFor(() =>
      expect(alerts(), "what and what next").toEqual([
        "~/Downloads/x.json could not be written. Make room there, then try again.",
      ]),
    );
  });
});

describe("a set-up that arrives", () => {
  it("is shown with its host, its sender and what it will not do, and asks for nothing by itself", async () => {
    const at = await openWindow(withProposal());
    screen.getByRole("dialog", { name: "Set-up for gitlab.example.com" });
    const text = words(dialog());
    for (const part of [
      "It says it is from Morgan.",
      "Nothing is contacted before you choose Add.",
      "gitlab.example.com",
      "1a2b3c4d5e6f",
      "read and change everything your account can",
      "It changes no other, links no account and holds no Secret.",
      "Whoever owns application 1a2b3c4d… can act as everyone who approves it. GitLab's approval page names the owner; compare.",
    ]) {
      expect(text, part).toContain(part);
    }
    const quiet = ["overview", "subscribe", "build_status", "tell_visibility"];
    expect(at.program.asked.map(({ name }) => name).filter((name) => !quiet.includes(name)), "nothing").toEqual([]);
    await hasFocus(() => screen.getByRole("heading", { name: "Set-up for gitlab.example.com" }), "on no button");
    expect(await faults(dialog()), "nothing stands in anybody's way").toEqual([]);
  });

  it("is added with one press, and linking is next", async () => {
    const next = overviewOf([shared({ id: 7, host: "gitlab.example.com", instance: "https://gitlab.example.com" })]);
    const at = await openWindow(withProposal({ number: 3 }), (program) => {
      program.pass("add_proposed", [next], () => ({ id: 7 }));
    });
    await at.press("Add");
    await waitFor(() => expect(noDialog(), "answered").toBe(true));
    expect(at.program.requests("add_proposed"), "just this one").toEqual([{ number: 3 }]);
    await waitFor(() => expect(words(region()), "it says so").toContain("Added. Next: link your account."));
    await hasFocus(() => button("Link GitLab"), "the next step");
    expect(primaries(), "and the accent").toEqual(["Link GitLab"]);
  });

  it.each(["Cancel", "Escape"])("goes by %s", async (by) => {
    const at = await openWindow(withProposal({ number: 4 }), (program) => {
      program.pass("dismiss_proposal", [overviewOf([gitlab()])], () => null);
    });
    if (by === "Cancel") await at.press("Cancel");
    else dialog().dispatchEvent(new Event("cancel", { cancelable: true }));
    await waitFor(() => expect(noDialog(), "it is gone").toBe(true));
    expect(at.program.requests("dismiss_proposal"), "and the program knows").toEqual([{ number: 4 }]);
    expect(at.program.requests("add_proposed"), "nothing is added").toEqual([]);
  });

  it("marks a host that could be taken for another", async () => {
    await openWindow(
      withProposal(
        {},
        { host: "xn--gtlab-4ve.com", marks: [{ mark: "other_letters" }, { mark: "like", host: "gitlab.com" }] },
      ),
    );
    const marks = within(dialog()).getAllByRole("note").map(words);
    expect(marks, "each").toEqual([
      "Look twice: the name has letters of other scripts; xn-- stands for them.",
      "Look twice: this is much like gitlab.com, and another host.",
    ]);
  });

  it("shows one of several, and says that there were others", async () => {
    const at = await openWindow(withProposal());
    at.program.change(withProposal({ others: 2 }));
    await waitFor(() =>
      expect(words(dialog())).toContain("2 other set-ups came meanwhile and were not kept. Open them again afterwards."),
    );
    expect(screen.getAllByRole("dialog").length, "one dialog").toBe(1);
  });

  it("that is none says why, and can only be closed", async () => {
    const broken = proposalOf({ offer: null, error: error("setup_malformed", { part: "link" }) });
    const at = await openWindow(overviewOf([gitlab()], { proposal: broken }), (program) => {
      program.pass("dismiss_proposal", [overviewOf([gitlab()])], () => null);
    });
    screen.getByRole("dialog", { name: "This set-up can't be used" });
    expect(words(dialog()), "why and what next").toContain(
      "This link is not whole. Ask whoever sent it for the link or the file once more.",
    );
    expect(noButton("Add"), "there is nothing to add").toBe(true);
    await at.press("Close");
    await waitFor(() => expect(noDialog(), "closed").toBe(true));
  });

  it("stays, with the reason, where it could not be added", async () => {
    const at = await openWindow(withProposal(), (program) => {
      program.fail("add_proposed", error("integration_exists", { host: "gitlab.example.com" }));
    });
    await at.press("Add");
    await waitFor(() => expect(alerts().length, "why").toBe(1));
    expect(noDialog(), "it stays").toBe(false);
  });
});

describe("using a set-up that was sent", () => {
  it("is pasted, and shown before anything is added", async () => {
    const at = await openWindow(states["fresh"]!(), (program) => {
      program.pass("propose_setup", [withProposal()], () => null);
    });
    await at.press("Use a set-up…");
    const paste = screen.getByRole("textbox", { name: "Link or contents" });
    await hasFocus(() => paste, "where it is pasted");
    expect(await faults(dialog()), "nothing stands in anybody's way").toEqual([]);
    await at.user.click(paste);
    await at.user.paste(LINK);
    await at.press("Show");
    await waitFor(() => screen.getByRole("dialog", { name: "Set-up for gitlab.example.com" }));
    expect(at.program.requests("propose_setup"), "as it was pasted").toEqual([{ text: LINK }]);
  });

  it("is read from a file", async () => {
    const at = await openWindow(states["fresh"]!(), (program) => {
      program.pass("propose_setup", [withProposal()], () => null);
    });
    await at.press("Use a set-up…");
    const file = new File(['{"carrick_setup":1}'], "set-up.json", { type: "application/json" });
    await at.user.upload(screen.getByLabelText("Choose file"), file);
    await waitFor(() => expect(at.program.requests("propose_setup")).toEqual([{ text: '{"carrick_setup":1}' }]));
  });

  it("says below the field what is the matter with it", async () => {
    const at = await openWindow(states["fresh"]!(), (program) => {
      program.fail("propose_setup", error("setup_malformed", { part: "json", line: "1" }));
    });
    await at.press("Use a set-up…");
    await at.user.type(screen.getByRole("textbox", { name: "Link or contents" }), "nonsense");
    await at.press("Show");
    await waitFor(() =>
      expect(alerts()).toEqual([
        "This is no set-up of Carrick's, line 1. Ask whoever sent it for the link or the file once more.",
      ]),
    );
    await hasFocus(() => screen.getByRole("textbox", { name: "Link or contents" }), "to paste another one");
  });
});

describe("waiting for the administrator", () => {
  it("begins in the form, keeps what is known and ends by pasting the Application ID", async () => {
    const waits = gitlab({ askedAt: new Date(2026, 2, 3).getTime() });
    const at = await openWindow(states["fresh"]!(), (program) => {
      program.pass("ask_administrator", [overviewOf([waits])], () => ({ id: 1 }));
    });
    await at.edit();
    await at.press("No such page at your GitLab?");
    await at.press("Wait for the administrator");
    await waitFor(() => expect(words(region()), "the state").toContain("Waiting for the administrator"));
    expect(at.program.requests("ask_administrator"), "without an Application ID").toEqual([
      { id: 1, instance: "https://gitlab.com", scopes: ["api"] },
    ]);
    expect(words(region()), "since when, and what next").toContain(
      "You asked an administrator of gitlab.com on 3 March",
    );
    within(region()).getByRole("button", { name: "Copy request" });
    await at.edit();
    await hasFocus(() => screen.getByLabelText("Application ID", { selector: "input" }), "where it is pasted");
  });

  it("is not offered for what is set up", async () => {
    const at = await openWindow(overviewOf([registered()]));
    await at.edit();
    await at.press("Show what was registered");
    await at.press("No such page at your GitLab?");
    expect(noButton("Wait for the administrator"), "it has its Application ID").toBe(true);
  });
});

describe("what the organisation presets", () => {
  it("says so, and is neither edited nor removed", async () => {
    await openWindow(overviewOf([shared({ managed: true })]));
    expect(words(region()), "whose it is").toContain("Set by your organisation");
    expect(noButton("Edit"), "not edited").toBe(true);
    expect(primaries(), "linking is next").toEqual(["Link GitLab"]);
  });

  it("tells of a file that does not count, with its line, and goes on", async () => {
    await openWindow(
      overviewOf([gitlab()], {
        managedTrouble: { path: "/etc/carrick/managed.json", problem: "content", line: 4 },
      }),
    );
    expect(screen.getAllByRole("note").map(words), "which file, where, why").toEqual([
      "Your organisation's settings don't count: /etc/carrick/managed.json, line 4 holds what it may not, or lacks something. Ask whoever looks after this computer. Until then nothing is preset.",
    ]);
    expect(noButton("Edit"), "everything else works").toBe(false);
  });
});
