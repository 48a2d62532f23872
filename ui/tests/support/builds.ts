/** Merge requests with their builds, and a program that lists them and answers about them as awkwardly as the real one. */
import type {
  ApprovalQuestion,
  BuildActions,
  BuildRow,
  BuildRule,
  Builds,
  BuildsPage,
  BuildStand,
  BuildsWanted,
  BuildTerms,
  JobSeen,
  MergeRequestRow,
  OpenedMergeRequest,
  PipelineSeen,
  RuleDraft,
  WatchedRepository,
} from "../../src/ipc/bindings";
import type { Program } from "./program";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const buildsOf = (over: Partial<Builds> = {}): Builds => ({
  revision: 1,
  list: 1,
  rulesOn: 1,
  watched: 12,
  needsApproval: 0,
  lookedAt: Date.now() - 12_000,
  isLooking: false,
  paused: null,
  troubles: [],
  asleep: null,
  leftOut: null,
  unguarded: null,
  service: { is: "off" },
  standsBy: false,
  machine: "laptop",
  notices: "mine",
  noticesShown: true,
  afterSleep: "show",
  ...over,
});

const NOTHING: BuildActions = {
  log: null,
  retry: false,
  retryJob: null,
  play: null,
  build: false,
  cancel: false,
  approve: false,
};

export const stand = (over: Partial<BuildStand> = {}): BuildStand => ({
  id: 500,
  mark: { is: "passed" },
  failedJob: null,
  starter: "carrick",
  inFork: false,
  seenAt: Date.now() - 5 * MINUTE,
  decidedAt: Date.now() - 3 * HOUR,
  endedAt: Date.now() - 2 * HOUR,
  ...over,
});

export const watched = (over: Partial<WatchedRepository> = {}): WatchedRepository => ({
  linkId: 11,
  instance: "https://gitlab.com",
  projectId: 70,
  path: "group/project",
  repository: 1,
  rule: 3,
  isWatched: true,
  lookedAt: Date.now() - 12_000,
  count: 1,
  ...over,
});

type RowOver = Partial<Omit<MergeRequestRow, "build" | "actions">> & { build?: Partial<BuildStand>; actions?: Partial<BuildActions> };

export const mergeRequest = ({ build, actions, ...over }: RowOver = {}): MergeRequestRow => ({
  id: 41,
  iid: 41,
  title: "Fix login",
  titleMarks: [],
  author: "bob",
  isMine: false,
  sourceBranch: "fix",
  targetBranch: "main",
  sha: "3f2a1c9d5b7e80112233445566778899aabbccdd",
  isOfFork: false,
  isDraft: false,
  state: "opened",
  activityAt: Date.now() - 3 * HOUR,
  seenAt: Date.now() - 12_000,
  build: stand(build),
  why: null,
  actions: { ...NOTHING, build: true, ...actions },
  ...over,
});

export const failed = (over: RowOver = {}): MergeRequestRow =>
  mergeRequest({
    ...over,
    build: { mark: { is: "failed" }, failedJob: "unit", ...over.build },
    actions: { log: 9001, retry: true, retryJob: 9001, ...over.actions },
  });
export const running = (over: RowOver = {}): MergeRequestRow =>
  mergeRequest({
    ...over,
    build: { mark: { is: "running" }, endedAt: null, seenAt: Date.now() - 4000, decidedAt: Date.now() - 6 * MINUTE, ...over.build },
    actions: { log: 9001, build: false, cancel: true, ...over.actions },
  });
export const notBuilt = (why: MergeRequestRow["why"], over: RowOver = {}): MergeRequestRow =>
  mergeRequest({
    why,
    ...over,
    build: { id: null, mark: { is: "not_built" }, starter: null, seenAt: null, endedAt: null, ...over.build },
  });
export const draft = (over: RowOver = {}): MergeRequestRow =>
  notBuilt({ reason: { is: "draft" }, change: { is: "mark_ready" } }, { isDraft: true, ...over });
export const ofFork = (over: RowOver = {}): MergeRequestRow =>
  notBuilt(
    { reason: { is: "needs_approval" }, change: { is: "approve" } },
    { id: 39, iid: 39, title: "Translate the manual", author: "eve", isOfFork: true, sha: "9b01d44e00112233445566778899aabbccddeeff", ...over,
      build: { mark: { is: "needs_approval" }, ...over.build }, actions: { build: false, approve: true, ...over.actions } },
  );

export const question = (over: Partial<ApprovalQuestion> = {}): ApprovalQuestion => ({
  approval: { mergeRequest: 39, sha: "9b01d44e00112233445566778899aabbccddeeff", sourceProject: 88, targetBranch: "main" },
  iid: 39,
  path: "group/project",
  author: "eve",
  account: "alice",
  ci: { file: ".gitlab-ci.yml", included: 2 },
  ...over,
});

export const job = (over: Partial<JobSeen> = {}): JobSeen => ({
  id: 9001,
  name: "unit",
  state: "passed",
  failure: null,
  mayFail: false,
  tries: 1,
  duration: 48,
  queuedFor: 3,
  tags: [],
  hasLog: true,
  hasArtifacts: false,
  act: "retry",
  child: null,
  ...over,
});

export const pipeline = (over: Partial<PipelineSeen> = {}): PipelineSeen => ({
  id: 77001,
  createdAt: Date.now() - 3 * HOUR,
  startedAt: Date.now() - 3 * HOUR + 5000,
  finishedAt: Date.now() - 2 * HOUR,
  duration: 200,
  queuedFor: 5,
  stages: [
    { name: "build", jobs: [job({ id: 9000, name: "compile" })] },
    {
      name: "test",
      jobs: [
        job({ state: "failed", failure: "script_failure", duration: 125 }),
        job({ id: 9002, name: "lint", state: "failed", mayFail: true, tries: 2 }),
      ],
    },
  ],
  isCut: false,
  tests: { all: 210, passed: 206, failed: 3, skipped: 1 },
  ...over,
});

export const opened = (row: MergeRequestRow = failed(), over: Partial<OpenedMergeRequest> = {}): OpenedMergeRequest => ({
  mergeRequest: row,
  repository: watched(),
  pipeline: row.build.id === null ? null : pipeline(),
  agreement: { is: "guarded" },
  lacksStatus: false,
  earlier: [],
  ...over,
});

export const TERMS: BuildTerms = {
  targets: [],
  takesDrafts: false,
  skipLabels: [],
  forceLabels: [],
  whose: { is: "mine" },
  takesForks: false,
  paths: [],
  kind: { is: "merge_request" },
  cancelsSuperseded: true,
};

export const ruleDraft = (over: Partial<RuleDraft> = {}): RuleDraft => ({
  instance: "https://gitlab.com",
  place: { is: "project", projectId: 70, path: "group/project" },
  accounts: [{ linkId: 11, username: "alice", level: 30, mayStart: true }],
  rule: null,
  around: null,
  terms: TERMS,
  ...over,
});

export const rule = (over: Partial<BuildRule> = {}): BuildRule => ({
  id: 3,
  linkId: 11,
  instance: "https://gitlab.com",
  place: { is: "project", projectId: 70, path: "group/project" },
  isOn: true,
  onSince: Date.now() - 24 * HOUR,
  terms: TERMS,
  writesStatus: false,
  watched: 1,
  ...over,
});

export interface Group {
  repository: WatchedRepository;
  mergeRequests: MergeRequestRow[];
}

export interface BuildShelf {
  revision: number;
  groups: Group[];
  page(wanted: BuildsWanted): BuildsPage;
  serve(program: Program): BuildShelf;
}

const RUNNING = ["waiting_for_gitlab", "starting", "queued", "running", "no_runner"];
const isFailed = (row: MergeRequestRow) => row.build.mark.is === "failed";
const isRunning = (row: MergeRequestRow) => RUNNING.includes(row.build.mark.is);
const needsApproval = (row: MergeRequestRow) => row.build.mark.is === "needs_approval";

export function buildShelf(groups: Group[]): BuildShelf {
  const it: BuildShelf = {
    revision: 1,
    groups,
    page({ query, filter, at, count, revision }) {
      if (revision !== null && revision !== it.revision) return { is: "changed", revision: it.revision };
      const typed = query.trim().toLowerCase();
      const says = (group: Group, row: MergeRequestRow) =>
        [row.title, `!${row.iid}`, row.author, row.sourceBranch, row.sha, group.repository.path].some((text) => text.toLowerCase().includes(typed));
      const narrows = filter.failed || filter.needsApproval || filter.running;
      const passes = (row: MergeRequestRow) =>
        (!filter.mine || row.isMine) &&
        (!narrows || (filter.failed && isFailed(row)) || (filter.needsApproval && needsApproval(row)) || (filter.running && isRunning(row)));
      const of = (group: Group) =>
        group.mergeRequests.filter((row) => says(group, row)).map((row) => ({ ...row, titleMarks: marks(row.title, typed) }));
      const found = it.groups.flatMap(of);
      const rows = it.groups.flatMap((group): BuildRow[] => {
        const left = of(group).filter(passes);
        if (left.length === 0) return [];
        const repository = { ...group.repository, count: left.length };
        return [{ is: "repository", repository }, ...left.map((mergeRequest): BuildRow => ({ is: "merge_request", mergeRequest }))];
      });
      const counts = {
        all: found.length,
        mine: found.filter(({ isMine }) => isMine).length,
        failed: found.filter(isFailed).length,
        needsApproval: found.filter(needsApproval).length,
        running: found.filter(isRunning).length,
      };
      return { is: "rows", rows: rows.slice(at, at + Math.min(200, count)), total: rows.length, counts, revision: it.revision };
    },
    serve(program) {
      const row = (id: number) => it.groups.flatMap(({ mergeRequests }) => mergeRequests).find((one) => one.id === id);
      const gone = () => Promise.reject({ code: "not_found", facts: {} });
      program.answer("list_builds", (wanted) => it.page(wanted));
      program.answer("opened_merge_request", ({ id }) => {
        const found = row(id);
        return found === undefined ? gone() : opened(found);
      });
      program.answer("why_not", (asked) => {
        if (asked.is === "address") return /!\d+$|merge_requests\/\d+/.test(asked.text) ? { is: "not_seen", host: "gitlab.com" } : { is: "no_address" };
        const found = row(asked.id);
        if (found === undefined) return gone();
        const mergeRequest = { ...watched(), id: found.id, iid: found.iid, title: found.title, author: found.author, sha: found.sha };
        return found.why === null ? { is: "built", mergeRequest } : { is: "not", mergeRequest, why: found.why };
      });
      return it;
    },
  };
  return it;
}

function marks(text: string, typed: string): [number, number][] {
  const at = typed === "" ? -1 : text.toLowerCase().indexOf(typed);
  return at < 0 ? [] : [[at, at + typed.length]];
}

/** Everything else that is asked about builds, as it is answered where nothing is set. */
export function serveBuilds(program: Program, now: () => Builds): void {
  program.answer("build_status", () => structuredClone(now()));
  buildShelf([]).serve(program);
  program.answer("last_builds", () => ({ builds: [] }));
  program.answer("failed_tests", () => ({ tests: [{ suite: "unit", name: "logs in" }, { suite: "unit", name: "logs out" }] }));
  program.answer("job_log", () => ({ lines: ["$ cargo test", "test login ... FAILED", "error: test failed"], isCutBefore: true, isCutAfter: false }));
  program.answer("act_on_build", () => ({ is: "done" }));
  program.answer("build_commit", () => ({ is: "done" }));
  program.answer("approve_build", () => ({ is: "done" }));
  program.answer("approval_question", () => question());
  program.answer("asleep_review", () => ({ mergeRequests: [] }));
  program.answer("list_rules", () => ({ rules: [] }));
  program.answer("begin_rule", () => ruleDraft());
  program.answer("try_rule", () => ({ tried: [], ofToday: [] }));
  program.answer("check_rule", () => ({ findings: [], takesVariables: null }));
  program.answer("what_to_add", () => ({
    is: "addition",
    addition: {
    account: "alice",
    path: "group/project",
    branch: "carrick/merge-request-builds",
    target: "main",
    file: ".gitlab-ci.yml",
    diff: [
      { is: "same", text: "stages: [build, test]" },
      { is: "added", text: "workflow:" },
      { is: "added", text: "  rules:" },
      { is: "added", text: "    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'" },
    ],
    of: "f00d",
    },
  }));
  program.answer("add_to_ci", () => ({ is: "opened", iid: 50 }));
  for (const name of [
    "show_builds",
    "open_build_page",
    "open_merge_request_at",
    "look_at_builds",
    "pause_builds",
    "resume_builds",
    "answer_asleep",
    "watch_when_closed",
    "set_build_notices",
    "set_after_sleep",
    "set_rule",
    "switch_rule",
    "remove_rule",
    "keep_watching",
  ] as const) {
    program.answer(name, () => null);
  }
}
