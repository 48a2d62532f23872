/** To the accounts one signs in with. */
import { moveFocus } from "../../state/focus";
import { navigation } from "../../state/navigation.svelte";
import { spot } from "../../state/people/spot";

export function showProfile(): void {
  navigation.page = "profile";
  navigation.section = "profile";
  void moveFocus(spot.accounts);
}
