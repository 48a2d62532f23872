/** What clones are opened with. */
import type { Editor, Openers } from "../../ipc/bindings";
import { call } from "../../ipc/ipc";

class ToldOpeners {
  current = $state.raw<Openers | null>(null);

  /** The editor that Open means; `null` where there is none, and folders are opened instead. */
  get editor(): Editor | null {
    const { editors, chosen } = this.current ?? { editors: [], chosen: null };
    return editors.find(({ id }) => id === chosen) ?? editors[0] ?? null;
  }

  /** Reads them. Without them folders can be opened all the same. */
  async read(): Promise<void> {
    try {
      this.current = await call("openers", null);
    } catch {
      this.current ??= { editors: [], chosen: null };
    }
  }
}

export const openers = new ToldOpeners();
