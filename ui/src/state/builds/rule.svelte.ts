/** A rule as it is written, tried and looked at before it is kept. */
import type {
  BuildTerms,
  BuildWhose,
  CiAdded,
  CiProposal,
  RuleAccount,
  RuleCheck,
  RuleDraft,
  RuleFor,
  RuleTrial,
  WantedRule,
} from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { Pairs } from "./pairs.svelte";

/** GitLab's level of a Developer. */
export const DEVELOPER = 30;

export class RuleForm {
  readonly #of: RuleFor;
  draft = $state.raw<RuleDraft | null>(null);
  linkId = $state<number | null>(null);
  terms = $state.raw<BuildTerms | null>(null);
  /** What branch pipelines are given; kept while another kind is looked at. */
  inputs = $state.raw(new Pairs({}));
  variables = $state.raw(new Pairs({}));
  trial = $state.raw<RuleTrial | null>(null);
  check = $state.raw<RuleCheck | null>(null);
  /** What was tried and looked at last, to tell whether it was changed since. */
  #tried = $state<string | null>(null);
  readonly reading = new Action();
  readonly trying = new Action();
  readonly checking = new Action();
  readonly saving = new Action();
  /** What can be added to the CI file; `null` while nobody asks. */
  proposal = $state.raw<CiProposal | null>(null);
  added = $state.raw<CiAdded | null>(null);
  readonly adding = new Action();

  constructor(of: RuleFor) {
    this.#of = of;
  }

  get path(): string {
    return this.draft?.place.path ?? "";
  }

  get account(): RuleAccount | null {
    return this.draft?.accounts.find(({ linkId }) => linkId === this.linkId) ?? null;
  }

  get projectId(): number | null {
    const place = this.draft?.place;
    return place?.is === "project" ? place.projectId : null;
  }

  /** Whether what was tried is what stands there now. */
  get isTried(): boolean {
    return this.#tried !== null && this.#tried === this.#written;
  }

  get wasTried(): boolean {
    return this.#tried !== null;
  }

  get #written(): string {
    return JSON.stringify([this.linkId, this.terms]);
  }

  async read(): Promise<void> {
    await this.reading.run(texts.rule.reading, async () => {
      const draft = await call("begin_rule", this.#of);
      this.draft = draft;
      this.terms = draft.terms;
      if (draft.terms.kind.is === "branch") {
        this.inputs = new Pairs(draft.terms.kind.inputs);
        this.variables = new Pairs(draft.terms.kind.variables);
      }
      const chosen = draft.accounts.find(({ linkId }) => linkId === draft.rule?.linkId) ?? draft.accounts[0];
      this.linkId = chosen?.linkId ?? null;
    });
    if (this.linkId !== null && this.account?.mayStart) await this.try();
  }

  write(over: Partial<BuildTerms>): void {
    if (this.terms === null) return;
    const terms = { ...this.terms, ...over };
    // A fork's branch is the fork's: its pipeline would run there.
    this.terms = terms.kind.is === "branch" ? { ...terms, takesForks: false } : terms;
  }

  /** A pipeline of the source branch, with what stands in the rows. */
  writeBranch(): void {
    this.write({ kind: { is: "branch", inputs: this.inputs.values, variables: this.variables.values } });
  }

  /** Whether variables can be given, as far as is known. Those that are there can be taken out. */
  get takesVariables(): boolean {
    return this.check?.takesVariables !== false || this.variables.rows.length > 0;
  }

  /** The name that was refused last of these. */
  refusedOf(part: "inputs" | "variables"): string | null {
    const error = this.saving.error ?? this.trying.error;
    return error?.code === "rule_malformed" && error.facts["part"] === part ? (error.facts["value"] ?? null) : null;
  }

  choose(whose: BuildWhose): void {
    this.write({ whose });
  }

  /** Tries it on the last merge requests, and looks at what speaks for or against it. Both take their time. */
  async try(): Promise<void> {
    const wanted = this.#wanted(true);
    const written = this.#written;
    if (wanted === null || this.trying.busy !== null || this.checking.busy !== null) return;
    if (!this.#isWhole()) return;
    await Promise.all([
      this.trying.run(texts.rule.trying, async () => {
        this.trial = await call("try_rule", wanted);
        this.#tried = written;
      }),
      this.checking.run(texts.rule.checking, async () => {
        this.check = await call("check_rule", wanted);
      }),
    ]);
  }

  async keep(isOn: boolean): Promise<boolean> {
    const wanted = this.#wanted(isOn);
    // What switches it off keeps nothing new.
    if (wanted === null || (isOn && !this.#isWhole())) return false;
    return this.saving.run(texts.rule.saving, () => act("set_rule", wanted));
  }

  async showAddition(): Promise<void> {
    const [linkId, projectId] = [this.linkId, this.projectId];
    if (linkId === null || projectId === null) return;
    this.added = null;
    await this.adding.run(texts.ciAddition.reading, async () => {
      this.proposal = await call("what_to_add", { linkId, projectId });
    });
  }

  async add(): Promise<void> {
    const [linkId, projectId, proposal] = [this.linkId, this.projectId, this.proposal];
    if (linkId === null || projectId === null || proposal?.is !== "addition") return;
    await this.adding.run(texts.ciAddition.adding, async () => {
      const added = await call("add_to_ci", { linkId, projectId, of: proposal.addition.of });
      if (added.is === "changed") this.proposal = await call("what_to_add", { linkId, projectId });
      this.added = added;
    });
  }

  leaveAddition(): void {
    this.proposal = null;
    this.added = null;
    if (this.adding.busy === null) this.adding.clear();
  }

  /** Whether all rows of what branch pipelines are given can be kept; the first that can't gets the focus and says why. */
  #isWhole(): boolean {
    if (this.terms?.kind.is !== "branch") return true;
    const half = [this.inputs, this.variables].find(({ refused }) => refused !== null);
    if (half !== undefined) half.wanted = half.refused?.id ?? null;
    return half === undefined;
  }

  #wanted(isOn: boolean): WantedRule | null {
    const { draft, terms, linkId } = this;
    return draft === null || terms === null || linkId === null ? null : { linkId, place: draft.place, isOn, terms };
  }
}

/** What is typed into one field, separated by commas. */
export const entriesOf = (text: string): string[] =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
