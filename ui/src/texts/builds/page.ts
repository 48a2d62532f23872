/** Words of the page Builds: how watching stands, the list, its rows. */
import type { AsleepCause, BuildMark, BuildStand, BuildStarter, MergeRequestStand } from "../../ipc/bindings";
import { count, number } from "../language";

const repositoryCount = (n: number): string => count(n, "repository", "repositories");

const asleepOf: Record<AsleepCause, string> = { absence: "Asleep", pause: "Paused", both: "Asleep or paused" };

export const builds = {
  watching: (n: number) => `Watching ${repositoryCount(n)} while Carrick is open.`,
  watchingAlways: (n: number) => `Watching ${repositoryCount(n)}, also when Carrick is closed.`,
  watchingElsewhere: (n: number) => `Another Carrick on this computer watches ${repositoryCount(n)}.`,
  looked: (ago: string) => `Looked ${ago}.`,
  looking: "Looking for merge requests.",
  watchAlways: "Watch also when closed",
  settingUpService: "Setting up watching when Carrick is closed.",
  pause: "Pause",
  pausing: "Pausing builds.",
  resume: "Go on",
  resuming: "Going on with builds.",
  paused: (since: string, notBuilt: number) =>
    notBuilt > 0 ? `Paused since ${since}; ${number(notBuilt)} not built.` : `Paused since ${since}.`,
  slowDown: (host: string, until: string) => `${host} asks to slow down until ${until}.`,
  trouble: (host: string, since: string) => `Merge requests at ${host} could not be read since ${since}.`,
  troubleNext: (until: string) => `Carrick tries again ${/^\d\d:/.test(until) ? "at" : "on"} ${until}.`,
  asleep: (cause: AsleepCause, from: string, to: string, n: number) =>
    `${asleepOf[cause]} ${from} to ${to}: ${count(n, "merge request", "merge requests")} changed, nothing was built.`,
  unguarded: (n: number, path: string) =>
    `${n === 1 ? path : `${path} and ${number(n - 1)} more`}: two machines may start one build; Carrick stops the second.`,
  /** What changed longer ago than is looked back. */
  leftOut: (before: string) => `Of what changed before ${before} only what is still open was looked at.`,
  review: (n: number) => `Review ${number(n)}`,
  serviceDown: "Watching when Carrick is closed is set up, but it does not run.",
  serviceDownNext: "Carrick watches while it is open.",
  serviceUnsupported: "This computer has no service manager that could start Carrick by itself.",

  search: "Find a merge request",
  searchHint: "or paste its address",
  clear: "Clear the search",
  found: (n: number) => (n === 0 ? "No merge request found." : `${count(n, "merge request", "merge requests")} found.`),
  list: "Merge requests",
  loading: "Reading the list.",
  filters: { mine: "Mine", failed: "Failed", needsApproval: "Needs approval", running: "Running" },
  filter: "Filter",
  filterSome: (n: number) => `Filter (${n})`,

  linkFirst: "Link an account first.",
  linkFirstNext: "Then Carrick builds merge requests when they open.",
  nothingWatched: "No repository is watched yet.",
  nothingWatchedNext: "Choose one, and its merge requests are built when they open.",
  choose: "Choose a repository…",
  nothingYet: "No merge request was seen yet.",
  nothingYetNext: "When one is opened in a repository that is watched, it stands here with its build.",
  noneSuch: (query: string) => `No watched merge request has "${query}" in it.`,
  noneInFilter: "No merge request passes this filter.",

  chooseTitle: "Choose a repository",
  chooseSearch: "Find a repository",
  chooseNone: "No repository is called so.",
  chooseMore: (n: number) => `${count(n, "more", "more")}. Type to find them.`,
  choosing: "Looking for repositories.",

  number: (iid: number) => `!${iid}`,
  name: (iid: number, title: string) => `!${iid} ${title}`,
  branches: (source: string, target: string) => `${source} > ${target}`,
  inFork: "in the fork",
  inForkNext: "A pass in the fork proves little.",
  draft: "draft",
  ended: { opened: null, closed: "closed", merged: "merged", locked: null } satisfies Record<MergeRequestStand, string | null>,
  starter,
  mark,
  notWatched: "not watched",
  noneKnown: "No merge request of it is known.",
  moreInList: (n: number) => `${count(n, "more", "more")} under Builds.`,
  rules: "Builds…",
  rulesOf: (path: string) => `Builds… of ${path}`,
  /** It is to be built, and something else than GitLab's own pipeline holds it up. */
  waits: (why: string) => `Waiting · ${why}`,
  /** What is known of something that may have changed since. */
  lastSeen: (word: string, ago: string) => `${word} when last seen, ${ago}`,

  log: "Log",
  retry: "Retry failed jobs",
  retryJob: "Retry this job",
  play: "Start the waiting job",
  build: "New build",
  buildThis: "Build this commit…",
  cancel: "Cancel",
  open: "Open in GitLab",
  why: "Why not?",
  details: "Details",
  more: "More",
  of: (action: string, name: string) => `${action.replace(/[…?]$/, "")}: ${name}`,

  retrying: (name: string) => `Retrying ${name}`,
  starting: (name: string) => `Building ${name}`,
  playing: (name: string) => `Starting a job of ${name}`,
  cancelling: (name: string) => `Cancelling ${name}`,
  approving: (name: string) => `Approving ${name}`,
  opening: "Opening GitLab in your browser.",
  asking: (name: string) => `Asking about ${name}`,
  lookingNow: "Looking for merge requests now.",
  refused: (name: string, why: string) => `${name}: ${why}`,
  changed: (name: string) => `${name} is another commit by now, or goes elsewhere.`,
  changedNext: "Look at it again, then try once more.",
};

/** A build in a word or two, with the one thing that matters most about it. */
function mark(build: BuildStand): string {
  const word = markWord(build.mark);
  return build.mark.is === "failed" && build.failedJob !== null ? `${word} · ${build.failedJob}` : word;
}

export function markWord(one: BuildMark): string {
  switch (one.is) {
    case "waiting_for_gitlab":
      return "Waiting up to 30 s in case GitLab starts it";
    case "starting":
      return "Starting";
    case "queued":
      return "Waiting for a runner";
    case "running":
      return "Running";
    case "passed":
      return "Passed";
    case "passed_with_warnings":
      return "Passed with warnings";
    case "failed":
      return "Failed";
    case "cancelled":
      return "Cancelled";
    case "skipped":
      return "Skipped";
    case "not_built":
      return "Not built";
    case "needs_approval":
      return "Needs approval";
    case "manual":
      return "Manual job";
    case "no_runner":
      return one.tags.length === 0 ? "No runner takes it" : `No runner takes it (${one.tags.join(", ")})`;
    case "unknown":
      return "Not known";
  }
}

function starter(one: BuildStarter, machine: string): string {
  switch (one) {
    case "carrick":
      return machine === "" ? "Carrick" : `Carrick on ${machine}`;
    case "gitlab":
      return "GitLab";
    case "other_carrick":
      return "Carrick on another computer";
    case "person":
      return "a person";
  }
}
