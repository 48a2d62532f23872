/** Who else git asks, each once, with the hosts it is asked for. */
import type { AskedHelper, GitHost } from "../../ipc/bindings";

/** When it is asked: before Carrick, or in its place; or handed what Carrick answered. */
export type Turn = "before" | "instead" | "after";

export interface Other {
  turn: Turn;
  helper: AskedHelper;
  /** `null` where it is so for every host. */
  hosts: readonly string[] | null;
}

export function othersOf(hosts: readonly GitHost[], isSetUp: boolean): Other[] {
  const found = new Map<string, { turn: Turn; helper: AskedHelper; hosts: string[] }>();
  const note = (turn: Turn, helper: AskedHelper, host: string) => {
    const key = JSON.stringify([turn, helper]);
    const known = found.get(key) ?? { turn, helper, hosts: [] };
    if (!known.hosts.includes(host)) known.hosts.push(host);
    found.set(key, known);
  };
  for (const { host, before, after } of hosts) {
    for (const helper of before) note(isSetUp ? "before" : "instead", helper, host);
    // One that keeps nothing is Carrick's own, configured twice.
    for (const helper of after) if (helper.keeps.where !== "nothing") note("after", helper, host);
  }
  return [...found.values()].map((one) => ({
    ...one,
    hosts: one.hosts.length === hosts.length ? null : one.hosts,
  }));
}
