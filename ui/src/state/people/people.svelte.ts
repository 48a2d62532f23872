/** Who uses this installation. */
import type { People, Person, Profile, SignedOut } from "../../ipc/bindings";
import { Told } from "../told.svelte";
import { renewal } from "./renewal";

/** Whose window it is: nobody's while nobody is signed in. */
const ownerOf = ({ profile, signedOut }: People): number | null => (signedOut === null ? profile.id : null);

class ToldPeople extends Told<People> {
  /** Whose window was shown first; `undefined` while that is not known. */
  #owner: number | null | undefined;
  /** Whether it is somebody else's by now: it begins anew, and shows nothing until then. */
  isOver = $state(false);

  override take(told: People): boolean {
    const taken = super.take(told);
    if (!taken || this.isOver) return taken;
    const owner = ownerOf(told);
    if (this.#owner !== undefined && this.#owner !== owner) {
      this.isOver = true;
      renewal.begin();
    }
    this.#owner = owner;
    return taken;
  }

  get profile(): Profile | null {
    return this.current?.profile ?? null;
  }

  get all(): readonly Person[] {
    return this.current?.people ?? [];
  }

  get signedOut(): SignedOut | null {
    return this.current?.signedOut ?? null;
  }

  /** Whether there are others; of one person nothing is said. */
  get isShared(): boolean {
    return this.current?.isShared ?? false;
  }

  /** Whether the person may set up integrations and people; so it is until something else is known. */
  get maySetUp(): boolean {
    return this.current?.profile.role !== "member";
  }

  /** Whom to ask to set something up. */
  get firstAdmin(): string | null {
    return this.all.find(({ role }) => role === "admin")?.name ?? null;
  }
}

export const people = new ToldPeople();
