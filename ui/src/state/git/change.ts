/** Commands that change how git stands to Carrick. */
import type { Commands } from "../../ipc/bindings";
import { act, type Act, type Answer } from "../act";
import { git } from "./git.svelte";

/** As `act`. What failed may have been done in part, so what there is now is read. */
export async function change<K extends Act>(name: K, request: Commands[K][0]): Promise<Answer<K>> {
  try {
    return await act(name, request);
  } catch (reason) {
    void git.read();
    throw reason;
  }
}
