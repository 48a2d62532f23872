/** The form that says which account acts in a clone, and who commits there. */
import type { CloneDetails } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { Action } from "../action.svelte";

export const IDENTITY_FIELDS = ["name", "email", "signingKey"] as const;
export type IdentityField = (typeof IDENTITY_FIELDS)[number];

export class IdentityForm {
  readonly #id: number;
  /** The link's number; 0 leaves the choice to Carrick. */
  link = $state(0);
  fields = $state<Record<IdentityField, string>>({ name: "", email: "", signingKey: "" });
  readonly work = new Action();

  /** Filled with what stands in the clone itself: the rest comes from elsewhere, and goes on coming from there. */
  constructor(details: CloneDetails, link: number | null) {
    this.#id = details.id;
    this.link = link ?? 0;
    for (const field of IDENTITY_FIELDS) {
      const origin = details[field];
      if (origin?.isHere) this.fields[field] = origin.value;
    }
  }

  type(field: IdentityField, text: string): void {
    this.fields[field] = text;
    if (this.work.busy === null) this.work.clear();
  }

  save(): Promise<boolean> {
    const value = (field: IdentityField) => this.fields[field].trim() || null;
    return this.work.run(texts.page.saving, () =>
      call("set_clone_identity", {
        id: this.#id,
        link: this.link || null,
        name: value("name"),
        email: value("email"),
        signingKey: value("signingKey"),
      }),
    );
  }
}
