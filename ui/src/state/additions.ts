/** What is being added. */
import type { Additions } from "../ipc/bindings";
import { Told } from "./told.svelte";

export const additions = new Told<Additions>();
