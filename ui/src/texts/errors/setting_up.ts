/** An integration that is being set up. */
import { at, type Facts, type Tellings } from "./telling";

export const settingUp = {
  instance_empty: () => ({
    what: "The address of your GitLab is missing.",
    next: "Type it, for example https://gitlab.com.",
  }),
  instance_malformed: () => ({
    what: "Carrick can't read this as an address.",
    next: "Type it as in the browser, for example https://gitlab.example.com.",
  }),
  instance_user_info: () => ({
    what: "The address has a user name or password in it.",
    next: "Remove everything up to the @ sign.",
  }),
  instance_query: () => ({
    what: "The address goes on after the GitLab itself.",
    next: "Remove the part from the ? or # on.",
  }),
  instance_scheme: () => ({
    what: "A GitLab address starts with https://.",
    next: "Change its beginning, or leave it out: Carrick adds it.",
  }),
  instance_insecure: () => ({
    what: "Over http:// your Secret would travel unprotected.",
    next: "Use https://. Plain http:// works only for a GitLab on this computer.",
  }),
  instance_has_links: () => ({
    what: "Accounts are linked through this integration, so its GitLab stays.",
    next: "Add an integration for the other GitLab.",
    action: "add_integration",
  }),
  application_id_empty: () => ({
    what: "The Application ID is missing.",
    next: "Paste it from the application's page at GitLab.",
  }),
  application_id_malformed: () => ({
    what: "This can't be an Application ID.",
    next: "Copy it again from GitLab, without spaces or line breaks.",
  }),
  secret_malformed: () => ({
    what: "This can't be a Secret.",
    next: "Copy it again from GitLab, without spaces or line breaks.",
  }),
  scopes_malformed: () => ({
    what: "Carrick needs something to ask for.",
    next: "Tick at least one scope; api is the usual one.",
  }),
  scopes_useless: () => ({
    what: "With these no account can be linked: Carrick could not read whose it is.",
    next: "Tick api, read_api or read_user.",
  }),
  integration_exists: (f) => ({
    what: `Another integration has this Application ID for ${at(f)}.`,
    next: "Edit that one, or paste another Application ID here.",
  }),
  integration_not_set_up: () => ({
    what: "This integration has no Application ID yet.",
    next: "First register Carrick at GitLab, then link.",
    action: "edit",
  }),
  integration_managed: (f) => ({
    what: `${at(f)} is set by your organisation, and stays as it is.`,
    next: "Ask whoever looks after this computer.",
  }),
  sign_in_managed: () => ({
    what: "How people sign in is set by your organisation, and stays as it is.",
    next: "Ask whoever looks after this computer.",
  }),
  administrators_only: () => ({
    what: "Only an administrator may change what is set up here.",
    next: "Ask an administrator to do it.",
  }),
  setup_confidential: () => ({
    what: "Others would need its Secret, which Carrick never hands on.",
    next: "Untick Confidential at GitLab, then empty Secret here.",
  }),
  setup_malformed: (f) => ({
    what: malformed(f),
    next: "Ask whoever sent it for the link or the file once more.",
  }),
  setup_newer: () => ({
    what: "A newer Carrick made this set-up.",
    next: "Install the newest Carrick on this computer, then open it again.",
  }),
} satisfies Tellings;

/** Why a text is no set-up. */
function malformed(f: Facts): string {
  const at = f["line"] === undefined ? "" : `, line ${f["line"]}`;
  switch (f["part"]) {
    case "link":
      return "This link is not whole.";
    case "size":
      return "This is too large for a set-up.";
    case "from":
      return "The name that this set-up says it is from can't be one.";
    case "key":
      return `This set-up holds what none may hold, or lacks something${at}.`;
    default:
      return `This is no set-up of Carrick's${at}.`;
  }
}
