/** Setting git up for every clone, and taking that back. */
import { texts } from "../../texts";
import { Action } from "../action.svelte";
import { moveFocus } from "../focus";
import { Question } from "../question.svelte";
import { change } from "./change";
import { spot } from "./spot";

export const settingUp = new Action();
export const undoing = new Question({ goesOn: texts.git.undoGoesOn });

export async function setUp(): Promise<void> {
  undoing.work.clear();
  const before = document.activeElement;
  if (!(await settingUp.run(texts.git.settingUp, () => change("set_up_git", null)))) return;
  // The card says what there is now; who went on to something else is left there.
  if (document.activeElement === before || document.activeElement === document.body) await moveFocus(spot.setup);
}

export function undo(): Promise<void> {
  settingUp.clear();
  return undoing.confirm(texts.git.undoing, () => change("undo_git", null), spot.setUp, spot.setup);
}
