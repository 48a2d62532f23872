/**
 * The form that chooses an account for a group. It lives here and not in a component, so that what was typed
 * survives a change of page, an event and every failure.
 */
import type { ErrorCode, GitAccount, UiError } from "../../ipc/bindings";
import { asUiError } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { navigation } from "../navigation.svelte";
import { change } from "./change";
import { spot } from "./spot";

export type CommitField = "name" | "email" | "key";
export type Field = "place" | CommitField;

const COMMIT_FIELDS: readonly CommitField[] = ["name", "email", "key"];
/** What must not stand under a commit, and how long it may be: as the program has it, to find the field it means. */
const ODD = /[\p{Cc}<>]/u;
const LONGEST = 1024;
const MALFORMED_PLACE: UiError = { code: "place_malformed", facts: {} };

class Chooser {
  isOpen = $state(false);
  /** The account's number. */
  link = $state(0);
  place = $state("");
  commit = $state<Record<CommitField, string>>({ name: "", email: "", key: "" });
  isCommitOpen = $state(false);
  /** What is wrong with a field, until it is changed. */
  fault = $state.raw<{ field: Field; error: UiError } | null>(null);
  /** How it ended, to be read out. */
  done = $state<string | null>(null);
  readonly work = new Action();
  /** What was filled in and not typed. */
  #filled: Pick<GitAccount, "name" | "email"> | null = null;
  /** How often it was emptied: what is under way may be about values that are gone. */
  #emptied = 0;

  /** Opens it for one of these accounts: most likely not for the one that is used anyway. */
  open(accounts: readonly GitAccount[]): void {
    this.done = null;
    const account = accounts.find(({ isDefault }) => !isDefault) ?? accounts[0];
    if (!this.isOpen && account) {
      navigation.moved();
      this.#empty();
      this.link = account.id;
      this.isOpen = true;
    }
    void moveFocus(spot.field("place"));
  }

  type(field: Field, text: string): void {
    if (field === "place") this.place = text;
    else this.commit[field] = text;
    if (this.fault?.field === field) this.fault = null;
    // An answer about other values than these is no answer.
    if (this.work.busy === null) this.work.clear();
  }

  take(account: GitAccount): void {
    this.link = account.id;
    if (this.#unfill()) this.#fill(account);
  }

  /** Unfolds or folds what stands under commits. Filled in and left as it was, it goes when it is folded. */
  toggleCommit(account: GitAccount): void {
    this.isCommitOpen = !this.isCommitOpen;
    const isEmpty = COMMIT_FIELDS.every((field) => this.commit[field] === "");
    if (!this.isCommitOpen) this.#unfill();
    else if (isEmpty) this.#fill(account);
  }

  async choose({ id, username }: GitAccount): Promise<void> {
    if (this.work.busy !== null) return;
    this.fault = null;
    if (this.place.trim() === "") return this.#blame("place", MALFORMED_PLACE);
    const { name, email, key } = this.commit;
    const request = {
      link: id,
      prefix: this.place,
      commitName: name.trim() || null,
      commitEmail: email.trim() || null,
      signingKey: key.trim() || null,
    };
    const emptied = this.#emptied;
    let blamed: Field | null = null;
    const ended = await this.work.run(texts.git.choosing, async () => {
      try {
        await change("choose_account", request);
      } catch (reason) {
        const error = asUiError(reason);
        blamed = emptied === this.#emptied ? this.#fieldOf(error.code) : null;
        // Where the form is out of sight, the page tells it.
        if (blamed === null || document.getElementById(spot.form) === null) throw reason;
        this.#blame(blamed, error);
      }
    });
    if (!ended || blamed !== null) return;
    this.done = texts.git.chosen(username);
    if (emptied !== this.#emptied) return;
    this.close();
    await moveFocus(spot.choose);
  }

  /** Leaves it. What is under way goes on, and where it fails that is told on the page. */
  cancel(): void {
    navigation.moved();
    this.close();
    void moveFocus(spot.choose);
  }

  close(): void {
    this.isOpen = false;
    if (this.work.busy === null) this.work.clear();
    this.#empty();
  }

  #empty(): void {
    this.#emptied += 1;
    this.place = "";
    this.commit = { name: "", email: "", key: "" };
    this.isCommitOpen = false;
    this.fault = this.#filled = null;
  }

  #fill({ name, email }: GitAccount): void {
    this.#filled = { name, email };
    this.commit = { name, email: email ?? "", key: "" };
  }

  /** Empties what was filled in if nobody has changed it; answers whether it did. */
  #unfill(): boolean {
    const { name, email, key } = this.commit;
    const filled = this.#filled;
    if (filled?.name !== name || (filled.email ?? "") !== email || key !== "") return false;
    this.commit = { name: "", email: "", key: "" };
    this.#filled = null;
    return true;
  }

  #fieldOf(code: ErrorCode): Field | null {
    if (code === "place_malformed") return "place";
    if (code !== "identity_malformed") return null;
    const isOdd = (field: CommitField) => ODD.test(this.commit[field].trim()) || this.commit[field].length > LONGEST;
    return COMMIT_FIELDS.find(isOdd) ?? "name";
  }

  #blame(field: Field, error: UiError): void {
    this.fault = { field, error };
    if (field !== "place") this.isCommitOpen = true;
    void moveFocus(spot.field(field));
  }
}

export const chooser = new Chooser();
