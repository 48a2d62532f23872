import type { UiError } from "../ipc/bindings";

/** What may fail, and needs a place on the page that tells of it. */
export interface Failing {
  readonly error: UiError | null;
  /** The failure was seen. */
  clear(): void;
  /** A place on the page tells of it from now on, until what this answers is called. */
  place(): () => void;
}

/** What goes on, and ends, though the question it began with was left. */
export interface Outlasting {
  readonly asking: boolean;
  readonly goesOn: string | null;
  done: string | null;
  readonly work: Failing;
}
