/** How far repositories are read, and which list there is. */
import type { Repositories } from "../ipc/bindings";
import { Told } from "./told.svelte";

export const repositories = new Told<Repositories>();
