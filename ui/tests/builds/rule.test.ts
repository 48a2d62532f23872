/** Switching builds on: the rule, what it would do, what was found, what is to be added; and all rules. */
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import type { RuleFinding, RuleTrial } from "../../src/ipc/bindings";
import { buildsOf, buildShelf, failed, mergeRequest, rule, ruleDraft, stand, TERMS, watched } from "../support/builds";
import { added, library } from "../support/library";
import type { Program } from "../support/program";
import { states } from "../support/states";
import { openBuildSettings, openRule } from "../support/ways";
import { alerts, button, error, hasFocus, inDialog, noButton, openWindow, screen, settled, waitFor, within, words } from "../support/window";

async function open(prepare: (program: Program) => void = () => {}) {
  const at = await openWindow(states["buildsNew"]!(), prepare);
  await openRule(at);
  return at;
}
const main = () => words(screen.getByRole("main"));
const radio = (name: string | RegExp) => screen.getByRole<HTMLInputElement>("radio", { name });
const trial: RuleTrial = {
  tried: [
    { path: null, iid: 60, title: "Fix login", author: "alice", outcome: { is: "built" } },
    { path: null, iid: 59, title: "Add invoices", author: "bob", outcome: { is: "not_built", reason: { is: "not_mine", author: "bob" } } },
    { path: null, iid: 58, title: "Translate", author: "eve", outcome: { is: "after_approval" } },
    { path: null, iid: 57, title: "Old", author: "alice", outcome: { is: "not_known", fact: "last_push" } },
  ],
  ofToday: ["draft"],
};

describe("a new rule", () => {
  it("begins with what harms least, and tries it at once on the last merge requests", async () => {
    const at = await open((program) => program.answer("try_rule", () => trial));
    expect(at.program.requests("begin_rule"), "of the repository that was chosen").toEqual([{ is: "repository", id: 1 }]);
    expect(radio(/^Mine only/).checked, "the default").toBe(true);
    expect(main(), "what that is").toContain("Opened by you, from a branch of this project, the last push yours.");
    expect(main(), "in whose name").toContain("Pipelines start in your name (@alice) and use this project's runners and minutes.");
    const tried = screen.getByRole("list", { name: "These rules on the last 20 merge requests, as they are today" });
    expect(within(tried).getAllByRole("listitem").map(words), "each with its first reason").toEqual([
      "!60 Fix login Built",
      "!59 Add invoices bob opened it; built are only your own.",
      "!58 Translate After approval",
      "!57 Old Who pushed last could not be found out.",
    ]);
    expect(main(), "how many").toContain("1 of 4 would be built.");
    expect(main(), "and what of then nobody knows").toContain("Whether they were drafts then is not known.");
  });

  it("says what others may do by it before it is chosen", async () => {
    const at = await open();
    expect(screen.queryByRole("radio", { name: /^Own branches/ }), "folded").toBeNull();
    await at.press("More");
    expect(main(), "with its consequence").toContain(
      "Anyone who can push here then runs code in your name and can use what @alice may do here: deploy, publish, registry. Better: a Developer account of its own.",
    );
    expect(screen.getByRole("checkbox", { name: /^Forks too, each commit after I approve it/ }), "never ticked unasked").toHaveProperty("checked", false);
  });

  it("is tried again when it was changed, and kept as it then is", async () => {
    const at = await open((program) => program.answer("try_rule", () => trial));
    await at.press("More");
    await at.user.click(radio(/^Own branches/));
    await at.user.type(screen.getByLabelText("Target branches"), "main, release/*");
    await at.user.click(screen.getByRole("checkbox", { name: "Drafts too" }));
    expect(main(), "what stands there is of before").toContain("The rules have changed since.");
    await at.press("Try the rules");
    await waitFor(() => expect(at.program.requests("try_rule").length, "twice").toBe(2));
    const terms = { ...TERMS, whose: { is: "own_branches" }, targets: ["main", "release/*"], takesDrafts: true };
    expect(at.program.requests("try_rule")[1]?.terms, "as it was written").toEqual(terms);
    await at.press("Switch on");
    await waitFor(() => expect(at.program.requests("set_rule"), "on, for its place").toEqual([{ linkId: 11, place: ruleDraft().place, isOn: true, terms }]));
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent, "back at the list").toBe("Builds"));
    expect(main(), "which says that it is on, and from when").toContain("Builds are switched on for group/project. What opens or is pushed from now on is built.");
  });

  it("takes no forks as branch pipelines, which would run in the fork", async () => {
    const at = await open();
    await at.press("More");
    await at.user.click(screen.getByRole("checkbox", { name: /^Forks too/ }));
    await at.press("Labels, files and kind");
    await at.user.click(radio("Branch pipeline"));
    expect(screen.getByRole("checkbox", { name: /^Forks too/ }), "taken back").toHaveProperty("checked", false);
    expect(main(), "and why").toContain("Not with branch pipelines: a fork's branch is the fork's.");
  });

  describe("as branch pipelines", () => {
    const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });

    async function openBranch(prepare?: (program: Program) => void) {
      const at = await open(prepare);
      await at.press("Labels, files and kind");
      await at.user.click(radio("Branch pipeline"));
      return at;
    }

    it("gives inputs and variables, each in a row of its own, by keyboard alone", async () => {
      const at = await openBranch();
      expect(main(), "who sees them").toContain("Whoever may see the pipeline sees them, and they lie on this computer as they are: nothing secret.");
      button("Add an input").focus();
      await at.user.keyboard("{Enter}");
      await hasFocus(() => field("Name of input 1"), "ready to type");
      await at.user.keyboard("target{Tab}x86");
      expect(document.activeElement, "beside its name").toBe(field("Value of input target"));
      await at.press("Add an input");
      await at.user.type(field("Name of input 2"), "depth");
      await at.user.type(field("Value of input depth"), "full");
      await at.press("Add a variable");
      await at.user.type(field("Name of variable 1"), "DEBUG");
      await at.press("Remove input depth");
      await hasFocus(() => field("Name of input 1"), "not lost with the row");
      await at.press("Switch on");
      const kind = { is: "branch", inputs: { target: "x86" }, variables: { DEBUG: "" } };
      await waitFor(() => expect(at.program.requests("set_rule")[0]?.terms.kind, "as it was written").toEqual(kind));
    });

    it("says in the row why it can't be kept, and keeps nothing until then", async () => {
      const at = await openBranch();
      await at.press("Add an input");
      await at.user.type(field("Value of input 1"), "x86");
      expect(field("Name of input 1").getAttribute("aria-invalid"), "it is marked").toBe("true");
      expect(main(), "why").toContain("It needs a name.");
      await at.press("Switch on");
      expect(at.program.requests("set_rule"), "a row that was begun is not dropped").toEqual([]);
      await hasFocus(() => field("Name of input 1"), "there it is mended");
      await at.press("Labels, files and kind");
      await at.press("Switch on");
      await hasFocus(() => field("Name of input 1"), "also where it was folded away");
      await at.user.type(field("Name of input 1"), "target");
      await at.press("Add an input");
      await at.user.type(field("Name of input 2"), "target");
      expect(main(), "one of two would be lost").toContain("Another one has this name.");
    });

    it("marks the row whose name the program refused", async () => {
      const at = await openBranch((program) => program.fail("set_rule", error("rule_malformed", { part: "inputs", problem: "odd", value: "a b" })));
      await at.press("Add an input");
      await at.user.type(field("Name of input 1"), "a b");
      await at.press("Switch on");
      await waitFor(() => expect(alerts().join(), "as it says it").toContain("“a b” has characters that it can't have."));
      expect(field("Name of input 1").getAttribute("aria-invalid"), "which").toBe("true");
    });

    it("offers no variables where the project takes none, and shows what a rule gives all the same", async () => {
      await openBranch((program) => program.answer("check_rule", () => ({ findings: [], takesVariables: false })));
      expect(noButton("Add a variable"), "none").toBe(true);
      expect(main(), "why").toContain("This project takes no variables from you.");
    });

    it("shows what the rule gives already", async () => {
      const kind = { is: "branch" as const, inputs: { target: "x86" }, variables: { DEBUG: "1" } };
      await open((program) => {
        program.answer("begin_rule", () => ruleDraft({ rule: rule({ terms: { ...TERMS, kind } }), terms: { ...TERMS, kind } }));
        program.answer("check_rule", () => ({ findings: [{ is: "variables_refused" }], takesVariables: false }));
      });
      expect(field("Value of input target").value, "as it is").toBe("x86");
      expect(field("Value of variable DEBUG").value, "to be taken out").toBe("1");
      expect(main(), "what comes of it").toContain("This project takes no variables from you, so GitLab would refuse each pipeline.");
    });

    it("breaks no rule that axe knows", async () => {
      const at = await openBranch();
      await at.press("Add an input");
      await at.user.type(field("Value of input 1"), "x86");
      const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), "of the page").toEqual([]);
    });
  });

  it.each<[RuleFinding, string]>([
    [{ is: "gitlab_builds" }, "GitLab builds merge requests here by itself. Carrick will follow them and start none."],
    [{ is: "nothing_for_merge_requests" }, "Nothing in .gitlab-ci.yml seems to run for merge requests; the first build will tell."],
    [{ is: "role_too_low", needed: 30, has: 20 }, "You may not start pipelines here: Developer is needed, you are Reporter."],
    [{ is: "more_than_developer", level: 40 }, "@alice is Maintainer here."],
    [{ is: "agreement", agreement: { is: "guarded" } }, "To agree, Carrick keeps a small marker in the repository: no branch, starts nothing, removed afterwards. Who can fetch can see it."],
    [{ is: "agreement", agreement: { is: "best_effort", why: "hook" } }, "Best effort: two may start one; Carrick stops the second. A hook on the server refuses the marker."],
    [{ is: "looked_into", paths: ["group/a", "group/b"], of: 38 }, "Looked into group/a and group/b: 2 of 38 projects, those that were active last. The others may differ."],
    [{ is: "not_found", what: "ci_file", error: error("timed_out") }, "Carrick could not find out what the CI file runs. The first build will tell."],
  ])("tells what was found: %o", async (finding, said) => {
    await open((program) => program.answer("check_rule", () => ({ findings: [finding], takesVariables: null })));
    await waitFor(() => expect(main(), "before it is switched on").toContain(said));
  });

  it("is not the accent where it would start nothing, and can be kept all the same", async () => {
    await open((program) => program.answer("check_rule", () => ({ findings: [{ is: "pipelines_off" }], takesVariables: null })));
    await waitFor(() => expect(button("Switch on all the same").className, "no invitation").not.toContain("primary"));
  });

  it("tells why it can't be kept, and keeps what was written", async () => {
    const at = await open((program) => program.fail("set_rule", error("rule_malformed", { part: "targets", problem: "glob", value: "ma in" })));
    await at.user.type(screen.getByLabelText("Target branches"), "ma in");
    await at.press("Switch on");
    await waitFor(() => expect(alerts().join(), "which entry").toContain("“ma in” is no pattern that can match."));
    expect(screen.getByLabelText<HTMLInputElement>("Target branches").value, "as it was").toBe("ma in");
  });

  it("tells why it could not be tried, and can be switched on nevertheless", async () => {
    const at = await open((program) => program.fail("try_rule", error("timed_out", { host: "gitlab.com" })));
    await waitFor(() => expect(alerts().length, "once").toBe(1));
    await at.press("Switch on");
    await waitFor(() => expect(at.program.requests("set_rule").length, "kept").toBe(1));
  });

  it("can't be switched on with an account that may start nothing, and says so", async () => {
    const at = await open((program) =>
      program.answer("begin_rule", () => ruleDraft({ accounts: [{ linkId: 11, username: "alice", level: 30, mayStart: false }] })),
    );
    expect(main(), "why, and what to do").toContain("No account that is linked may start pipelines here. Tick api in its integration, then relink.");
    await at.press("Switch on");
    expect(at.program.requests("set_rule"), "nothing").toEqual([]);
  });

  it("breaks no rule that axe knows", async () => {
    const at = await open((program) => program.answer("try_rule", () => trial));
    await at.press("More");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), "of the page").toEqual([]);
  });
});

describe("a project in a group that has a rule", () => {
  it("says which rule is for it, and leads to that", async () => {
    const around = rule({ id: 9, place: { is: "namespace", path: "group" } });
    const at = await open((program) => program.answer("begin_rule", () => ruleDraft({ around })));
    expect(main(), "what counts").toContain("The rule of group is for it too. What is switched on here counts instead.");
    await at.press("Change that rule");
    await waitFor(() => expect(at.program.requests("begin_rule").at(-1), "that one").toEqual({ is: "rule", id: 9 }));
  });
});

describe("what is to be added to the CI file", () => {
  const lacking = (program: Program) => program.answer("check_rule", () => ({ findings: [{ is: "nothing_for_merge_requests" }], takesVariables: null }));

  it("is shown whole, with account and branch, before anything is written", async () => {
    const at = await open(lacking);
    await at.press("Show what to add");
    await settled();
    const sheet = screen.getByRole("dialog", { name: "What would be added" });
    expect(words(sheet), "who, where, what").toContain("@alice adds this to .gitlab-ci.yml on the new branch carrick/merge-request-builds, and opens a merge request into main.");
    expect(screen.getByLabelText("Changes of .gitlab-ci.yml").textContent, "line by line").toContain("+ workflow:\n");
    expect(at.program.requests("add_to_ci"), "nothing yet").toEqual([]);
    await at.press("Open the merge request");
    await waitFor(() => expect(words(sheet), "and then its number").toContain("Opened !50. Merge it, and merge requests are built from then on."));
    expect(at.program.requests("add_to_ci"), "as it was shown").toEqual([{ linkId: 11, projectId: 70, of: "f00d" }]);
    await at.press("Open in GitLab");
    await waitFor(() => expect(at.program.requests("open_merge_request_at"), "that one").toEqual([{ linkId: 11, projectId: 70, iid: 50 }]));
  });

  it("is shown anew when the file has changed meanwhile", async () => {
    const at = await open((program) => {
      lacking(program);
      program.answer("add_to_ci", () => ({ is: "changed" }));
    });
    await at.press("Show what to add");
    await settled();
    await at.press("Open the merge request");
    await waitFor(() => expect(words(screen.getByRole("dialog")), "not written blindly").toContain("The CI file has changed meanwhile"));
    expect(at.program.requests("what_to_add").length, "read again").toBe(2);
  });
});

describe("rules", () => {
  it("are listed in the profile, and changed, switched and removed there", async () => {
    const group = rule({ id: 4, place: { is: "namespace", path: "work/clients" }, isOn: false, watched: 38, terms: { ...TERMS, whose: { is: "members", least: 30 }, targets: ["main"] } });
    const at = await openWindow(states["builds"]!(), (program) => program.answer("list_rules", () => ({ rules: [rule(), group] })));
    await openBuildSettings(at);
    const section = screen.getByRole("region", { name: "Rules" });
    expect(words(section), "what each says").toMatch(/group\/project Mine only .* work\/clients\/\* off · Members' merge requests · into main · 38 repositories/);
    await at.press("Switch on: work/clients/*");
    await waitFor(() => expect(at.program.requests("switch_rule"), "that one").toEqual([{ id: 4, isOn: true }]));
    await at.press("Remove: group/project");
    expect(words(screen.getByRole("alertdialog")), "what is lost").toContain("Carrick stops watching there. What was built stays listed.");
    await at.user.click(inDialog("Remove"));
    await waitFor(() => expect(at.program.requests("remove_rule"), "after it was asked").toEqual([{ id: 3 }]));
    await hasFocus(() => section, "not lost with its row");
    await at.press("Change the rule for group/project");
    await settled();
    expect(at.program.requests("begin_rule"), "its own").toEqual([{ is: "rule", id: 3 }]);
    await at.press("Back");
    expect(screen.getByRole("heading", { level: 1 }).textContent, "to where it was asked for").toBe("Your profile");
  });

  it("are made for a whole group", async () => {
    const at = await openWindow(states["builds"]!());
    await openBuildSettings(at);
    await at.press("Builds for a group…");
    await at.user.type(screen.getByLabelText("Group"), "work/clients{Enter}");
    await waitFor(() => expect(at.program.requests("begin_rule"), "as that account").toEqual([{ is: "namespace", linkId: 11, path: "work/clients" }]));
  });

  it("that are on can be switched off, and are kept otherwise", async () => {
    const at = await open((program) => program.answer("begin_rule", () => ruleDraft({ rule: rule() })));
    expect(noButton("Switch on"), "it is").toBe(true);
    await at.press("Switch off");
    await waitFor(() => expect(at.program.requests("set_rule").map(({ isOn }) => isOn), "off").toEqual([false]));
  });
});

describe("builds in the profile", () => {
  it("say what notifications are for, and what becomes of what changed meanwhile", async () => {
    const at = await openWindow(states["builds"]!());
    await openBuildSettings(at);
    expect(radio(/^Mine/).checked, "the default").toBe(true);
    await at.user.click(radio(/^All/));
    await waitFor(() => expect(at.program.requests("set_build_notices"), "everybody's").toEqual([{ notices: "all" }]));
    expect(radio(/^Show it/).checked, "shown, not built").toBe(true);
  });

  it("say where watching when closed can't be had", async () => {
    const at = await openWindow({ ...states["builds"]!(), builds: buildsOf({ service: { is: "unsupported" } }) });
    await openBuildSettings(at);
    expect(main(), "why").toContain("This computer has no service manager that could start Carrick by itself.");
    expect(noButton("Watch also when closed"), "no button in vain").toBe(true);
  });
});

describe("a repository", () => {
  const last = { repository: 1, isWatched: true, last: { mergeRequest: 41, iid: 41, title: "Fix login", build: stand({ mark: { is: "failed" }, failedJob: "unit" }) } };

  async function list(prepare: (program: Program) => void = () => {}) {
    const at = await openWindow({ ...states["repositories"]!(), builds: buildsOf() }, (program) => {
      library([added({ id: 1 })]).serve(program);
      prepare(program);
    });
    await at.press("Repositories");
    await settled();
    return at;
  }

  it("says in its row how it was built last", async () => {
    const at = await list((program) => program.answer("last_builds", () => ({ builds: [last] })));
    await waitFor(() => expect(words(screen.getByRole("grid")), "icon and word").toContain("!41 Failed · unit"));
    expect(at.program.requests("last_builds"), "of what is looked at, once").toEqual([{ repositories: [1] }]);
  });

  it("leads to its rule from its menu, and back", async () => {
    const at = await list();
    await at.press("More for group/web");
    await at.user.click(screen.getByRole("menuitem", { name: "Builds…" }));
    await settled();
    expect(at.program.requests("begin_rule"), "of this one").toEqual([{ is: "repository", id: 1 }]);
    await at.press("Back");
    expect(screen.getByRole("heading", { level: 1 }).textContent, "where it was asked for").toBe("Repositories");
  });

  it("has its merge requests on its page", async () => {
    const shelf = buildShelf([{ repository: watched(), mergeRequests: [failed(), mergeRequest({ id: 42, iid: 42, title: "Other" })] }]);
    const at = await list((program) => shelf.serve(program));
    await at.press("More for group/web");
    await at.user.click(screen.getByRole("menuitem", { name: "Show its page" }));
    const section = await screen.findByRole("region", { name: "Builds" });
    await waitFor(() => expect(words(section), "how each stands").toMatch(/!41 Fix login Failed · unit 2 h !42 Other Passed 2 h/));
    expect(at.program.requests("list_builds").at(-1)?.filter.repository, "of this one").toBe(1);
    await at.user.click(within(section).getByRole("button", { name: "!41 Fix login" }));
    await settled();
    expect(screen.getByRole("heading", { level: 1 }).textContent, "opened").toContain("Fix login");
  });
});

describe("closing without anything that watches", () => {
  it("is asked about once, and goes on watching by one button", async () => {
    const at = await openWindow(states["leavingBuilds"]!());
    const sheet = screen.getByRole("dialog", { name: "Close Carrick now?" });
    expect(words(sheet), "what is lost").toContain("Closed, Carrick starts no builds for 12 repositories.");
    await hasFocus(() => within(sheet).getByRole("button", { name: "Keep watching" }), "what loses nothing");
    await at.press("Keep watching");
    await waitFor(() => expect(at.program.requests("keep_watching").length, "once").toBe(1));
  });

  it("closes all the same, and Escape stays", async () => {
    const at = await openWindow(states["leavingBuilds"]!());
    await at.user.keyboard("{Escape}");
    await waitFor(() => expect(at.program.requests("stay").length, "nothing was decided").toBe(1));
    await at.press("Close");
    await waitFor(() => expect(at.program.requests("leave_anyway").length, "it does").toBe(1));
  });
});
