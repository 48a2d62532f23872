/** Removing what an earlier state of Carrick's data laid into the keyring. */
import { texts } from "../../texts";
import { act } from "../act";
import { NOTICES } from "../focus";
import { Question } from "../question.svelte";

export const strangersRemoval = new Question({
  goesOn: texts.strangers.goesOn,
  done: texts.strangers.removed,
  unseen: true,
});

export const removeStrangers = (): Promise<void> =>
  strangersRemoval.confirm(texts.strangers.removing, () => act("remove_strangers", null), NOTICES);
