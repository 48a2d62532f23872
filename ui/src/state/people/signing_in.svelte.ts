/** Getting in: by a sign-in with GitLab, or by going on as somebody where nobody is asked. */
import type { Profile, SignInDoor } from "../../ipc/bindings";
import { texts } from "../../texts";
import { spot as accounts } from "../accounts/spot";
import { act } from "../act";
import { Action } from "../action.svelte";
import { followFocus } from "../focus";

class SigningIn {
  /** Whether the same approval also links the account. */
  links = $state(false);
  readonly goingOn = new Action();
  readonly leaving = new Action();
  readonly #doors = new Map<number, Action>();

  /** What is under way at a door. */
  at({ integrationId }: SignInDoor): Action {
    const known = this.#doors.get(integrationId) ?? new Action();
    this.#doors.set(integrationId, known);
    return known;
  }

  async begin(door: SignInDoor): Promise<void> {
    const { integrationId: id } = door;
    await this.at(door).run(texts.signedOut.beginning, async () => {
      await act("begin_sign_in", { integrationId: id, links: this.links });
      await followFocus(accounts.region(id), accounts.waiting(id));
    });
  }

  async goOnAs({ id, name }: Profile): Promise<void> {
    await this.goingOn.run(texts.signedOut.goingOnAs(name), () => act("go_on_as", { id }));
  }

  async signOut(): Promise<void> {
    await this.leaving.run(texts.acting.signingOut, () => act("sign_out", null));
  }
}

export const signingIn = new SigningIn();
