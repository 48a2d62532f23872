/** How builds stand; told only once something is. */
import type { Builds } from "../ipc/bindings";
import { Told } from "./told.svelte";

export const builds = new Told<Builds>();
