/** This computer and what Carrick keeps on it. */
import { at, type Tellings } from "./telling";

export const computer = {
  not_found: () => ({
    what: "This is no longer here.",
    next: "Go on with what the window shows now.",
    action: "retry",
  }),
  file_not_written: (f) => ({
    what: `${f["path"] ?? "The file"} could not be written.`,
    next: "Make room there, then try again.",
    action: "retry",
  }),
  database_failed: () => ({
    what: "Carrick can't read or write its data on this computer.",
    next: "Try again. If it stays so, restart Carrick.",
    action: "retry",
  }),
  database_read_only: () => ({
    what: "The disk is full, or Carrick's data folder can't be written.",
    next: "Make room or make the folder writable, then try again.",
    action: "retry",
  }),
  database_damaged: (f) => ({
    what: "Carrick's data on this computer is damaged.",
    next: `The file is kept. Put a backup in place of ${f["path"] ?? "it"}, or move it away to begin anew.`,
    action: "retry",
  }),
  database_newer: () => ({
    what: "A newer Carrick wrote this data.",
    next: "Install the newest Carrick on this computer.",
    action: "retry",
  }),
  trust_unreadable: (f) => ({
    what: `The certificates this computer trusts can't be read, so ${at(f)} was not asked.`,
    next: f["setting"]
      ? `${f["setting"]} names no certificates that can be read: put them there, or start Carrick without it.`
      : "Install your system's package of certificates, often called ca-certificates, then try again.",
  }),
  client_failed: () => ({
    what: "Carrick could not prepare its connections.",
    next: "Restart Carrick. If it stays so, restart this computer.",
  }),
  too_many_files: () => ({
    what: "This computer has no room for another open file.",
    next: "Close programs you do not need, then try again.",
  }),
  locks_unsupported: () => ({
    what: "The disk with Carrick's data takes no file locks; some network disks do not.",
    next: "Move Carrick's data folder to a disk of this computer, then restart Carrick.",
  }),
  lock_failed: () => ({
    what: "Carrick can't lock a file in its data folder.",
    next: "Try again. If it stays so, restart Carrick.",
  }),
  internal: () => ({
    what: "Something happened that Carrick did not foresee.",
    next: "Try again. If it stays so, restart Carrick.",
    action: "retry",
  }),
} satisfies Tellings;
