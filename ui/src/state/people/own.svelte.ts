/** A person's own name, and the accounts they sign in with. */
import type { LinkedName, SignInAccount } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { Questions } from "../question.svelte";
import { people } from "./people.svelte";
import { spot } from "./spot";

class OwnName {
  /** What was typed; `null` while the name stands as it is. */
  typed = $state<string | null>(null);
  isSaved = $state(false);
  readonly work = new Action();

  type(name: string): void {
    this.typed = name;
    this.isSaved = false;
    this.work.clear();
  }

  async save(field: string): Promise<void> {
    const name = (this.typed ?? people.profile?.name ?? "").trim();
    const done = await this.work.run(texts.profile.savingName, () => act("set_own_name", { name }));
    this.isSaved = done;
    if (done) this.typed = null;
    else await moveFocus(field);
  }
}

export const ownName = new OwnName();

export const accountRemovals = new Questions({ goesOn: texts.profile.removingGoesOn });
export const choosing = new Action();

/** Signs in with a linked account from now on. */
export async function signInWith({ linkId, username }: LinkedName): Promise<void> {
  const done = await choosing.run(texts.profile.choosing(username), () => act("sign_in_with_link", { id: linkId }));
  if (done) await moveFocus(spot.accounts);
}

/** Signs in with it no more. */
export function forgetAccount({ id, username, host }: SignInAccount): Promise<void> {
  return accountRemovals
    .about(id)
    .confirm(
      texts.profile.removing(texts.people.handle({ username, host })),
      () => act("remove_sign_in_account", { id }),
      spot.accounts,
    );
}
