/** Vaults that are called by a name of their own, not "the … keyring". */
const OWN_VAULTS: readonly string[] = ["Keychain", "Credential Manager"];

export const vault = {
  absent: "No keyring runs on this computer, so Carrick has no safe place for a Secret or a link.",
  absentNext: "Install GNOME Keyring or KWallet, then sign out of this computer and in again.",
  noCollection: "The keyring service runs, but it has no keyring yet.",
  noCollectionNext: "Open Passwords and Keys, create a keyring and make it the default.",
  refused: "The keyring does not let Carrick in.",
  refusedNext:
    "Allow Carrick to use the keyring if it runs in a sandbox; otherwise ask this computer's administrator.",
  locked: (name: string) => (name ? `The ${name} keyring is locked.` : "The keyring is locked."),
  lockedNext: "Unlock it to set up and link accounts. Your links are kept.",
  unlock: "Unlock keyring",
  unlocking: "Waiting for the keyring's password.",
  again: "Check again",
  /** Where tokens lie, for the details of a link. */
  place: (name: string) =>
    OWN_VAULTS.includes(name) ? `${name} on this computer` : `${name || "the"} keyring on this computer`,
};

export const scheme = {
  taken: (by: string) => `The browser's answers for Carrick open in ${by}.`,
  takenNext: "Use Carrick instead, or just link: Carrick then asks the browser to answer another way.",
  take: "Use Carrick instead",
  taking: "Asking the system to open answers with Carrick.",
  unavailable: "This system can't pass the browser's answer straight to Carrick.",
  unavailableNext: "Linking works all the same: Carrick asks the browser to answer another way.",
};
