import type { VaultState } from "../ipc/bindings";
import { count } from "./language";

/** Vaults that are called by a name of their own, not "the … keyring". */
const OWN_VAULTS: readonly string[] = ["Keychain", "Credential Manager"];

/** What stands in the way and the one step against it, of every state of the keyring but the good one. */
const troubles: Record<Exclude<VaultState, "ready">, { what: (name: string) => string; next: string }> = {
  absent: {
    what: () => "No keyring runs on this computer, so Carrick has no safe place for a Secret or a link.",
    next: "Install GNOME Keyring or KWallet, then sign out of this computer and in again.",
  },
  no_collection: {
    what: () => "The keyring service runs, but it has no keyring yet.",
    next: "Open Passwords and Keys, create a keyring and make it the default.",
  },
  refused: {
    what: () => "The keyring does not let Carrick in.",
    next: "Allow Carrick to use the keyring if it runs in a sandbox; otherwise ask this computer's administrator.",
  },
  locked: {
    what: (name) => (name ? `The ${name} keyring is locked.` : "The keyring is locked."),
    next: "Unlock it to set up and link accounts. Your links are kept.",
  },
  silent: {
    what: () => "The keyring does not answer.",
    next: "Your links are kept. If it stays so, sign out of this computer and in again.",
  },
  asks_each: {
    what: () => "The keyring asks for each entry.",
    next: 'In KeePassXC, under Settings > Secret Service Integration, switch off "Confirm when passwords are retrieved by clients", or unlock the entries. Your links are kept.',
  },
  elsewhere: {
    what: () => "What Carrick keeps is not in this keyring now.",
    next: "Your link is kept. Carrick looks again when the keyring changes.",
  },
};

export const vault = {
  troubles,
  unlock: "Unlock keyring",
  unlocking: "Waiting for the keyring's own window…",
  cancelling: "Cancelling.",
  again: "Check again",
  looking: "Looking for the keyring.",
  /** Where tokens lie, for the details of a link. */
  place: (name: string) =>
    OWN_VAULTS.includes(name) ? `${name} on this computer` : `${name || "the"} keyring on this computer`,
};

/** Carrick's data turned out to be a copy that was put back. */
export const restored = {
  what: "Carrick's data was put back from an earlier copy.",
  next: "It goes on as an installation of its own. Nothing was ended at GitLab; links whose tokens are not here any more can be relinked.",
  seen: "Got it",
  seeing: "Noting that you have seen it.",
};

/** Entries in the keyring that an earlier state of Carrick's data laid in. */
export const strangers = {
  what: (n: number) =>
    n === 1
      ? "One entry in the keyring was laid in by an earlier state of Carrick's data."
      : `${n} entries in the keyring were laid in by an earlier state of Carrick's data.`,
  next: (n: number) =>
    `Remove ${n === 1 ? "it" : "them"} only if that data is not used anywhere else: its accounts would have to be relinked there.`,
  remove: (n: number) => `Remove ${count(n, "entry", "entries")}`,
  title: (n: number) => `Remove ${n === 1 ? "this entry" : "these entries"} from the keyring?`,
  loss: "Where that data is still used, its accounts stop working and have to be relinked. Nothing is ended at GitLab.",
  confirm: "Remove",
  removing: "Removing the entries…",
  goesOn: "Removing the entries goes on.",
  removed: "The entries are removed from the keyring.",
};

export const scheme = {
  taken: (by: string) => `The browser's answers for Carrick open in ${by}.`,
  takenNext: "Use Carrick instead, or just link: Carrick then asks the browser to answer another way.",
  take: "Use Carrick instead",
  taking: "Asking the system to open answers with Carrick.",
  unavailable: "This system can't pass the browser's answer straight to Carrick.",
  unavailableNext: "Linking works all the same: Carrick asks the browser to answer another way.",
};
