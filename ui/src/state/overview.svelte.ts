/** Being told of every topic, and reading all of them in one go where nothing was told yet. */
import type { UiError } from "../ipc/bindings";
import { asUiError, call, subscribe, type EventMessage } from "../ipc/ipc";
import { navigation } from "./navigation.svelte";
import { overviewTopics, take, takeAll, topics } from "./topics";

/** What is told, and what a notification that was pressed leads to. */
function hear(event: EventMessage): void {
  if (event.name !== "build_asked_for") return take(event);
  const { mergeRequest, job } = event.payload;
  navigation.openBuilds({ is: "merge_request", id: mergeRequest, job });
}

class OverviewState {
  failure = $state.raw<UiError | null>(null);
  #listening = false;
  #starting: Promise<void> | null = null;
  /** What would never be told of a change had better show nothing. */
  #deaf = false;

  /** Whether there is something to show of everything that an overview holds. */
  get known(): boolean {
    return Object.values(overviewTopics).every(({ current }) => current !== null);
  }

  /** Asks to be told before it asks what there is, so that nothing is missed between the two. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.#deaf = false;
    const [listening] = await Promise.allSettled([this.#listen(), this.read()]);
    if (listening.status === "rejected") {
      this.#deaf = true;
      for (const topic of Object.values(topics)) topic.forget();
      this.failure = asUiError(listening.reason);
    }
  }

  async #listen(): Promise<void> {
    if (!this.#listening) await subscribe(hear);
    this.#listening = true;
  }

  /** Reads everything. What was told meanwhile is newer, and stays. */
  async read(): Promise<void> {
    try {
      const overview = await call("overview", null);
      if (this.#deaf) return;
      takeAll(overview);
      this.failure = null;
    } catch (reason) {
      this.failure = asUiError(reason);
    }
  }
}

export const overview = new OverviewState();
