/** Taking back which account git uses somewhere. */
import type { AccountChoice } from "../../ipc/bindings";
import { texts } from "../../texts";
import { Questions } from "../question.svelte";
import { change } from "./change";
import { spot } from "./spot";

const removals = new Questions({ goesOn: texts.git.removeGoesOn });

export const keyOf = ({ instance, prefix }: AccountChoice): string => `${instance}/${prefix}`;
export const removalOf = (choice: AccountChoice) => removals.about(keyOf(choice));

export function remove(choice: AccountChoice): Promise<void> {
  const { instance, prefix } = choice;
  const work = () => change("take_choice_back", { instance, prefix });
  return removalOf(choice).confirm(texts.git.removing(texts.git.place(choice)), work, spot.choose, spot.accounts);
}
