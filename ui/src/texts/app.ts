/** Words of the frame, and of what belongs to every part of it. */
import { number } from "./language";

export const app = {
  name: "Carrick",
  loading: "Reading your integrations.",
  broken: "Carrick can't open its data",
  retry: "Try again",
  dismiss: "Dismiss",
  dismissing: "Taking the message down.",
  cancel: "Cancel",
  /** The messages above a page. */
  notices: "Notices",
  /** What failed out of its place. */
  failures: "What failed",
  /** A failure that comes when what it was about is off the page: first what was being done. */
  reloaded: "The page had stopped, and was loaded again.",
  reloadedNext: "Links, and whatever was going on, are as they were. What was typed and not saved is gone.",
  late: (doing: string, what: string) => `${doing.replace(/[.…]+$/, "")}: ${what}`,
  /** How many rows a list has that it does not show while somebody is in it. */
  unseen: (n: number) => `${number(n)} new.`,
  showUnseen: "Show",
  copied: "Copied",
  copyFailed: "Select the text and copy it with the keyboard.",
};

export const navigation = {
  label: "Carrick",
  repositories: "Repositories",
  builds: "Builds",
  buildsNeedYou: "Builds, needs you",
  account: "Account settings",
  accountNeedsYou: "Account settings, needs you",
  accountLead: "For everyone who uses Carrick on this computer.",
  profile: "Your profile",
  profileLead: "Yours alone.",
  sections: "Your profile sections",
  profileSection: "Profile",
  integrations: "Integrations",
  git: "Git",
  buildsSection: "Builds",
  tabs: "Account settings",
};

/** What the keyboard does, in the order it is listed. */
export const keys = {
  title: "Keys",
  close: "Close",
  pages: "Go to the first, second, third or fourth page",
  again: "Read again",
  search: "Search the list",
  clear: "Clear the search",
  first: "From the search to the first row",
  press: "Press the row's button",
  open: "Open the row's page",
  buttons: "Reach the row's buttons",
  list: "List the keys",
};
