/** What leaving would lose; the person is asked while there is something. */
import type { Leaving } from "../ipc/bindings";
import { Told } from "./told.svelte";

export const leaving = new Told<Leaving>();
