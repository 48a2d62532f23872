/** Rules for builds. */
import type { Facts, Tellings } from "./telling";

/** Texts for what is the matter with a rule, by the problem the program names. */
const ruleProblems: Readonly<Record<string, (facts: Facts) => string>> = {
  many: (f) => `A rule takes at most ${f["most"] ?? "50"} of them.`,
  long: (f) => `An entry is longer than ${f["most"] ?? "255"} characters.`,
  odd: (f) => `“${f["value"] ?? ""}” has characters that it can't have.`,
  glob: (f) => `“${f["value"] ?? ""}” is no pattern that can match.`,
  contrary: () => "Two parts of this rule contradict each other.",
  scope: () => "The scopes of this account do not let it start pipelines.",
};

/** Why the system does not run the watch, by what the program found. */
const serviceProblems: Readonly<Record<string, string>> = {
  no_manager: "Nothing on this system runs programs of yours when Carrick is closed.",
  file: "Carrick could not write the service's description.",
};

export const builds = {
  service_failed: (f) => ({
    what: serviceProblems[f["why"] ?? ""] ?? "The system took the service in, and it does not start.",
    next: "Carrick watches while it is open. In a terminal, carrick watch says what is in the way.",
  }),
  rule_malformed: (f) => ({
    what: ruleProblems[f["problem"] ?? ""]?.(f) ?? "This rule can't be kept.",
    next: "Change it, then save it again.",
  }),
} satisfies Tellings;
