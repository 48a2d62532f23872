/** Who may join and what is asked of people, as an administrator changes it. */
import type { Admission, JoinGroup, UiError, WhoMayJoin } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { people } from "./people.svelte";
import { spot } from "./spot";

/** What offers itself as the least role: whoever does work in the group. */
const DEVELOPER = 30;
const same = (one: Pick<JoinGroup, "integrationId" | "path">, other: Pick<JoinGroup, "integrationId" | "path">) =>
  one.integrationId === other.integrationId && one.path.toLowerCase() === other.path.toLowerCase();

class Admitting {
  readonly work = new Action();
  /** What was chosen and does not show yet. */
  #wanted = $state.raw<Admission | null>(null);
  /** Members of groups were chosen, and no group is named yet. */
  #wantsGroups = $state(false);
  path = $state("");
  integration = $state<number | null>(null);
  leastRole = $state(DEVELOPER);
  /** What keeps the typed group from being added. */
  fault = $state<string | null>(null);
  /** Whether the last that was sent was a group that was typed. */
  #isOfPath = $state(false);

  get shown(): Admission | null {
    return this.#wanted ?? people.current?.admission ?? null;
  }

  get who(): WhoMayJoin | null {
    return this.#wantsGroups ? "groups" : (this.shown?.whoMayJoin ?? null);
  }

  /** What is wrong with the group that was typed; told beside it. */
  get groupError(): UiError | null {
    return this.#isOfPath ? this.work.error : null;
  }

  /** All of it goes each time. Who changes more meanwhile gets all of that. */
  async change(part: Partial<Admission>): Promise<boolean> {
    if (this.shown === null) return false;
    this.#isOfPath = false;
    return this.#send({ ...this.shown, ...part });
  }

  async #send(wanted: Admission): Promise<boolean> {
    this.#wanted = wanted;
    if (this.work.busy !== null) return true;
    const done = await this.work.run(texts.admission.busy, async () => {
      let sent: Admission | null = null;
      while (this.#wanted !== null && this.#wanted !== sent) {
        sent = this.#wanted;
        await act("set_admission", sent);
      }
    });
    this.#wanted = null;
    return done;
  }

  chooseWho(who: WhoMayJoin): void {
    const groups = this.shown?.groups ?? [];
    this.#wantsGroups = who === "groups" && groups.length === 0;
    if (this.#wantsGroups) void moveFocus(spot.group);
    else void this.change({ whoMayJoin: who });
  }

  typePath(path: string): void {
    this.path = path;
    this.fault = null;
    if (this.#isOfPath) this.work.clear();
  }

  /** Adds the group that was typed; GitLab is asked whether there is one. */
  async addGroup(integrationId: number): Promise<void> {
    const { shown } = this;
    if (shown === null || this.work.busy !== null) return;
    const group = { integrationId, path: this.path.trim().replace(/^\/+|\/+$/g, ""), leastRole: this.leastRole };
    if (group.path === "") this.fault = texts.admission.groupPathMissing;
    else if (shown.groups.some((one) => same(one, group))) this.fault = texts.admission.groupThere;
    else {
      this.#isOfPath = true;
      const done = await this.#send({ ...shown, whoMayJoin: "groups", groups: [...shown.groups, group] });
      if (done) {
        this.#wantsGroups = false;
        this.path = "";
      }
    }
    await moveFocus(spot.group);
  }

  setLeastRole(group: JoinGroup, leastRole: number): void {
    const groups = (this.shown?.groups ?? []).map((one) => (same(one, group) ? { ...one, leastRole } : one));
    void this.change({ groups });
  }

  /** Without its last group nobody may join by one: then only people listed. */
  async removeGroup(group: JoinGroup): Promise<void> {
    const groups = (this.shown?.groups ?? []).filter((one) => !same(one, group));
    await this.change({ groups, ...(groups.length === 0 ? { whoMayJoin: "listed" as const } : {}) });
    await moveFocus(spot.groups);
  }
}

export const admitting = new Admitting();
