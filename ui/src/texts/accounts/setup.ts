import type { HostMark, ManagedTrouble } from "../../ipc/bindings";

/** Handing a set-up on. */
export const share = {
  open: "Share set-up…",
  title: (host: string) => `Share set-up for ${host}`,
  lead: "Others take it in with one press, then link an account of their own. It holds the address, the Application ID and the scopes; never a Secret.",
  from: (name: string) => `It says it is from ${name}.`,
  confidential: "Others would need its Secret. Untick Confidential at GitLab, then empty Secret here.",
  link: "Link",
  copyLink: "Copy link",
  saveFile: "Save file",
  saving: "Saving the file.",
  saved: (path: string) => `Saved as ${path}.`,
  copyMessage: "Copy message",
  message: (link: string) => `1 Install Carrick.\n2 Open this link: ${link}\n3 Link GitLab.`,
  reading: "Reading the set-up.",
  administrator: "For GitLab's administrator",
  administratorLead: "What they need to register Carrick, filled in.",
  close: "Close",
};

/** Taking in what somebody was handed. */
export const received = {
  open: "Use a set-up…",
  title: "Use a set-up",
  lead: "Paste the link you were sent, or choose the file. You see what it says before anything is added.",
  field: "Link or contents",
  file: "Choose file",
  show: "Show",
  looking: "Reading the set-up.",
};

/** What is proposed. */
export const proposal = {
  title: (host: string) => `Set-up for ${host}`,
  refused: "This set-up can't be used",
  from: (name: string) => `It says it is from ${name}.`,
  contacts: "Nothing is contacted before you choose Add.",
  host: "Host",
  instance: "GitLab instance",
  applicationId: "Application ID",
  scopes: "Scopes",
  adds: "Add makes one new integration. It changes no other, links no account and holds no Secret.",
  owner: (id: string) =>
    `Whoever owns application ${short(id)} can act as everyone who approves it. GitLab's approval page names the owner; compare.`,
  others: (n: number) =>
    n === 1
      ? "Another set-up came meanwhile and was not kept. Open it again afterwards."
      : `${n} other set-ups came meanwhile and were not kept. Open them again afterwards.`,
  add: "Add",
  adding: "Adding the integration.",
  dismissing: "Taking the set-up away.",
  close: "Close",
  added: "Added. Next: link your account.",
  mark: (mark: HostMark): string => {
    switch (mark.mark) {
      case "other_letters":
        return "Look twice: the name has letters of other scripts; xn-- stands for them.";
      case "like":
        return `Look twice: this is much like ${mark.host}, and another host.`;
      case "number":
        return "Look twice: this is a number instead of a name.";
      case "this_computer":
        return "This is this computer itself.";
    }
  },
};

/** As much of an Application ID as tells it from others. */
const short = (id: string): string => (id.length > 8 ? `${id.slice(0, 8)}…` : id);

/** An integration whose Application ID is still to come. */
export const administrator = {
  wait: "Wait for the administrator",
  noting: "Noting that your administrator was asked.",
  hint: (host: string, day: string) =>
    `You asked an administrator of ${host} on ${day}. When the Application ID comes, press Edit and paste it.`,
  keeps: "Or keep this as it is until the Application ID comes.",
};

/** What the organisation presets. */
export const managed = {
  set: "Set by your organisation",
  next: "Ask whoever looks after this computer. Until then nothing is preset.",
  trouble: ({ path, problem, line }: ManagedTrouble): string => {
    const at = line === null ? path : `${path}, line ${line}`;
    return `Your organisation's settings don't count: ${at} ${PROBLEMS[problem]}.`;
  },
};

const PROBLEMS = {
  owner: "is not root's own, or lies in a folder that is not",
  writable: "can be written by others than root, or lies in a folder that can",
  kind: "is no ordinary file in ordinary folders",
  size: "is larger than 64 KiB",
  unreadable: "can't be read",
  syntax: "is no JSON",
  content: "holds what it may not, or lacks something",
  newer: "is for a newer Carrick",
} satisfies Record<ManagedTrouble["problem"], string>;
