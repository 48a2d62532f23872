/** Tells the program whether anybody can see the window: what other programs change is looked for only then. */
import { call } from "../ipc/ipc";

export function tellVisibility(): void {
  const visible = document.visibilityState === "visible";
  // A program that could not open its data looks for nothing, and says so elsewhere.
  call("tell_visibility", { visible }).catch(() => undefined);
}
