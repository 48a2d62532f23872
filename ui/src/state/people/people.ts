/** Who uses this installation. */
import type { People } from "../../ipc/bindings";
import { Told } from "../told.svelte";

export const people = new Told<People>();
