/** What stands in the way of links, as lines above a list: one for each, with its one action. */
import type { Integration, Link, Reading, VaultState } from "../../ipc/bindings";
import { errorText, texts } from "../../texts";
import { timeOrDate } from "../../texts/times";
import { standingOf } from "../accounts/standing";

export type TroubleAction = "relink" | "account" | "edit_scopes" | null;

export interface Trouble {
  integration: Integration;
  link: Link;
  tone: "red" | "amber";
  what: string;
  next: string;
  action: TroubleAction;
  /** Since when the instance can't be reached, where that is all. */
  outOfReachSince?: number;
}

/** The keyring in the way is told once, and not here; an instance out of reach once for all of its links. */
export function troublesOf(
  integrations: readonly Integration[],
  readings: readonly Reading[],
  vault: VaultState,
  now: number,
): Trouble[] {
  return integrations.flatMap((integration) =>
    outagesTogether(
      integration.links.flatMap((link) => {
        const reading = readings.find(({ linkId }) => linkId === link.id);
        const trouble = ofLink(integration, link, vault, now) ?? ofReading(integration, link, reading, now);
        return trouble === null ? [] : [{ integration, link, ...trouble }];
      }),
    ),
  );
}

/** Of the links of one instance, the one that was without it for longest speaks for all. */
function outagesTogether(troubles: Trouble[]): Trouble[] {
  const longest = Math.min(...troubles.map(({ outOfReachSince }) => outOfReachSince ?? Infinity));
  const speaker = troubles.find(({ outOfReachSince }) => outOfReachSince === longest);
  return troubles.filter((trouble) => trouble.outOfReachSince === undefined || trouble === speaker);
}

type Told = Omit<Trouble, "integration" | "link">;

function ofLink({ host }: Integration, link: Link, vault: VaultState, now: number): Told | null {
  const { state, ask, what, next } = standingOf(link, host, vault, now);
  const account = texts.link.handle(link.username, host);
  const { health } = link;
  if (state === "needsYou") {
    const words =
      health.state === "needs_you" ? texts.repositories.needsYou(account, timeOrDate(health.since, now)) : (what ?? "");
    return { tone: "red", what: words, next: "", action: ask === "relink" ? "relink" : "account" };
  }
  if (state === "unreachable" && health.state === "unreachable") {
    return { tone: "amber", ...outage(host, health.since, now), action: null };
  }
  return state === "heldUp" ? { tone: "amber", what: what ?? "", next, action: null } : null;
}

function ofReading({ host }: Integration, link: Link, reading: Reading | undefined, now: number): Told | null {
  const trouble = reading?.trouble ?? null;
  // What keeps the keyring from answering is told of it, and of all links at once.
  if (trouble === null || trouble.error.code.startsWith("vault_")) return null;
  const account = texts.link.handle(link.username, host);
  switch (trouble.error.code) {
    case "scope_too_small": {
      const what = texts.repositories.mayNotList(link.scopes.join(" "));
      return { tone: "amber", what, next: texts.repositories.itIs(account), action: "edit_scopes" };
    }
    case "host_unknown":
    case "connection_refused":
    case "connection_lost":
    case "timed_out":
      return { tone: "amber", ...outage(host, trouble.since, now), action: null };
    default: {
      const { what } = errorText(trouble.error);
      return { tone: "amber", what: texts.repositories.notRead(account), next: what, action: null };
    }
  }
}

function outage(host: string, at: number, now: number): Pick<Trouble, "what" | "next" | "outOfReachSince"> {
  return {
    what: texts.repositories.cantReach(host, timeOrDate(at, now)),
    next: texts.repositories.fromThen,
    outOfReachSince: at,
  };
}
