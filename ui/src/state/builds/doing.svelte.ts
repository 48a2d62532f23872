/** What a person does with merge requests' builds. Each has its own end, told above the list or on its page. */
import { SvelteMap } from "svelte/reactivity";
import type { ApprovalQuestion, BuildAct, BuildActed, BuildPageAtGitlab, MergeRequestRow } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";

/** A merge request as what is done with it needs it. */
export interface Subject {
  id: number;
  iid: number;
  title: string;
  sha: string;
  /** The project, with its namespace. */
  path: string;
  isOfFork: boolean;
  /** The account in whose name it runs. */
  account: string;
}

/** What came of something, as sentences. */
export interface Outcome {
  what: string;
  next: string;
}

class Doing {
  readonly #actions = new SvelteMap<number, Action>();
  /** Why what was asked for last was not done. */
  notDone = $state.raw<Outcome | null>(null);
  /** What was done that the page does not show by itself. */
  done = $state.raw<Outcome | null>(null);
  /** A fork's commit whose build is asked about. */
  approval = $state.raw<{ subject: Subject; question: ApprovalQuestion } | null>(null);
  /** A commit that is built in spite of its rule, if a person says so. */
  asked = $state.raw<Subject | null>(null);
  readonly approving = new Action();
  readonly opening = new Action();

  get all(): readonly Action[] {
    return [...this.#actions.values()];
  }

  /** What is being done with it, as a sentence. */
  busyWith(id: number): string | null {
    return this.#actions.get(id)?.busy ?? null;
  }

  retry(subject: Subject, build: number): Promise<boolean> {
    return this.#act(subject, texts.builds.retrying(name(subject)), build, { is: "retry" });
  }

  retryJob(subject: Subject, build: number, job: number): Promise<boolean> {
    return this.#act(subject, texts.builds.retrying(name(subject)), build, { is: "retry_job", job });
  }

  play(subject: Subject, build: number, job: number): Promise<boolean> {
    return this.#act(subject, texts.builds.playing(name(subject)), build, { is: "play", job });
  }

  cancelJob(subject: Subject, build: number, job: number): Promise<boolean> {
    return this.#act(subject, texts.builds.cancelling(name(subject)), build, { is: "cancel_job", job });
  }

  cancel(subject: Subject, build: number): Promise<boolean> {
    return this.#act(subject, texts.builds.cancelling(name(subject)), build, { is: "cancel" });
  }

  /** Asks before a commit is built in spite of its rule; a fork's is approved. */
  async ask(subject: Subject): Promise<void> {
    this.notDone = null;
    if (!subject.isOfFork) this.asked = subject;
    else await this.#about(subject).run(texts.approval.reading, () => this.#question(subject));
  }

  /** Builds its head, once more or after all. */
  async build(subject: Subject): Promise<boolean> {
    this.notDone = null;
    return this.#about(subject).run(texts.builds.starting(name(subject)), async () =>
      this.#take(subject, await act("build_commit", { id: subject.id })),
    );
  }

  /** Approves what is asked about, and builds it. */
  async approve(): Promise<boolean> {
    const asked = this.approval;
    if (asked === null) return false;
    return this.approving.run(texts.builds.approving(name(asked.subject)), async () => {
      const acted = await act("approve_build", asked.question.approval);
      if (this.approval === asked) this.approval = null;
      this.#take(asked.subject, acted);
    });
  }

  leaveApproval(): void {
    this.approval = null;
    if (this.approving.busy === null) this.approving.clear();
  }

  open(page: BuildPageAtGitlab): Promise<boolean> {
    return this.opening.run(texts.builds.opening, () => call("open_build_page", page));
  }

  #act(subject: Subject, busy: string, build: number, wanted: BuildAct): Promise<boolean> {
    this.notDone = null;
    return this.#about(subject).run(busy, async () => this.#take(subject, await act("act_on_build", { build, act: wanted })));
  }

  async #question(subject: Subject): Promise<void> {
    this.approving.clear();
    this.approval = { subject, question: await call("approval_question", { id: subject.id }) };
  }

  #take(subject: Subject, acted: BuildActed): void {
    if (acted.is === "needs_approval") this.approval = { subject, question: acted.question };
    if (acted.is === "changed") this.notDone = { what: texts.builds.changed(name(subject)), next: texts.builds.changedNext };
    if (acted.is === "no") {
      const why = texts.why.sentence(acted.reason, { path: subject.path, author: "", now: Date.now() });
      this.notDone = { what: texts.builds.refused(name(subject), why), next: "" };
    }
  }

  #about({ id }: Subject): Action {
    const known = this.#actions.get(id) ?? new Action();
    this.#actions.set(id, known);
    return known;
  }
}

export const doing = new Doing();

const name = ({ iid, title }: Subject): string => texts.builds.name(iid, title);

export const subjectOf = (row: MergeRequestRow, path: string, account: string): Subject => ({
  id: row.id,
  iid: row.iid,
  title: row.title,
  sha: row.sha,
  path,
  isOfFork: row.isOfFork,
  account,
});
