/** Removing somebody, and what became of their links. */
import type { Person, UnlinkedName } from "../../ipc/bindings";
import { texts } from "../../texts";
import { act } from "../act";
import { Questions } from "../question.svelte";
import { spot } from "./spot";

export const removals = new Questions({ goesOn: texts.removePerson.goesOn });

interface Removed {
  name: string;
  receipts: readonly UnlinkedName[];
}

class LastRemoved {
  /** Who was removed last, until that was seen. */
  current = $state.raw<Removed | null>(null);
}
export const lastRemoved = new LastRemoved();

export function remove({ id, name }: Person): Promise<void> {
  const removing = async () => {
    const { receipts } = await act("remove_person", { id });
    lastRemoved.current = { name, receipts };
  };
  return removals.about(id).confirm(texts.removePerson.busy(name), removing, spot.list);
}
