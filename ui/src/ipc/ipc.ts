/**
 * The only place that speaks to the program behind the window.
 *
 * `call` is typed by the generated command table, so a command that changes
 * there fails the type check here and nowhere at run time.
 */
import { Channel, invoke } from "@tauri-apps/api/core";
import type { Commands, Events, UiError } from "./bindings";

/** One event as it comes; of any name unless one is said. */
export type EventMessage<Name extends keyof Events = keyof Events> = {
  [One in Name]: { name: One; payload: Events[One] };
}[Name];

/** Runs a command; a rejection is always a `UiError`. */
export async function call<K extends keyof Commands>(name: K, request: Commands[K][0]): Promise<Commands[K][1]> {
  try {
    return await invoke<Commands[K][1]>(name, { request });
  } catch (reason) {
    throw asUiError(reason);
  }
}

/** Hands every event to `handler`, until the window closes. */
export async function subscribe(handler: (event: EventMessage) => void): Promise<void> {
  const channel = new Channel<EventMessage>();
  channel.onmessage = handler;
  try {
    await invoke("subscribe", { channel });
  } catch (reason) {
    throw asUiError(reason);
  }
}

/**
 * Whatever was thrown, as the one error the window can tell. Anything else than
 * a `UiError` is a fault of ours, and its words are not for people.
 */
export function asUiError(reason: unknown): UiError {
  return isUiError(reason) ? reason : { code: "internal", facts: {} };
}

function isUiError(reason: unknown): reason is UiError {
  return typeof reason === "object" && reason !== null && "code" in reason && "facts" in reason;
}
