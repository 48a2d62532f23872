/**
 * The forms that are open. They live here and not in a component, so that what
 * was typed survives a change of page, an event and every failure.
 */
import { SvelteMap } from "svelte/reactivity";
import type { ApplicationForm, CheckReport, Integration, Owner, UiError } from "../../ipc/bindings";
import { asUiError, call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus, recoverFocus } from "../focus";
import { navigation } from "../navigation.svelte";
import { people } from "../people/people.svelte";
import { accounts } from "./accounts.svelte";
import { FIELDS, fieldOf, type Field } from "./fields";
import { forget, refused, saved } from "./outcomes.svelte";
import { mayBeOtherwise, type Probe } from "./probe";
import { removals, secretRemovals } from "./removing";
import { scopeTrouble, type ScopeTrouble } from "./scopes";
import { spot } from "./spot";

/** What a form that adds starts with; the address only while nothing uses it. */
const FRESH = { instance: "https://gitlab.com", scopes: ["api"] };
const DESCRIBE_AFTER_MS = 150;

/** What the last Check or Save said about the values as they stand. */
export type Verdict =
  | { kind: "checked"; report: CheckReport }
  | { kind: "refused" }
  | { kind: "failed"; error: UiError }
  /** It was about values that were changed while it was asked for; the save may have gone well. */
  | { kind: "outdated"; saved: boolean };

function freshInstance(): string {
  const used = accounts.integrations.some((integration) => integration.instance === FRESH.instance);
  return used ? "" : FRESH.instance;
}

export class Editor {
  id = $state<number | null>(null);
  readonly registerFirst: boolean;
  instance = $state("");
  applicationId = $state("");
  secret = $state("");
  scopes = $state<string[]>([]);
  host = $state("");
  /** `null` while the address is not one. */
  redirectUris = $state.raw<string[] | null>(null);
  probe = $state.raw<Probe>({ state: "untouched" });
  verdict = $state.raw<Verdict | null>(null);
  /** How many links a save would cost, while that is being asked. */
  relinkCount = $state<number | null>(null);
  secretEmptied = $state(false);
  secretRemoved = $state(false);
  /** Whether what was registered is shown though it is done. */
  showsRegistered = $state(false);
  /** Whether the person wanted to leave while it was being saved, which nothing can call back. */
  staysToSave = $state(false);
  readonly work = new Action();
  readonly page = new Action();
  #agreedToRelink = false;
  #changes = 0;
  #saving = false;
  #closed = false;
  #describeTimer: ReturnType<typeof setTimeout> | undefined;
  #described = 0;
  #probed: string;
  #probes = 0;

  constructor(integration: Integration | null, registerFirst: boolean) {
    this.id = integration?.id ?? null;
    this.registerFirst = registerFirst;
    this.instance = integration?.instance ?? freshInstance();
    this.applicationId = integration?.applicationId ?? "";
    this.scopes = [...(integration?.scopes ?? FRESH.scopes)];
    this.host = integration?.host ?? "";
    this.redirectUris = integration?.redirectUris ?? null;
    this.showsRegistered = this.scopeTrouble !== null;
    this.#probed = this.instance;
    if (integration === null) void this.#describe();
  }

  /** Whether the stored Secret belongs to the values in the form. */
  get keepsSecret(): boolean {
    const saved = accounts.integration(this.id);
    return (
      saved !== null &&
      saved.secretSetAt !== null &&
      saved.instance === this.instance.trim() &&
      saved.applicationId === this.applicationId.trim()
    );
  }

  typeInstance(value: string): void {
    this.instance = value;
    this.probe = { state: "untouched" };
    this.#probes += 1;
    this.#valuesChanged(true);
    clearTimeout(this.#describeTimer);
    this.#describeTimer = setTimeout(() => void this.#describe(), DESCRIBE_AFTER_MS);
  }

  typeApplicationId(value: string): void {
    this.applicationId = value;
    this.#valuesChanged(true);
  }

  typeSecret(value: string): void {
    this.secret = value;
    this.secretEmptied = false;
    this.#valuesChanged(false);
  }

  toggleScope(scope: string): void {
    this.scopes = this.scopes.includes(scope)
      ? this.scopes.filter((other) => other !== scope)
      : [...this.scopes, scope];
    this.#valuesChanged(false);
  }

  /** On leaving the field: is this a GitLab? Nothing is asked for an untouched one, nor again of one that answered. */
  async probeInstance(): Promise<void> {
    if (this.instance === this.#probed && !mayBeOtherwise(this.probe)) return;
    this.#probed = this.instance;
    const ticket = ++this.#probes;
    this.probe = { state: "asking" };
    // The redirect URIs shown belong to the answer, so they are brought up to date before it is asked for.
    await this.#describe();
    let result: Probe;
    try {
      await call("probe_instance", { instance: this.instance });
      result = { state: "answers" };
    } catch (reason) {
      result = { state: "failed", error: asUiError(reason) };
    }
    if (ticket === this.#probes) this.probe = result;
  }

  openRegistration(owner: Owner): Promise<boolean> {
    return this.page.run(texts.form.asking(this.host), () =>
      call("open_registration_page", { instance: this.instance, owner }),
    );
  }

  async check(): Promise<void> {
    if (this.work.busy !== null) return;
    this.verdict = null;
    const asked = this.#changes;
    const done = await this.work.run(texts.form.checking(this.host || this.instance), async () => {
      const report = await this.#unlessClosed(call("check_application", this.#form()));
      if (report === null) return;
      this.#tell(asked, { kind: "checked", report });
      // It has answered, so what was said at its address is old.
      const isAnswered = report.result !== "unknown" && asked === this.#changes;
      if (isAnswered && this.probe.state === "failed") this.probe = { state: "answers" };
    });
    if (!done) this.#failed(asked);
  }

  /** Whether Carrick is registered at this GitLab: an Application ID of it was saved. */
  get isRegistered(): boolean {
    const saved = accounts.integration(this.id);
    return saved !== null && saved.applicationId !== null && saved.instance === this.instance.trim();
  }

  /** What is said at the scopes; what can never work is not saved either. */
  get scopeTrouble(): ScopeTrouble | null {
    return scopeTrouble(this.scopes);
  }

  async save(although: { refused?: boolean; relink?: boolean } = {}): Promise<void> {
    if (although.relink) this.#agreedToRelink = true;
    if (this.work.busy !== null) return;
    if (this.scopeTrouble === "none" || this.scopeTrouble === "useless") {
      this.showsRegistered = true;
      void moveFocus(spot.field(spot.edit(this.id), "scopes"));
      return;
    }
    this.verdict = null;
    this.relinkCount = null;
    this.#saving = true;
    const asked = this.#changes;
    const form = this.#form();
    const done = await this.work.run(texts.form.saving(this.host || this.instance), async () => {
      const answer = await act("save_integration", {
        form,
        althoughRefused: although.refused ?? false,
        althoughRelink: this.#agreedToRelink,
      });
      if (answer.outcome === "refused") this.#tell(asked, { kind: "refused" });
      else if (answer.outcome === "saved" && asked === this.#changes) await this.#saved(answer.id, answer.check);
      else if (answer.outcome === "saved") await this.#goOn(answer.id, form);
      else if (asked === this.#changes) this.relinkCount = answer.count;
      else this.verdict = { kind: "outdated", saved: false };
    });
    this.#saving = this.staysToSave = false;
    if (!done) this.#failed(asked);
  }

  async removeSecret(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const remove = async () => {
      await act("remove_secret", { id });
      this.secretRemoved = true;
    };
    await secretRemovals.about(id).confirm(texts.form.removingSecret, remove, spot.field(spot.edit(id), "secret"));
  }

  async remove(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const remove = async () => {
      await act("remove_integration", { id });
      refused.delete(id);
      this.close();
    };
    await removals.about(id).confirm(texts.form.removing, remove, spot.add);
  }

  /** Leaves the form, but not while it is being saved: then there is something to wait for. */
  cancel(): void {
    if (this.#saving) {
      this.staysToSave = true;
      return;
    }
    navigation.moved();
    this.close();
    void (this.id === null ? moveFocus(spot.add) : moveFocus(spot.edit(this.id)));
  }

  /** Forgets everything typed, the Secret first. */
  close(): void {
    this.#closed = true;
    this.secret = "";
    clearTimeout(this.#describeTimer);
    this.#described += 1;
    this.#probes += 1;
    if (editors.get(this.id) === this) editors.delete(this.id);
  }

  /** What stood in the way does not any more. */
  forgetVerdict(): void {
    this.verdict = null;
    this.work.clear();
  }

  /** A question about values that were given up needs no answer, not even why it has none. */
  #unlessClosed<T>(asked: Promise<T>): Promise<T | null> {
    return asked.catch((reason: unknown) => {
      if (this.#closed) return null;
      throw reason;
    });
  }

  async #saved(id: number, check: CheckReport): Promise<void> {
    this.close();
    forget(id);
    if (check.result === "refused") refused.add(id);
    else refused.delete(id);
    saved.set(id, { check, links: accounts.integration(id)?.links.length ?? 0 });
    await recoverFocus(spot.link(id), spot.relink(id), spot.region(id));
  }

  /** What was saved is not what stands in the form any more: it stays, as the form of what was saved. */
  async #goOn(id: number, form: ApplicationForm): Promise<void> {
    if (this.secret === form.secret) this.secret = "";
    this.verdict = { kind: "outdated", saved: true };
    if (this.id === id) return;
    const focused = document.activeElement?.id;
    const field = FIELDS.find((one) => spot.field(spot.edit(this.id), one) === focused);
    editors.delete(this.id);
    this.id = id;
    editors.set(id, this);
    if (field) await recoverFocus(spot.field(spot.edit(id), field));
  }

  /** Tells `verdict` if it is about the values as they stand. */
  #tell(asked: number, verdict: Verdict): void {
    this.verdict = asked === this.#changes ? verdict : { kind: "outdated", saved: false };
  }

  #failed(asked: number): void {
    const { error } = this.work;
    if (error === null) return;
    const field = fieldOf(error);
    // What is wrong with the keyring is so whatever was typed since.
    if (field === null) this.verdict = { kind: "failed", error };
    else this.#tell(asked, { kind: "failed", error });
    if (field === "scopes") this.showsRegistered = true;
    if (field && asked === this.#changes) void moveFocus(spot.field(spot.edit(this.id), field));
  }

  /** An answer about other values than these is no answer. */
  #valuesChanged(emptySecret: boolean): void {
    this.#changes += 1;
    this.verdict = null;
    this.staysToSave = this.#agreedToRelink = false;
    if (emptySecret && this.secret !== "") {
      this.secret = "";
      this.secretEmptied = true;
    }
  }

  async #describe(): Promise<void> {
    const ticket = ++this.#described;
    let described: { host: string; redirectUris: string[] | null };
    try {
      described = await call("describe_instance", { instance: this.instance });
    } catch {
      // Half an address is no error while it is being typed.
      described = { host: "", redirectUris: null };
    }
    if (ticket !== this.#described) return;
    this.host = described.host;
    this.redirectUris = described.redirectUris;
  }

  #form(): ApplicationForm {
    return {
      id: this.id,
      instance: this.instance,
      applicationId: this.applicationId,
      secret: this.secret,
      scopes: [...this.scopes],
    };
  }
}

/** Open forms by integration; `null` is the one that adds. */
export const editors = new SvelteMap<number | null, Editor>();

/** Opens the form of an integration, or the one that adds, and goes there. */
export function edit(id: number | null, options: { registerFirst?: boolean; focus?: Field } = {}): void {
  if (!people.maySetUp) return;
  // Who is there already has not gone anywhere that would be remembered.
  if (navigation.page !== "account") navigation.page = "account";
  navigation.tab = "integrations";
  if (!editors.has(id)) {
    if (id !== null) forget(id);
    editors.set(id, new Editor(accounts.integration(id), options.registerFirst ?? false));
  }
  const editor = editors.get(id);
  if (editor && options.focus === "scopes") editor.showsRegistered = true;
  void moveFocus(spot.field(spot.edit(id), options.focus ?? "instance"));
}
