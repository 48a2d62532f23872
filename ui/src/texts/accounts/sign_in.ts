import type { Stage } from "../../ipc/bindings";

export const notice = {
  unlinked: (username: string) => `${username} is unlinked.`,
  linked: (username: string) => `Done: ${username} is linked.`,
  namesake: (username: string) =>
    `The other ${username} here is another account, which was renamed at GitLab, or deleted and made again.`,
  linkedAgain: (username: string) => `That was ${username} again, already linked.`,
  approveAgain: "You then approve it once more at GitLab.",
  unordered: "What was not finished when Carrick last ended could not be put in order yet.",
  unorderedNext: (why: string) => `${why} Carrick tries again by itself.`,
  cancelled: "The sign-in was cancelled. Nothing has changed.",
};

export const waiting = {
  label: "Sign-in with GitLab",
  relinking: (username: string) => `Relinking ${username}.`,
  relinkingBeside: (username: string) =>
    `Relinking ${username}. If your browser is signed in as another account, Copy link into a private window.`,
  list: "Stages of the sign-in",
  stages: {
    asking: "Asked your browser to open GitLab",
    waiting: "Waiting for your approval",
    checking: "Checking GitLab's answer",
    saving: "Saving in this computer's keyring",
  } satisfies Record<Stage, string>,
  /** The first stage where no browser was asked. */
  elsewhere: "Copied. Waiting for the private window",
  /** The same where the address could not be copied. */
  elsewhereByHand: "Waiting for the private window",
  /** The last stage where nothing is kept. */
  signingIn: "Signing you in",
  done: "Done",
  now: "Now",
  toCome: "To come",
  hintPrivate: "Paste the link there and sign in as the other account.",
  hintOpen: "If the browser asks, choose Open (Carrick or xdg-open).",
  hintClick: "If GitLab shows a page with a link, click it.",
  cancel: "Cancel",
  cancelling: "Cancelling.",
  another: "Use another way",
  anotherBusy: "Opening a fresh page in your browser.",
  anotherHint:
    "Carrick opened a fresh page. If the browser ends on a page it can't load, paste that page's address here.",
  copyLink: "Copy link",
  copied: "Copied. Open it in any browser on this computer.",
  copiedPrivate: "Copied. Open it in a private window and sign in there as the other account.",
  copyByHandPrivate: "Copy this address, open it in a private window and sign in there as the other account.",
  copyByHand: "Copy this address and open it in any browser on this computer.",
  never: "Never give this address or code to anyone. Only approve a sign-in you started.",
  address: "Address from the browser",
  useAddress: "Use this address",
  usingAddress: "Reading the address.",
  patience: "GitLab may ask you to sign in first. There are ten minutes for all of it.",
  still: "Still waiting. Signing in can take a while. What do you see?",
  nothingOpened: "Nothing opened",
  nothingOpenedHelp: "Choose Copy link, then paste it into the address bar of any browser on this computer.",
  errorPage: "A page with an error",
  errorPageHelp: "GitLab compares these with the application. Each must be in it exactly like this:",
  errorPageCauses: [
    "It says redirect URI: add the missing line to the application.",
    "It says scope: tick the same scopes in the application.",
    "It says unknown client: the Application ID is from another GitLab, or the application was deleted.",
    "It says forbidden: GitLab keeps administrators from applications that may change everything. Ask for the application to be trusted, or sign in with an account that is no administrator.",
  ],
  approved: "I approved, nothing happened",
  approvedHelp:
    "The browser may have held the answer back. Look for a question whether to open Carrick, or choose Use another way: it opens a fresh page that answers without that question.",
};
