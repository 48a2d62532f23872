import type { UiError } from "../ipc/bindings";

/** What may fail, and needs a place on the page that tells of it. */
export interface Failing {
  readonly error: UiError | null;
  /** The failure was seen. */
  clear(): void;
  /** A place on the page tells of it from now on, until what this answers is called. */
  place(): () => void;
}
