/** One merge request with its pipeline, as it is read for its page, and what is asked for beside it. */
import type { FailedTest, JobLog, JobSeen, OpenedMergeRequest } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";

/** A job whose log is shown. */
export interface ShownLog {
  build: number;
  job: number;
  name: string;
}

export class Opened {
  readonly #id: number;
  current = $state.raw<OpenedMergeRequest | null>(null);
  /** The revision of the list that it is to be read at, and the one it was read at. */
  #wanted: number | null = null;
  #readAt: number | null = null;
  shown = $state.raw<ShownLog | null>(null);
  log = $state.raw<JobLog | null>(null);
  failedTests = $state.raw<readonly FailedTest[] | null>(null);
  readonly reading = new Action();
  readonly readingLog = new Action();
  readonly readingTests = new Action();
  #testsOf: number | null = null;

  constructor(id: number) {
    this.#id = id;
  }

  /** Reads it anew when the list has another revision; what changes while it is read is read afterwards. */
  async follow(revision: number): Promise<void> {
    this.#wanted = revision;
    if (this.#readAt === revision || this.reading.busy !== null) return;
    await this.read();
  }

  async read(): Promise<void> {
    let isRead: boolean;
    do {
      const wanted = this.#wanted;
      isRead = await this.reading.run(texts.opened.reading, async () => {
        this.#readAt = wanted;
        this.current = await call("opened_merge_request", { id: this.#id });
      });
    } while (isRead && this.#readAt !== this.#wanted);
    await this.#readTests();
  }

  jobs(): JobSeen[] {
    return this.current?.pipeline?.stages.flatMap(({ jobs }) => jobs) ?? [];
  }

  async showLog(shown: ShownLog): Promise<void> {
    if (this.shown?.job !== shown.job) this.log = null;
    this.shown = shown;
    await this.readingLog.run(texts.opened.readingLog, async () => {
      const log = await call("job_log", { build: shown.build, job: shown.job });
      if (this.shown === shown) this.log = log;
    });
  }

  closeLog(): void {
    this.shown = null;
    this.log = null;
    this.readingLog.clear();
  }

  /** Which tests failed is read once of each build that has such. */
  async #readTests(): Promise<void> {
    const build = this.current?.mergeRequest.build.id ?? null;
    const failed = this.current?.pipeline?.tests?.failed ?? 0;
    if (build === null || failed === 0 || this.#testsOf === build) return;
    this.#testsOf = build;
    this.failedTests = null;
    await this.readingTests.run(texts.opened.readingTests, async () => {
      this.failedTests = (await call("failed_tests", { id: build })).tests;
    });
  }
}
