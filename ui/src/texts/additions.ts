/** Words of what is being added. */
import type { Added, Addition, AdditionFailure, AdditionNote, AdditionPhase, AdditionWait } from "../ipc/bindings";
import { count, list } from "./language";
import { size } from "./sizes";
import { dayAndTime, timeOrDay } from "./times";

/** What one button does about a failure. */
export type FailureStep = "retry" | "folder" | "partial" | "accounts" | "gitlab";

export interface FailureText {
  what: string;
  next: string;
  step: FailureStep;
}

export const additions = {
  label: "What is being added",
  headline: (at: number, total: number, what: string) => `Adding ${at} of ${total}: ${what}`,
  /** Where each says for itself how far it is. */
  counted: (at: number, total: number) => `Adding ${at} of ${total}`,
  started: (path: string) => `Adding ${path}.`,
  waitingFor: "waiting",
  waitingMore: (n: number) => `${n} waiting`,
  failedSome: (n: number) => `${count(n, "repository", "repositories")} could not be added.`,
  asksSome: (n: number) => `${count(n, "question about a repository", "questions about repositories")}.`,
  failedOne: (path: string, why: string) => `${path} could not be added. ${why}`,
  show: "Show",
  hide: "Hide",
  showOf: (path: string) => `Show what ${path} needs`,
  cancel: "Cancel",
  cancelOf: (path: string) => `Cancel adding ${path}`,
  cancelling: "Cancelling.",
  more: (n: number) => `${count(n, "further one waits", "further ones wait")}.`,
  phases: {
    asking: "Asking GitLab",
    preparing: "Preparing at GitLab",
    receiving: "Receiving",
    resolving: "Resolving",
    checking_out: "Checking out",
    large_files: "Receiving large files",
  } satisfies Record<AdditionPhase, string>,
  running,
  rowRunning,
  waits,
  large: (bytes: number, free: number | null) =>
    free === null ? `About ${size(bytes)}.` : `About ${size(bytes)}; ${size(free)} free.`,
  addAll: "Add all of it",
  partial: "Old contents only when needed",
  taken: (folder: string) => `Found in ${folder}. Use it?`,
  use: "Use it",
  using: (path: string) => `Taking the clone of ${path} in`,
  anew: "Clone anew",
  failures: failureText,
  said: (host: string, text: string) => `${host} says: "${text}"`,
  retry: "Try again",
  folder: "Another folder…",
  gitlab: "Open in GitLab",
  accounts: "Show accounts",
  retrying: (path: string) => `Adding ${path}`,
  dismissOf: (path: string) => `Dismiss ${path}`,
  dismissing: "Taking the message down.",
  asksYou: "asks you",
  failed: "could not be added",
  added,
  notes,
  offer: "git here asks Carrick. In your other clones too?",
  setUp: "Set up git",
  notNow: "Not now",
  notingNot: "Noting that it can wait.",
};

/** "Receiving 62 % · 14.2 MiB · 3.1 MiB/s". */
function running(state: Extract<Addition["state"], { is: "running" }>): string {
  const { bytes, rate } = state;
  const parts = [rowRunning(state), bytes === null ? null : size(bytes), rate === null ? null : `${size(rate)}/s`];
  return parts.filter((part) => part !== null).join(" · ");
}

/** "Receiving 62 %". */
function rowRunning({ phase, percent }: Extract<Addition["state"], { is: "running" }>): string {
  const name = additions.phases[phase];
  return percent === null ? name : `${name} ${percent} %`;
}

function waits(wait: AdditionWait, host: string, now: number): string {
  switch (wait.is) {
    case "turn":
      return "Waits for its turn";
    case "offline":
      return `Waits for ${host}, which can't be reached since ${dayAndTime(wait.since, now)}; goes on by itself`;
    case "rate_limited":
      return `${host} asks to slow down until ${timeOrDay(wait.until, now)}; goes on by itself`;
    case "keyring_locked":
      return "Waits for the keyring to be unlocked";
    case "keyring":
      return "Waits for the keyring to answer; goes on by itself";
    case "needs_you":
      return `Waits for @${wait.username}, which needs you`;
    case "signed_out":
      return "Waits for somebody to sign in to Carrick";
    case "other":
      return "Waits; Carrick tries again by itself";
  }
}

/** What happened, one next step, and its one button. `place` is the folder it is about. */
function failureText(failure: AdditionFailure, host: string, place: string): FailureText {
  switch (failure) {
    case "credential_rejected":
      return { what: `${host} did not take the account's token.`, next: "Test or relink the account.", step: "accounts" };
    case "nobody_answered":
      return { what: "No linked account may fetch it.", next: "Link one that may, or let git use it.", step: "accounts" };
    case "not_found":
      return { what: `${host} has no such project, or the account may not see it.`, next: "Look there.", step: "gitlab" };
    case "forbidden":
      return { what: `${host} does not let the account fetch it.`, next: "Look there what is missing.", step: "gitlab" };
    case "server_error":
      return { what: `${host} has a problem of its own.`, next: "Try again later.", step: "retry" };
    case "redirected":
      return {
        what: `${host} sends git to another address, which Carrick does not follow.`,
        next: "Compare the integration's address with GitLab's.",
        step: "accounts",
      };
    case "not_git":
      return {
        what: `What answers as ${host} speaks no git.`,
        next: "If this network wants you to sign in first, do that in your browser.",
        step: "retry",
      };
    case "certificate":
      return {
        what: `git does not trust the certificate of ${host}.`,
        next: "Have its issuing certificate added to this computer.",
        step: "retry",
      };
    case "proxy":
      return { what: "The proxy did not let git through.", next: "Check the proxy settings.", step: "retry" };
    case "timed_out":
      return { what: `Nothing came from ${host} for too long.`, next: "Check your connection.", step: "retry" };
    case "cut_off":
      return { what: `The connection to ${host} broke.`, next: "Nothing is left of it; begin anew.", step: "retry" };
    case "folder_taken":
      return { what: `Something is at ${place} already.`, next: "It was left alone.", step: "folder" };
    case "folder_other_case":
      return { what: `Beside ${place} lies a folder of the same name in other letters.`, next: "", step: "folder" };
    case "folder_unsafe":
      return { what: `On the way to ${place} is a link, or another clone.`, next: "", step: "folder" };
    case "folder_refused":
      return { what: `${place} could not be made.`, next: "Choose a place that you may write to.", step: "folder" };
    case "foreign_owner":
      return { what: `Somebody else owns ${place}.`, next: "Choose a place of your own.", step: "folder" };
    case "disk_full":
      return { what: "The disk is full.", next: "Make room, then try again.", step: "retry" };
    case "too_large":
      return { what: "There is less room on the disk than it takes.", next: "Less of it may fit.", step: "partial" };
    case "filter_failed":
      return {
        what: "A program that its files need is missing or failed.",
        next: "Often that is git-lfs: install it.",
        step: "retry",
      };
    case "path_refused":
      return { what: "A file in it has a name that this disk can't hold.", next: "Another disk may.", step: "folder" };
    case "checkout_failed":
      return { what: "Its files could not be written.", next: "Look at the disk, then try again.", step: "retry" };
    case "forbidden_transport":
      return {
        what: "git's configuration leads away from https.",
        next: "Look for insteadOf in it, then try again.",
        step: "retry",
      };
    case "name_refused":
      return { what: "A name has characters that git's configuration can't hold.", next: "", step: "gitlab" };
    case "configuration_refused":
      return { what: "The clone's own configuration could not be written.", next: "", step: "retry" };
    case "data_folder_refused":
      return { what: "Carrick's own folder can't be written to.", next: "Make room, or make it yours.", step: "retry" };
    case "git_missing":
      return { what: "git is not installed.", next: "Install it, then try again.", step: "retry" };
    case "killed":
      return { what: "Something outside of Carrick ended git.", next: "", step: "retry" };
    case "unknown":
      return { what: "git gave up for a reason that Carrick does not know.", next: "", step: "retry" };
  }
}

function added({ path, folder }: Added): string {
  return folder === null ? `Added ${path} without a clone.` : `Added ${path} to ${folder}.`;
}

/** What a person should know of what was added, as sentences. */
function notes({ commitsAs, notes }: Added): string {
  const commits = commitsAs === null ? [] : [`Commits here: ${commitsAs.replace("<", "‹").replace(">", "›")}.`];
  return [...notes.map(note), ...commits].join(" ");
}

function note(one: AdditionNote): string {
  switch (one.is) {
    case "empty":
      return "It has no commit yet.";
    case "has_all_contents":
      return "GitLab sent all old contents, since it can't send them later.";
    case "colliding":
      return `This disk can't keep these names apart: ${list(one.names)}. One of each is there.`;
    case "large_files_missing":
      return "git-lfs is not installed, so its large files are stand-ins.";
    case "large_files_failed":
      return "Its large files could not be fetched; stand-ins are there.";
    case "large_files_elsewhere":
      return `It wants its large files from ${one.address}; Carrick does not ask there.`;
  }
}
