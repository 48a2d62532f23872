/** Who else git asks, each once, with the hosts it is asked for. */
import type { AskedHelper, GitHost } from "../../ipc/bindings";

/** When it is asked: before Carrick, or in its place; or handed what Carrick answered. */
export type Turn = "before" | "instead" | "after";

export interface Other {
  turn: Turn;
  helper: AskedHelper;
  /** What people call it; `null` for a shell command. What stands behind that may hold a password. */
  name: string | null;
  /** `null` where it is so for every host. */
  hosts: readonly string[] | null;
}

/** The name that git builds the program's from, or the program's own. */
function nameOf(command: string): string | null {
  if (command.startsWith("!")) return null;
  const named = /git-credential-([\w-]+)/.exec(command)?.[1];
  return named ?? command.trim().split(/\s+/)[0]!.split(/[\\/]/).at(-1)!.replace(/["']/g, "");
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
    name: nameOf(one.helper.command),
    hosts: one.hosts.length === hosts.length ? null : one.hosts,
  }));
}
