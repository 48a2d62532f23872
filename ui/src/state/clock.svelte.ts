/** The time of day for texts that grow old, ticking only while somebody reads it. */
import { createSubscriber } from "svelte/reactivity";

function ticking(everyMs: number): () => number {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, everyMs);
    return () => clearInterval(timer);
  });
  return () => {
    subscribe();
    return Date.now();
  };
}

/** Now, to the second. */
export const nowBySecond = ticking(1000);
/** Now, to about half a minute. */
export const nowByMinute = ticking(30_000);
