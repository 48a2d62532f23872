/** Words of a rule: its form, what it would do, what was found. */
import type {
  AgreementTrouble,
  BuildRule,
  BuildWhose,
  OfToday,
  RuleFinding,
  RuleUnknown,
  TrialFact,
  TrialOutcome,
} from "../../ipc/bindings";
import { count, list, number } from "../language";
import { role, why, type About } from "./why";

export const rule = {
  title: (path: string) => `Builds for ${path}`,
  titleGroup: (path: string) => `Builds for everything in ${path}`,
  reading: "Reading the rule.",
  back: "Back",
  around: (path: string) => `The rule of ${path} is for it too. What is switched on here counts instead.`,
  changeAround: "Change that rule",
  noAccount: "No account that is linked may start pipelines here.",
  noAccountNext: "Tick api in its integration, then relink.",
  account: "Account",
  accountHint: (username: string) => `Pipelines start in your name (@${username}) and use this project's runners and minutes.`,

  whose: "Whose merge requests",
  mine: "Mine only",
  mineHint: "Opened by you, from a branch of this project, the last push yours.",
  more: "More",
  ownBranches: "Own branches",
  ownBranchesHint: (username: string) =>
    `Anyone who can push here then runs code in your name and can use what @${username} may do here: deploy, publish, registry. Better: a Developer account of its own.`,
  members: "Members' merge requests",
  membersHint: (least: number) =>
    `Opened by ${role(least)} or above, from a branch of this project. They, and whoever else pushes to that branch, then run code in your name.`,
  least: "At least",
  forks: "Forks too, each commit after I approve it",
  forksHint: "Code of strangers runs on this project's runners, one approved commit at a time.",
  forksNotWithBranch: "Not with branch pipelines: a fork's branch is the fork's.",

  moreTerms: "Labels, files and kind",
  when: "When they are built",
  targets: "Target branches",
  targetsHint: "Such as main, release/*. Empty: every branch.",
  drafts: "Drafts too",
  skipLabels: "Labels that skip",
  forceLabels: "Labels that force",
  labelsHint: "Separated by commas.",
  forceHint: "Built in spite of its target, its files and being a draft. Whoever sets labels here chooses that.",
  paths: "Changed files",
  pathsHint: "Such as src/**, Cargo.toml. Empty: all.",
  kind: "What is started",
  kindMergeRequest: "Merge request pipeline",
  kindBranch: "Branch pipeline",
  kindBranchHint: "A pipeline of the source branch, as a push would start it.",
  pairs: {
    inputs: {
      title: "Inputs",
      hint: "What the CI file asks for under spec: inputs. Whoever may see the pipeline sees them, and they lie on this computer as they are: nothing secret.",
      add: "Add an input",
      nameOf: (n: number) => `Name of input ${n}`,
      valueOf: (name: string | number) => `Value of input ${name}`,
      removeOf: (name: string | number) => `Remove input ${name}`,
    },
    variables: {
      title: "Variables",
      hint: "Many projects take none; inputs are better. Whoever may see the pipeline's variables sees them, its jobs too, and they lie on this computer as they are: nothing secret.",
      add: "Add a variable",
      nameOf: (n: number) => `Name of variable ${n}`,
      valueOf: (name: string | number) => `Value of variable ${name}`,
      removeOf: (name: string | number) => `Remove variable ${name}`,
    },
    variablesRefused: "This project takes no variables from you.",
    name: "Name",
    value: "Value",
    remove: "Remove",
    nameless: "It needs a name.",
    twice: "Another one has this name.",
    odd: "The name can't be like this.",
  },
  supersede: "Cancel Carrick's older pipeline when a newer commit is built",

  trial: "These rules on the last 20 merge requests, as they are today",
  try: "Try the rules",
  trying: "Trying the rules on the last merge requests.",
  tryAgain: "The rules have changed since.",
  trialNone: "There was no merge request here yet.",
  trialCount: (built: number, all: number) => `${number(built)} of ${number(all)} would be built.`,
  ofToday: (all: readonly OfToday[]) => (all.length === 0 ? null : all.map((one) => ofToday[one]).join(" ")),
  outcome,
  found: "What was found",
  checking: "Looking at the project's settings and its CI file.",
  nothingFound: "Nothing stands in the way.",
  finding,
  agreementTrouble,
  showWhatToAdd: "Show what to add",
  switchOn: "Switch on",
  switchOnAnyway: "Switch on all the same",
  save: "Save",
  saving: "Keeping the rule.",
  saved: (path: string) => `Builds are switched on for ${path}.`,
  savedFrom: "What opens or is pushed from now on is built.",
  switchOff: "Switch off",
  switchingOff: "Switching builds off.",
  switchingOn: "Switching builds on.",
  remove: "Remove…",
  removeTitle: (path: string) => `Remove the rule for ${path}?`,
  removeLoss: "Carrick stops watching there. What was built stays listed.",
  removeConfirm: "Remove",
  removing: (path: string) => `Removing the rule for ${path}.`,
  removeGoesOn: "Removing goes on.",

  rules: "Rules",
  noRules: "No rule yet.",
  ruleOf,
  off: "off",
  watched: (n: number) => count(n, "repository", "repositories"),
  change: "Change",
  changeOf: (path: string) => `Change the rule for ${path}`,
  group: "Builds for a group…",
  groupTitle: "Builds for a group",
  groupField: "Group",
  groupHint: "Its path, such as group/subgroup, or its page's address.",
  groupNext: "Next",
};

const ofToday: Record<OfToday, string> = {
  labels: "Which labels they had then is not known.",
  draft: "Whether they were drafts then is not known.",
  author_level: "Which role their authors had then is not known.",
};

function ruleOf({ terms }: BuildRule): string {
  const parts = [
    whose(terms.whose),
    terms.takesForks ? "forks after approval" : null,
    terms.targets.length > 0 ? `into ${terms.targets.join(", ")}` : null,
    terms.takesDrafts ? "drafts too" : null,
    terms.paths.length > 0 ? "some files" : null,
    terms.kind.is === "branch" ? branchPipelines(terms.kind) : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function branchPipelines({ inputs, variables }: Extract<BuildRule["terms"]["kind"], { is: "branch" }>): string {
  const n = Object.keys(inputs).length;
  const m = Object.keys(variables).length;
  const given = [n > 0 ? count(n, "input", "inputs") : null, m > 0 ? count(m, "variable", "variables") : null].filter(
    (part) => part !== null,
  );
  return given.length === 0 ? "branch pipelines" : `branch pipelines with ${list(given)}`;
}

function whose(one: BuildWhose): string {
  switch (one.is) {
    case "mine":
      return rule.mine;
    case "members":
      return rule.members;
    case "own_branches":
      return rule.ownBranches;
  }
}

function outcome(one: TrialOutcome, about: About): { built: boolean | null; text: string } {
  switch (one.is) {
    case "built":
      return { built: true, text: "Built" };
    case "after_approval":
      return { built: null, text: "After approval" };
    case "not_built":
      return { built: false, text: why.sentence(one.reason, about) };
    case "not_known":
      return { built: null, text: trialFacts[one.fact] };
  }
}

const trialFacts: Record<TrialFact, string> = {
  last_push: "Who pushed last could not be found out.",
  author_level: "Its author's role could not be found out.",
  changed_paths: "Its changed files could not be found out.",
};

interface Told {
  tone: "red" | "amber" | "neutral";
  what: string;
  next: string;
}

/** What was found, and what can be done about it. */
function finding(one: RuleFinding, username: string): Told {
  switch (one.is) {
    case "gitlab_builds":
      return plain("GitLab builds merge requests here by itself.", "Carrick will follow them and start none.");
    case "nothing_for_merge_requests":
      return amber("Nothing in .gitlab-ci.yml seems to run for merge requests; the first build will tell.");
    case "no_ci_file":
      return amber("There is no CI file here.", "Without one GitLab has nothing to run.");
    case "ci_file_invalid":
      return amber("GitLab can't use the CI file as it is.", "Mend it first, or each build fails at once.");
    case "role_too_low":
      return {
        tone: "red",
        what: `You may not start pipelines here: ${role(one.needed)} is needed, you are ${role(one.has)}.`,
        next: `A Maintainer can make you ${role(one.needed)}.`,
      };
    case "more_than_developer":
      return amber(
        `@${username} is ${role(one.level)} here.`,
        "Jobs that Carrick starts may then deploy to protected environments, publish and change the registry. Better: a Developer account of its own.",
      );
    case "pipelines_off":
      return { tone: "red", what: "Pipelines are switched off here.", next: "A Maintainer can switch them on in the project's settings." };
    case "archived":
      return { tone: "red", what: "The project is archived.", next: "Nothing can be built in it." };
    case "protected_branches":
      return amber(
        `Merge requests from ${list(one.branches)} are not built: the branch is protected, and you may not push to it.`,
      );
    case "forks_run_elsewhere":
      return amber(
        "Forks' pipelines do not run in this project, so Carrick starts none of a fork.",
        "A Maintainer can change that in its CI/CD settings.",
      );
    case "variables_refused":
      return {
        tone: "red",
        what: "This project takes no variables from you, so GitLab would refuse each pipeline.",
        next: "Take them out, or have the CI file ask for inputs.",
      };
    case "agreement":
      return one.agreement.is === "guarded"
        ? plain(
            "Guarded: one of your team's Carricks starts it; a second start is cancelled.",
            "To agree, Carrick keeps a small marker in the repository: no branch, starts nothing, removed afterwards. Who can fetch can see it.",
          )
        : plain("Best effort: two may start one; Carrick stops the second.", agreementTrouble(one.agreement.why));
    case "pushers_run_code":
      return amber(`Anyone who can push here runs code in your name and can use what @${username} may do here.`);
    case "members_run_code":
      return amber(`${role(one.least)} and above, and whoever pushes to their branches, run code in your name.`);
    case "forks_run_approved_code":
      return plain("Code of strangers runs on this project's runners, one approved commit at a time.");
    case "labels_force":
      return plain("Whoever may set labels here chooses which drafts and which other targets are built.");
    case "looked_into":
      return plain(
        `Looked into ${list(one.paths)}: ${number(one.paths.length)} of ${number(one.of)} projects, those that were active last.`,
        "The others may differ.",
      );
    case "not_found":
      return amber(unknown[one.what], "The first build will tell.");
  }
}

const plain = (what: string, next = ""): Told => ({ tone: "neutral", what, next });
const amber = (what: string, next = ""): Told => ({ tone: "amber", what, next });

const unknown: Record<RuleUnknown, string> = {
  role: "Carrick could not find out which role you have here.",
  ci_file: "Carrick could not find out what the CI file runs.",
  settings: "Carrick could not read the project's settings.",
  self_builds: "Carrick could not find out whether GitLab builds here by itself.",
};

/** Why machines cannot agree for certain. */
function agreementTrouble(one: AgreementTrouble): string {
  switch (one) {
    case "hook":
      return "A hook on the server refuses the marker.";
    case "hidden":
      return "The server keeps such names to itself.";
    case "in_the_way":
      return "Something that is no marker lies where it would.";
    case "refused":
      return "The server refuses the marker.";
    case "slow_down":
      return "The server asks to slow down.";
    case "storage_full":
      return "The project has no room left.";
    case "read_only":
      return "The project is read-only.";
    case "no_right":
      return "You may not push here.";
    case "not_found":
      return "The repository is empty, or not there.";
    case "http_off":
      return "git over https is switched off there.";
    case "sign_on":
      return "The group asks for a single sign-on first.";
    case "no_token":
      return "The server takes no sign-in of ours just now.";
    case "unreachable":
      return "What machines agree by can't be reached.";
    case "certificate":
      return "git does not trust the server's certificate.";
    case "too_many":
      return "There are too many markers already.";
    case "old_server":
      return "The server is too old for it.";
    case "newer_table":
      return "A newer Carrick has changed the database.";
    case "old_git":
      return "git is missing here, or too old.";
    case "here":
      return "What Carrick keeps for it on this computer can't be used.";
    case "restless":
      return "Another's marker changed too often.";
    case "endless":
      return "Another's marker was there for too long, and nothing was built.";
  }
}
