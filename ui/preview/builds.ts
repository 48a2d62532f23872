/** Builds as people have them, for looking at the pages: a few of every kind. */
import {
  buildShelf,
  draft,
  failed,
  job,
  mergeRequest,
  notBuilt,
  ofFork,
  opened,
  pipeline,
  rule,
  ruleDraft,
  running,
  TERMS,
  watched,
} from "../tests/support/builds";
import type { Program } from "../tests/support/program";

const MINUTE = 60_000;

const project = () => [
  failed({ id: 41, iid: 41, title: "Fix login", activityAt: Date.now() - 3 * 60 * MINUTE }),
  running({ id: 42, iid: 42, title: "Add invoices", author: "alice", isMine: true, sourceBranch: "invoices", sha: "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334" }),
  ofFork(),
  draft({ id: 38, iid: 38, title: "A rather long title of a merge request that says everything there is to say about what it does", author: "carol", sourceBranch: "carol/rewrite-of-the-invoice-engine" }),
  mergeRequest({ id: 37, iid: 37, title: "Bump tokio", author: "renovate", sourceBranch: "renovate/tokio", build: { starter: "gitlab" } }),
];
const images = () => [
  running({ id: 12, iid: 12, title: "Use the new base image", author: "alice", isMine: true, build: { mark: { is: "no_runner", tags: ["gpu"] } }, actions: { log: null } }),
  mergeRequest({ id: 11, iid: 11, title: "Drop Debian 11", build: { mark: { is: "passed_with_warnings" } } }),
  running({ id: 10, iid: 10, title: "Pin digests", build: { mark: { is: "waiting_for_gitlab" }, id: null, starter: null, seenAt: null, decidedAt: Date.now() - 8000 }, actions: { log: null, cancel: false } }),
  running({ id: 9, iid: 9, title: "Old and running", build: { seenAt: Date.now() - 6 * 24 * 60 * MINUTE, decidedAt: Date.now() - 6 * 24 * 60 * MINUTE } }),
  mergeRequest({ id: 8, iid: 8, title: "Ship arm64", state: "merged", build: { mark: { is: "manual" } }, actions: { build: false, play: 7 } }),
  notBuilt(
    { reason: { is: "other_target", target: "docs", built: ["main", "release/*"] }, change: { is: "change_targets" } },
    { id: 7, iid: 7, title: "Docs only", targetBranch: "docs" },
  ),
  mergeRequest({ id: 6, iid: 6, title: "From the fork", isOfFork: true, build: { inFork: true, starter: "person" }, actions: { build: false, approve: true } }),
  mergeRequest({ id: 5, iid: 5, title: "Stopped", state: "closed", build: { mark: { is: "cancelled" } }, actions: { build: false } }),
];

export function previewBuilds(program: Program, query: URLSearchParams): void {
  const count = Number(query.get("builds") ?? 0);
  const many = Array.from({ length: Math.max(0, count - 13) }, (_, index) => mergeRequest({ id: 1000 + index, iid: 1000 + index, title: `Change ${index}` }));
  const groups = [
    { repository: watched(), mergeRequests: project() },
    { repository: watched({ projectId: 71, path: "work/clients/north/runner-images", rule: null, isWatched: false, repository: null }), mergeRequests: images() },
    ...(many.length > 0 ? [{ repository: watched({ projectId: 72, path: "group/many" }), mergeRequests: many }] : []),
  ];
  if (count > 0) buildShelf(groups).serve(program);
  program.answer("opened_merge_request", ({ id }) => {
    const row = groups.flatMap(({ mergeRequests }) => mergeRequests).find((one) => one.id === id) ?? failed();
    const jobs = pipeline();
    jobs.stages.push({
      name: "deploy",
      jobs: [
        job({ id: 9003, name: "review", state: "manual", act: "play", duration: null, queuedFor: null, hasLog: false }),
        job({ id: 9004, name: "downstream", state: "running", act: null, duration: 20, hasLog: false, child: { id: 77002, state: "running", isElsewhere: true } }),
        job({ id: 9005, name: "gpu", state: "waiting", act: "cancel", duration: null, queuedFor: 700, hasLog: false, tags: ["gpu", "large"], hasArtifacts: true }),
      ],
    });
    return opened(row, {
      ...(row.build.id === null ? {} : { pipeline: jobs }),
      earlier: [
        { sha: "77aa88bb99cc", build: { ...row.build, mark: { is: "passed" }, id: 400, starter: "carrick", inFork: false }, why: null },
        { sha: "66aa88bb99cc", build: { ...row.build, mark: { is: "not_built" }, id: null, starter: null }, why: { reason: { is: "superseded" }, change: null } },
      ],
    });
  });
  const text = "warning: unused variable: `session`\n  --> src/login.rs:41:9\ntest login::rejects_an_empty_password ... ok\ntest login::remembers_where_one_was_going ... FAILED\n";
  program.answer("job_log", () => ({ lines: text.repeat(12).trim().split("\n"), isCutBefore: true, isCutAfter: false }));
  program.answer("try_rule", () => ({
    tried: Array.from({ length: 20 }, (_, index) => ({
      path: null,
      iid: 60 - index,
      title: ["Fix login", "Add invoices", "Translate the manual", "Bump tokio to the newest of all versions that there are"][index % 4]!,
      author: ["alice", "bob", "eve", "renovate"][index % 4]!,
      outcome: [
        { is: "built" as const },
        { is: "not_built" as const, reason: { is: "not_mine" as const, author: "bob" } },
        { is: "after_approval" as const },
        { is: "not_built" as const, reason: { is: "draft" as const } },
      ][index % 4]!,
    })),
    ofToday: ["draft"],
  }));
  program.answer("check_rule", () => ({
    findings: [
      { is: "nothing_for_merge_requests" },
      { is: "more_than_developer", level: 40 },
      { is: "agreement", agreement: { is: "guarded" } },
    ],
    takesVariables: null,
  }));
  program.answer("begin_rule", () =>
    ruleDraft(query.has("wide") ? { terms: { ...TERMS, whose: { is: "own_branches" }, targets: ["main", "release/*"], skipLabels: ["wip"] } } : {}),
  );
  program.answer("last_builds", ({ repositories }) => ({
    builds: repositories
      .filter((id) => id % 3 !== 0)
      .map((repository) => {
        const { id, iid, title, build } = (repository % 2 === 0 ? project() : images())[repository % 5]!;
        return { repository, isWatched: true, last: { mergeRequest: id, iid, title, build } };
      }),
  }));
  program.answer("why_not", (asked) =>
    asked.is === "address"
      ? {
          is: "not",
          mergeRequest: { ...watched({ path: "other/project" }), id: null, iid: 42, title: "Add invoices", author: "carol", sha: "a1b2c3d4e5f6" },
          why: { reason: { is: "not_watched" }, change: { is: "watch" } },
        }
      : { is: "not", mergeRequest: { ...watched(), id: 38, iid: 38, title: "", author: "carol", sha: "" }, why: { reason: { is: "role_too_low", level: 20 }, change: { is: "ask_for_role", of: "account", needed: 30, has: 20 } } },
  );
  program.answer("list_rules", () => ({
    rules: [
      rule(),
      rule({ id: 4, place: { is: "namespace", path: "work/clients" }, isOn: false, watched: 38, terms: { ...TERMS, whose: { is: "members", least: 30 }, targets: ["main"] } }),
    ],
  }));
  program.answer("asleep_review", () => ({
    mergeRequests: [...project(), ...images()].map((row) => ({
      id: row.id,
      path: "group/project",
      iid: row.iid,
      title: row.title,
      author: row.author,
      isOfFork: row.isOfFork,
      reason: row.isDraft ? { is: "draft" as const } : null,
    })),
  }));
}
