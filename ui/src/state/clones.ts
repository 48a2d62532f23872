/** What is being done with clones on this computer; told only once something is. */
import type { Clones } from "../ipc/bindings";
import { Told } from "./told.svelte";

export const clones = new Told<Clones>();
