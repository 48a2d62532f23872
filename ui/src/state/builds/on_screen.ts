/** Says which builds are looked at: they are read often, all others seldom. */
import { call } from "../../ipc/ipc";

let told = "";

export function tellOnScreen(builds: readonly number[]): void {
  const ids = [...new Set(builds)].toSorted((one, other) => one - other);
  const now = ids.join(" ");
  if (now === told) return;
  told = now;
  // They are read all the same, only later.
  call("show_builds", { builds: ids }).catch(() => (told = ""));
}
