/** The way to GitLab and its answers. */
import { certificate } from "./certificate";
import { at, type Tellings } from "./telling";

/** What is the matter with the proxy, by the setting that names it. */
function proxy(setting: string | undefined) {
  if (setting === undefined) {
    return {
      what: "The proxy did not let the request through.",
      next: "Check this computer's proxy settings, then try again.",
    };
  }
  if (setting === "desktop") {
    return {
      what: "The desktop's settings name no proxy that can be used.",
      next: "Correct the network proxy there, then try again.",
    };
  }
  return {
    what: `${setting} names no proxy that can be used.`,
    next: "Write it as http://name:password@proxy:8080, with %2F for / and %23 for #, then start Carrick again.",
  };
}

/** An address that goes on after the GitLab it belongs to. */
const beginning = (host: string, instead: string) => ({
  what: `${host} is a page, and ${instead} is the GitLab it belongs to.`,
  next: "Use that address.",
});

export const connection = {
  host_unknown: (f) => ({
    what: `The network does not know ${at(f)}.`,
    next: "Check the spelling, your connection and your VPN, then try again.",
  }),
  connection_refused: (f) => ({
    what: `Nothing answers at ${at(f)}.`,
    next: "Check the address and your VPN, then try again.",
  }),
  timed_out: (f) => ({
    what: `${at(f)} did not answer in time.`,
    next: "Check your connection and your VPN, then try again.",
  }),
  certificate,
  proxy: (f) => proxy(f["setting"]),
  connection_lost: (f) => ({ what: `The connection to ${at(f)} broke.`, next: "Try again in a moment." }),
  not_gitlab: (f) =>
    f["instead"]
      ? beginning(at(f), f["instead"])
      : {
          what: `${at(f)} answers, but not as a GitLab.`,
          next: "Check the address. If this network wants you to sign in first, do that in your browser.",
        },
  redirected: (f) => {
    if (f["instead"]) return beginning(at(f), f["instead"]);
    return f["to"]
      ? { what: `${at(f)} sends on to ${f["to"]}.`, next: "If that is your GitLab, type its address instead." }
      : {
          what: `${at(f)} sends on to another page of its own.`,
          next: "Open it in your browser: something before it may want you to sign in first.",
        };
  },
  server_error: (f) => ({
    what: `${at(f)} has a problem of its own${f["status"] ? ` (${f["status"]})` : ""}.`,
    next: "Try again later.",
  }),
  rate_limited: (f) => ({
    what: `${at(f)} asks to slow down.`,
    next: f["seconds"] ? `Try again in ${f["seconds"]} seconds.` : "Try again in a minute.",
  }),
  answer_malformed: (f) => ({
    what: `The answer of ${at(f)} is not what a GitLab sends.`,
    next: "Try again. If it stays so, something between you and GitLab may change its answers.",
  }),
} satisfies Tellings;
