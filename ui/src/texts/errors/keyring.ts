/** The keyring. */
import type { VaultState } from "../../ipc/bindings";
import { vault } from "../surroundings";
import type { ErrorText, Tellings } from "./telling";

export const keyring = {
  vault_absent: () => ({ what: "No keyring runs on this computer.", next: vault.troubles.absent.next }),
  vault_no_collection: () => inTheWay("no_collection"),
  vault_locked: () => ({ what: "The keyring is locked.", next: "Unlock it, then try again.", action: "unlock_vault" }),
  vault_silent: () => inTheWay("silent"),
  vault_asks_each: () => ({ ...inTheWay("asks_each"), action: "unlock_vault" }),
  vault_elsewhere: () => inTheWay("elsewhere"),
  vault_failed: () => ({
    what: "The keyring did not do what Carrick asked.",
    next: "Try again. If it stays so, sign out of this computer and in again.",
  }),
  vault_dismissed: () => ({
    what: "The keyring stayed locked.",
    next: "Unlock it when its question appears.",
    action: "unlock_vault",
  }),
  vault_refused: () => inTheWay("refused"),
} satisfies Tellings;

/** As the window tells it of the keyring before anything is asked of it. */
function inTheWay(state: Exclude<VaultState, "ready" | "locked">): ErrorText {
  const { what, next } = vault.troubles[state];
  return { what: what(""), next };
}
