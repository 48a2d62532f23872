/** The keyring, and who answers the browser. */
import type { Surroundings } from "../../ipc/bindings";
import { Told } from "../told.svelte";

export const surroundings = new Told<Surroundings>();
