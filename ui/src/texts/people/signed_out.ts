/** The sign-in screen: what the window shows while nobody is signed in. */
import type { WhySignedOut } from "../../ipc/bindings";

export const signedOut = {
  doors: "Ways to sign in",
  signIn: "Sign in with GitLab",
  signInAt: (host: string) => `Sign in with GitLab on ${host}`,
  beginning: "Starting the sign-in.",
  goOnAs: (name: string) => `Go on as ${name}`,
  goingOnAs: (name: string) => `Going on as ${name}.`,
  links: "Also link this account",
  linksHint: "One approval does both.",
  /** Why nobody is signed in, and since when where that is known. */
  why: (why: WhySignedOut, since: string | null): string => {
    const out = since === null ? "Signed out" : `Signed out since ${since}`;
    switch (why) {
      case "asked":
        return `${out}.`;
      case "idle":
        return `${out}: this computer was not used for as long as was set.`;
      case "computer_locked":
        return `${out}, when this computer was locked.`;
      case "begun":
        return "People are asked to sign in from now on.";
      case "unreadable":
        return "What Carrick wrote down of who is signed in can't be read, so nobody is.";
    }
  },
  session: "Signing in takes your browser's GitLab session as it is: whoever is signed in to GitLab there gets in here.",
  apart: "This keeps apart people who share one login on this computer. It does not stop someone who controls that login.",
  stuck: "GitLab can't be reached?",
  stuckHelp:
    "Without GitLab nobody can sign in. The owner of this computer's login can switch asking off: type this in a terminal.",
  unlock: "carrick people unlock",
  nothing: "There is nothing to sign in with: no GitLab is set up.",
  nothingHelp: "The owner of this computer's login can switch asking off: type this in a terminal.",
};

export const acting = {
  label: "Who is signed in",
  as: (name: string) => `git acts for ${name}`,
  signOut: "Sign out",
  signingOut: "Signing out.",
};
