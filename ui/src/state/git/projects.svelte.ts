/** The folder below which new clones go. What was typed survives a change of page and every failure. */
import { texts } from "../../texts";
import { act } from "../act";
import { Action } from "../action.svelte";
import { additions } from "../additions";
import { moveFocus } from "../focus";
import { navigation } from "../navigation.svelte";
import { spot } from "./spot";

class Projects {
  isOpen = $state(false);
  folder = $state("");
  /** How it ended, to be read out. */
  done = $state<string | null>(null);
  readonly work = new Action();

  open(): void {
    this.done = null;
    if (!this.isOpen) {
      navigation.moved();
      this.folder = additions.current?.projectsFolder ?? "";
      this.isOpen = true;
    }
    void moveFocus(spot.projectsFolder);
  }

  type(text: string): void {
    this.folder = text;
    // An answer about another folder than this is no answer.
    if (this.work.busy === null) this.work.clear();
  }

  async save(): Promise<void> {
    const folder = this.folder.trim() || null;
    if (!(await this.work.run(texts.projects.saving, () => act("set_projects_folder", { folder })))) return;
    this.done = texts.projects.saved(additions.current?.projectsFolder ?? "");
    if (!this.isOpen) return;
    this.isOpen = false;
    await moveFocus(spot.changeProjects);
  }

  /** Leaves it. What is under way goes on, and where it fails that is told on the page. */
  cancel(): void {
    navigation.moved();
    this.isOpen = false;
    if (this.work.busy === null) this.work.clear();
    void moveFocus(spot.changeProjects);
  }
}

export const projects = new Projects();
