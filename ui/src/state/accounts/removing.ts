/** Removing an integration, and removing its Secret alone. */
import { texts } from "../../texts";
import { Questions } from "../question.svelte";

export const removals = new Questions({ goesOn: texts.form.removingGoesOn });
export const secretRemovals = new Questions({
  goesOn: texts.form.removingSecretGoesOn,
  done: texts.form.secretRemoved,
});
