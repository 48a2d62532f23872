/** How a link stands, in words and with what to do about it. */
import type { Link, UiError, VaultState } from "../../ipc/bindings";
import { errorText, texts, type Ask } from "../../texts";
import { dayAndTime } from "../../texts/times";

type VaultTrouble = "vaultLocked" | "vaultAbsent" | "vaultSilent" | "vaultAsksEach" | "vaultElsewhere";

export type LinkState = VaultTrouble | "needsYou" | "heldUp" | "unreachable" | "unlinking" | "linked";

export interface Standing {
  state: LinkState;
  ask: Ask;
  /** Nothing to be said of a link that works. */
  what: string | null;
  next: string;
}

/** Which of several links the region's chip tells of: the first of these. */
const GRAVEST: readonly LinkState[] = [
  "needsYou",
  "vaultLocked",
  "vaultAbsent",
  "vaultSilent",
  "vaultAsksEach",
  "vaultElsewhere",
  "heldUp",
  "unreachable",
  "unlinking",
  "linked",
];

/** What each state of the keyring makes of every link. */
const VAULT_TROUBLES: Record<Exclude<VaultState, "ready">, VaultTrouble> = {
  locked: "vaultLocked",
  no_collection: "vaultAbsent",
  refused: "vaultAbsent",
  absent: "vaultAbsent",
  silent: "vaultSilent",
  asks_each: "vaultAsksEach",
  elsewhere: "vaultElsewhere",
};

export const gravest = (all: readonly Standing[]): Standing | undefined =>
  [...all].sort((one, other) => GRAVEST.indexOf(one.state) - GRAVEST.indexOf(other.state))[0];

export function standingOf(link: Link, host: string, vault: VaultState, now: number): Standing {
  const { health } = link;
  if (health.state === "unlinking") return { state: "unlinking", ask: null, what: null, next: "" };
  if (link.needsRelink) return { state: "needsYou", ask: "relink", what: texts.link.needsRelink, next: "" };
  if (health.state === "needs_you") {
    const { what, next, ask } = texts.health.needsYou(health.cause, host);
    return { state: "needsYou", ask, what: `${what} ${texts.health.since(dayAndTime(health.since, now))}`, next };
  }
  if (vault !== "ready") return { state: VAULT_TROUBLES[vault], ask: null, what: null, next: "" };
  if (health.state === "unreachable" && isOfThisComputer(health.error)) {
    const what = `${texts.health.heldUp} ${errorText(health.error).what}`;
    return { state: "heldUp", ask: null, what, next: texts.health.kept };
  }
  if (health.state === "unreachable") {
    const what = `${reason(health.error)} ${texts.health.unreachableSince(dayAndTime(health.since, now))}`;
    return { state: "unreachable", ask: null, what, next: texts.health.kept };
  }
  return { state: "linked", ask: null, what: null, next: "" };
}

/** Whether keyring or disk stand in the way, and not GitLab. */
const isOfThisComputer = (error: UiError) => error.code.startsWith("vault_") || error.code.startsWith("database_");

/** What stands in the way; for the network one sentence, whatever broke in it. */
function reason(error: UiError): string {
  const host = error.facts["host"] ?? "GitLab";
  switch (error.code) {
    case "host_unknown":
    case "connection_refused":
    case "connection_lost":
    case "timed_out":
      return texts.health.offline(host);
    default:
      return errorText(error).what;
  }
}
