/** Whether a GitLab answers at the address in a form, as far as it was asked. */
import type { UiError } from "../../ipc/bindings";

export type Probe =
  { state: "untouched" } | { state: "asking" } | { state: "answers" } | { state: "failed"; error: UiError };

/** Whether the answer may be another one by now. An offer is not taken away from under whoever is about to press it. */
export const mayBeOtherwise = (probe: Probe): boolean =>
  probe.state === "failed" && probe.error.facts.instead === undefined;
