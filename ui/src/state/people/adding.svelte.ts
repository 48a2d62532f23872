/** Adding somebody: a username, whom GitLab knows by it, and only then the person. It stays while pages change. */
import type { FoundPerson, Integration } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { navigation } from "../navigation.svelte";
import { spot } from "./spot";

class AddingPerson {
  isOpen = $state(false);
  username = $state("");
  /** Where the name is looked for, where that was chosen. */
  integration = $state<number | null>(null);
  found = $state.raw<FoundPerson | null>(null);
  /** Who was added last, until that was seen. */
  added = $state<string | null>(null);
  readonly finding = new Action();
  readonly work = new Action();
  #asked = 0;

  open(): void {
    this.added = null;
    this.isOpen = true;
    navigation.moved();
    void moveFocus(spot.username);
  }

  cancel(): void {
    this.#clear();
    navigation.moved();
    void moveFocus(spot.add);
  }

  type(username: string): void {
    this.username = username;
    this.#forget();
  }

  choose(integration: number): void {
    this.integration = integration;
    this.#forget();
  }

  /** Asks GitLab who that is. An answer about another name than the one that stands there is none. */
  async find({ id, host }: Integration): Promise<void> {
    if (this.work.busy !== null) return;
    this.found = null;
    const asked = ++this.#asked;
    const done = await this.finding.run(texts.addPerson.finding(host), async () => {
      const found = await call("find_person", { integrationId: id, username: this.username });
      if (asked === this.#asked) this.found = found;
    });
    if (asked !== this.#asked) this.finding.clear();
    else await moveFocus(done ? spot.found : spot.username);
  }

  /** Adds whom GitLab found, and nobody else. */
  async add(): Promise<void> {
    const { found } = this;
    if (found === null) return;
    const { integrationId, username, userId, name } = found;
    const done = await this.work.run(texts.addPerson.adding(name), () =>
      act("add_person", { integrationId, username, userId }),
    );
    if (!done) return;
    this.#clear();
    this.added = name;
    await moveFocus(spot.add);
  }

  #forget(): void {
    this.#asked += 1;
    this.found = null;
    this.finding.clear();
    this.work.clear();
  }

  #clear(): void {
    this.#forget();
    this.isOpen = false;
    this.username = "";
    this.integration = null;
  }
}

export const addingPerson = new AddingPerson();
