/** Words of a merge request's own page. */
import type { BuildAgreement, JobState } from "../../ipc/bindings";
import { count, number } from "../language";

export const opened = {
  back: "Builds",
  reading: "Reading the merge request.",
  by: (author: string) => `opened by ${author}`,
  commit: "Commit",
  branches: "Branches",
  startedBy: "Started by",
  build: "Build",
  pipeline: "Pipeline",
  number: (id: number) => `#${id}`,
  duration: "Took",
  queued: "Waited",
  seen: "Read at GitLab",
  status: "Status",
  lacksStatus: "None is written to this commit: it is a fork's, and your account has no rights there.",
  agreement: "Other machines",
  guarded: "Guarded: one of your team's Carricks starts it; a second start is cancelled.",
  bestEffort: (why: string) => `Best effort: two may start one; Carrick stops the second. ${why}`,
  agreementOf: (agreement: BuildAgreement, why: string): string =>
    agreement.is === "guarded" ? opened.guarded : opened.bestEffort(why),
  stages: "Stages and jobs",
  noJobs: "GitLab has told of no job yet.",
  cut: "There are more jobs than these. GitLab shows all of them.",
  allowed: "may fail",
  tries: (n: number) => `${n} tries`,
  waited: (length: string) => `waited ${length}`,
  tags: (all: readonly string[]) => `needs a runner with ${all.join(", ")}`,
  child: (id: number) => `pipeline #${id}`,
  childElsewhere: (id: number) => `pipeline #${id} in another project`,
  showLog: "Log",
  artifacts: "Files",
  retryJob: "Retry this job",
  play: "Start",
  cancelJob: "Cancel",
  jobOf: (action: string, job: string) => `${action}: ${job}`,
  tests: "Tests",
  testCounts: (passed: number, failed: number, skipped: number, all: number) =>
    [
      failed > 0 ? `${number(failed)} failed` : null,
      `${number(passed)} passed`,
      skipped > 0 ? `${number(skipped)} skipped` : null,
    ]
      .filter((part) => part !== null)
      .join(", ") + ` of ${number(all)}`,
  readingTests: "Reading which tests failed.",
  moreTests: (n: number) => `${count(n, "more test", "more tests")} failed.`,
  log: (job: string) => `Log of ${job}`,
  lastLines: "The last lines.",
  lastLinesAfter: "The log goes on after these; GitLab has all of it.",
  wholeLog: "The whole log.",
  noLog: "The log is empty.",
  readingLog: "Reading the log.",
  copyLog: "Copy log",
  closeLog: "Close log",
  earlier: "Earlier builds",
  state: {
    created: "Not begun",
    waiting: "Waiting",
    running: "Running",
    passed: "Passed",
    failed: "Failed",
    cancelled: "Cancelled",
    skipped: "Skipped",
    manual: "Waits for a person",
    unknown: "Not known",
  } satisfies Record<JobState, string>,
  failure,
  retrying: (job: string) => `Retrying ${job}`,
  playing: (job: string) => `Starting ${job}`,
  cancelling: (job: string) => `Cancelling ${job}`,
};

/** Why a job failed, of the words of GitLab's that say more than that it did. */
function failure(word: string | null): string | null {
  const known: Readonly<Record<string, string>> = {
    script_failure: "its script failed",
    runner_system_failure: "the runner failed",
    stuck_or_timeout_failure: "it was stuck, or took too long",
    job_execution_timeout: "it took too long",
    runner_unsupported: "the runner is too old for it",
    missing_dependency_failure: "files of an earlier job are missing",
    scheduler_failure: "GitLab could not give it to a runner",
    data_integrity_failure: "GitLab's data about it is damaged",
    ci_quota_exceeded: "no minutes are left",
    no_matching_runner: "no runner takes it",
    api_failure: "GitLab failed",
    archived_failure: "it is too old to run again",
    unmet_prerequisites: "what it needs could not be set up",
    protected_environment_failure: "the environment is protected",
    user_blocked: "the account is blocked",
    downstream_pipeline_creation_failed: "the pipeline it should begin could not be made",
  };
  return word === null ? null : (known[word] ?? null);
}
