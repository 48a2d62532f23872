/** What somebody may set up, as it is being changed. */
import type { Person, Role } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";

/** A change of one person's role. Who changes it again meanwhile gets what was chosen last. */
export class RoleChange {
  readonly work = new Action();
  /** What was chosen and does not show yet. */
  wanted = $state<Role | null>(null);

  async choose({ id, name }: Person, role: Role): Promise<void> {
    this.wanted = role;
    await this.work.run(texts.people.settingRole(name, role), async () => {
      let sent: Role | null = null;
      while (this.wanted !== null && this.wanted !== sent) {
        sent = this.wanted;
        await act("set_role", { id, role: sent });
      }
    });
    if (this.work.busy === null) this.wanted = null;
  }
}

const changes = new Map<number, RoleChange>();

export function roleChange(id: number): RoleChange {
  const known = changes.get(id) ?? new RoleChange();
  changes.set(id, known);
  return known;
}
