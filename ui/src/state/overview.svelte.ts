/** What the program last said, and whether it could say it. */
import type { Integration, Overview, UiError } from "../ipc/bindings";
import { asUiError, call, subscribe } from "../ipc/ipc";

class OverviewState {
  current = $state.raw<Overview | null>(null);
  failure = $state.raw<UiError | null>(null);
  #dismissedStray = $state.raw<string | null>(null);
  #heard = 0;
  #listening = false;

  /** The stray callback to tell of, unless it was dismissed here. */
  get stray(): UiError | null {
    const stray = this.current?.strayCallback ?? null;
    return stray && JSON.stringify(stray) !== this.#dismissedStray ? stray : null;
  }

  /** Asks to be told before it asks what there is, so that nothing is missed between the two. */
  async start(): Promise<void> {
    const [listening] = await Promise.allSettled([this.#listen(), this.refresh()]);
    if (listening.status === "rejected") {
      // What would never be told of a change had better show nothing.
      this.current = null;
      this.failure = asUiError(listening.reason);
    }
  }

  async #listen(): Promise<void> {
    if (!this.#listening) await subscribe((event) => this.#take(event.payload));
    this.#listening = true;
  }

  /** Reads everything again. An event heard meanwhile is newer than the answer. */
  async refresh(): Promise<void> {
    const heard = this.#heard;
    try {
      const overview = await call("overview", null);
      if (heard === this.#heard) this.#take(overview);
    } catch (reason) {
      this.failure = asUiError(reason);
    }
  }

  integration(id: number | null): Integration | null {
    return this.current?.integrations.find((integration) => integration.id === id) ?? null;
  }

  dismissStray(): void {
    this.#dismissedStray = JSON.stringify(this.current?.strayCallback ?? null);
  }

  #take(overview: Overview): void {
    this.#heard += 1;
    if (overview.strayCallback === null) this.#dismissedStray = null;
    this.current = overview;
    this.failure = null;
  }
}

export const overview = new OverviewState();
